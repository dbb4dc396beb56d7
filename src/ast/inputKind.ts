import type { CommentMeaning } from './ast.js';
import { beginningOf } from './dumpText.js';
import type { DumpText } from './dumpText.js';
import type { Problem } from './problem.js';
import { readComment } from './readComment.js';

/** What a text is: a dump (or at least nothing else that is known), or something else, with what to run instead. */
export type InputKind = { readonly kind: 'dump' } | { readonly kind: 'other'; readonly problem: Problem };

interface Foreign {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  recognise(text: string, lines: readonly string[]): boolean;
}

/** How much of a text is looked at, in bytes. */
const looked = 65_536;

/** gzip, bzip2, xz, zstd, zip. */
const compressed = ['\x1f\x8b', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd', 'PK\x03\x04'];

const runSave = 'run iptables-save (for IPv6 ip6tables-save) as root and give its output';
const saveOfNft =
  'iptables-nft-save prints those tables that iptables-nft made; rules of nft itself cannot be traced';

const others: readonly Foreign[] = [
  {
    code: 'empty-input',
    message: 'the input is empty',
    hint: 'iptables-save needs root: sudo iptables-save | calitrace …',
    recognise: (text) => /^(?:\xef\xbb\xbf)?\s*$/.test(text),
  },
  {
    code: 'other-backend-input',
    message: 'the input holds no rules; all it says is that the other backend of iptables has some',
    hint: 'run the program that its warning names (iptables-legacy-save or iptables-nft-save) and give its output',
    recognise: (_, lines) => isCommentsWith('other-backend', lines),
  },
  {
    code: 'incompatible-input',
    message: 'the input holds no rules; all it says is that there are tables which iptables cannot print',
    hint: 'these are rules of nft itself (nft list ruleset shows them), which calitrace does not read',
    recognise: (_, lines) => isCommentsWith('incompatible-table', lines),
  },
  {
    code: 'compressed-input',
    message: 'the input is a compressed file',
    hint: 'unpack it first, with zcat, xzcat, zstdcat or unzip -p',
    recognise: (text) => compressed.some((magic) => text.startsWith(magic)),
  },
  {
    code: 'utf-16-input',
    message: 'the input is UTF-16 text',
    hint: 'save it as UTF-8; in PowerShell: | Out-File -Encoding utf8',
    recognise: (text) => /^(?:\xff\xfe|\xfe\xff|(?:[\t-~]\0){4}|(?:\0[\t-~]){4})/.test(text),
  },
  {
    code: 'binary-input',
    message: 'the input is a binary file',
    hint: runSave,
    recognise: (text, lines) =>
      /^(?:\x7fELF|\x89PNG|%PDF-|\xca\xfe\xba\xbe)/.test(text) || isBinary(text, lines),
  },
  {
    code: 'markup-input',
    message: 'the input is a web page or XML',
    hint: 'give the dump itself as plain text',
    recognise: (text) => /^\s*<(?:!doctype|html|head|body|\?xml|ipsets)/i.test(text),
  },
  {
    code: 'json-input',
    message: 'the input is the JSON of ip -j addr, not of iptables-save',
    hint: 'give it with --addrs FILE, beside the output of iptables-save',
    recognise: (text) => /^\s*\[\s*(?:\{\},?\s*)*\{[^{}[\]]*"if(?:index|name)"/.test(text),
  },
  {
    code: 'json-input',
    message: 'the input is the JSON of ip -j route or ip -j rule, not of iptables-save',
    hint: 'give it with --routes FILE or --rules FILE, beside the output of iptables-save',
    recognise: (text) => /^\s*\[\s*\{[^{}[\]]*"(?:dst|priority)"/.test(text),
  },
  {
    code: 'json-input',
    message: 'the input is JSON of Kubernetes or Calico',
    hint: 'give it with --names FILE, beside the output of iptables-save',
    recognise: (text) => /^\s*\{\s*"apiVersion"/.test(text),
  },
  {
    code: 'yaml-input',
    message: 'the input is YAML of Kubernetes or Calico',
    hint: 'give it with --names FILE, beside the output of iptables-save',
    recognise: (_, lines) => !hasTable(lines) && lines.some((line) => /^(?:- )?apiVersion: \S/.test(line)),
  },
  {
    code: 'yaml-input',
    message: 'the input is a file of flows',
    hint: 'calitrace test FILE sends its packets through dumps',
    recognise: (_, lines) => !hasTable(lines) && lines.some((line) => /^flows:\s*$/.test(line)),
  },
  {
    code: 'json-input',
    message: 'the input is an nftables ruleset as JSON, which calitrace does not read',
    hint: saveOfNft,
    recognise: (text) => /^\s*\{\s*"nftables"/.test(text),
  },
  {
    code: 'json-input',
    message: 'the input is JSON',
    hint: runSave,
    recognise: (text) => /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/.test(text),
  },
  {
    code: 'iptables-list-input',
    message: 'the input is the listing of iptables -L, which leaves out interfaces, modules and most options',
    hint: runSave,
    recognise: (_, lines) => lines.some((line) => /^Chain \S+ \((?:policy |\d+ references)/.test(line)),
  },
  {
    code: 'iptables-rules-input',
    message: 'the input is the output of iptables -S, which tells neither the table nor the other tables',
    hint: runSave,
    recognise: (_, lines) =>
      !hasTable(lines) && lines.some((line) => /^(?:-P [A-Z]+ (?:ACCEPT|DROP)|-N \S+)$/.test(line)),
  },
  {
    code: 'nft-input',
    message: 'the input is an nftables ruleset, which calitrace does not read',
    hint: saveOfNft,
    recognise: (_, lines) =>
      !hasTable(lines) &&
      lines.some((line) => /^(?:add )?table (?:ip|ip6|inet|arp|bridge|netdev) \S+(?: \{|$)/.test(line)),
  },
  {
    code: 'ipset-input',
    message: 'the input is a list of IP sets, not of rules',
    hint: 'give it with --ipset FILE, beside the output of iptables-save',
    recognise: (_, lines) =>
      !hasTable(lines) &&
      (lines.some((line) => /^-N \S+ \S*(?:hash|map|tree)\b/.test(line)) ||
        (!lines.some((line) => /^-A \S/.test(line)) &&
          lines.some((line) => /^(?:create \S+ (?:hash|bitmap|list):\S+|Name: \S+$)/.test(line)))),
  },
  {
    code: 'addresses-input',
    message: 'the input is the output of ip addr, not of iptables-save',
    hint: 'give it with --addrs FILE, beside the output of iptables-save',
    recognise: (_, lines) =>
      !hasTable(lines) && lines.some((line) => /^\d+: \S+: <[A-Z_,-]+> mtu /.test(line)),
  },
  {
    code: 'routes-input',
    message: 'the input is the output of ip route or ip rule, not of iptables-save',
    hint: 'give it with --routes FILE or --rules FILE, beside the output of iptables-save',
    recognise: (_, lines) =>
      !hasTable(lines) &&
      lines.some((line) =>
        /^(?:default (?:via|dev) |\d+:\tfrom |\S+ dev \S+ (?:proto|scope|src) )/.test(line),
      ),
  },
  {
    code: 'ipvs-input',
    message: 'the input is the output of ipvsadm, not of iptables-save',
    hint: 'give it with --ipvs FILE, beside the output of iptables-save',
    recognise: (_, lines) =>
      !hasTable(lines) &&
      lines.some((line) => /^-A -[tuf] \S+ (?:-s \S+|-r \S+)|^IP Virtual Server version/.test(line)),
  },
  {
    code: 'packets-input',
    message: 'the input tells of packets or connections, not of rules',
    hint: 'give it with --packets FILE, or one line of it with --from-log, beside the output of iptables-save',
    recognise: (_, lines) =>
      !hasTable(lines) &&
      lines.some((line) =>
        /\bIN=\S* OUT=\S* .*\bSRC=\S+ DST=|\ssrc=\S+ dst=\S+ .*\ssrc=\S+ dst=/.test(line),
      ) &&
      !lines.some((line) => /^-A \S/.test(line)),
  },
  {
    code: 'script-input',
    message: 'the input is a script of iptables commands',
    hint: 'run it, then give the output of iptables-save',
    recognise: (text, lines) =>
      !hasTable(lines) &&
      (text.startsWith('#!') ||
        lines.some((line) => /^\s*(?:sudo )?(?:\/\S*\/)?ip6?tables(?:-legacy|-nft)? .*-[AINPFX]/.test(line))),
  },
];

/** Recognises by its first lines what is no dump. */
export function inputKind(text: DumpText): InputKind {
  const start = beginningOf(text, looked);
  const lines = start.split(/\r?\n/);
  const found = others.find((other) => other.recognise(start, lines));
  if (found === undefined) return { kind: 'dump' };
  const { code, message, hint } = found;
  return {
    kind: 'other',
    problem: { severity: 'error', code, message, expected: 'the output of iptables-save', hint },
  };
}

/** Nothing but comments, and such a one among them. */
function isCommentsWith(meaning: CommentMeaning['kind'], lines: readonly string[]): boolean {
  return (
    lines.every((line) => /^(?:#|\s*$)/.test(line)) &&
    lines.some((line) => readComment(line)?.kind === meaning)
  );
}

function hasTable(lines: readonly string[]): boolean {
  return lines.some((line) => /^\s*\*\s*[a-z]+\s*$/.test(line));
}

/** More control characters than one in ten, and no line of a dump. The escape of terminal colours does not count. */
function isBinary(text: string, lines: readonly string[]): boolean {
  if (hasTable(lines)) return false;
  const controls = text.match(/(?![\t-\r\x80-\x9f])\p{Cc}/gu)?.length ?? 0;
  const escapes = text.split('\x1b').length - 1;
  return (controls - escapes) * 10 > text.length;
}
