import type { Problem } from './problem.js';

/** What a line is that is no part of a dump but often stands around one. */
export type Noise = Pick<Problem, 'severity' | 'code' | 'message' | 'expected' | 'hint'>;

/** Long enough for any prompt or message; a longer line is not looked at further. */
const longestLook = 400;

interface NoiseKind {
  readonly pattern: RegExp;
  readonly noise: Noise;
}

const kinds: readonly NoiseKind[] = [
  {
    // Also what grep -A prints between two hits.
    pattern: /^(?:[[(<{]?(?:\.{2,}|\xe2\x80\xa6|snip|skip|omitted|truncated)[\])>}.]*|--|\*{3,5}|~+)$/i,
    noise: {
      severity: 'warning',
      code: 'omitted-lines',
      message: 'something was left out here; what stood there is unknown',
      hint: 'give the whole output of iptables-save',
    },
  },
  {
    // Also a line of stars, as many greetings of servers have it.
    pattern: /^(?:```\w*|<\/?(?:pre|code)>|\*\*.*)$/,
    noise: {
      severity: 'warning',
      code: 'not-the-dump',
      message: 'this line is no part of the dump; it is passed over',
    },
  },
  {
    pattern: /^(?:> ?)+(?:[*:#[-]|COMMIT)/,
    noise: {
      severity: 'error',
      code: 'quoted-line',
      message: 'a sign of quoting stands before the line',
      expected: 'a line as iptables-save prints it',
      hint: 'leave out the > that a mail or a ticket puts before what it quotes',
    },
  },
  {
    // [root@node ~]# …, root@node:/etc$ …, sh-4.2# …, / # …, $ …
    pattern:
      /^(?:\[[^\]@]*@[^\]]*\][#$%>]|[\w.-]+@[\w.-]+[: ~][^#$%>]*[#$%>]|(?:ba|z|k|a)?sh-[\d.]+[#$]|[/~]\S* [#$]|[$%>])(?: |$)/,
    noise: {
      severity: 'warning',
      code: 'shell-prompt',
      message: 'this line is a shell prompt; it is passed over',
    },
  },
  {
    pattern:
      /^(?:(?:\/?[\w.-]+\/)*(?:ip6?tables|xtables|sudo|ssh|kubectl|modprobe|bash|sh|docker|crictl|nsenter)[\w-]*(?: v[\d.]+(?: \(\w+\))?)?: |-?(?:ba|a|z)?sh: |(?:Error|Warning|Fatal): ?|Defaulted container |Another app is currently holding the xtables lock|Perhaps ip6?tables|Connection to |\[sudo\] |Defaulting container|command terminated)/i,
    noise: {
      severity: 'warning',
      code: 'tool-message',
      message: 'this line is a message of a program, not of the dump; it is passed over',
      hint: 'if iptables-save itself complained, the dump may lack rules',
    },
  },
  {
    pattern: /^(?:create|add|destroy|flush) \S+(?: |$)/,
    noise: {
      severity: 'error',
      code: 'ipset-line',
      message: 'this line is of ipset save, not of iptables-save',
      expected: 'a line of iptables-save',
      hint: 'put the output of ipset save into a file of its own and give it with --ipset FILE',
    },
  },
  {
    pattern: /^(?:sudo )?(?:\/\S*\/)?(?:ip6?tables)(?:-legacy|-nft)?(?: |$)/,
    noise: {
      severity: 'error',
      code: 'iptables-command',
      message: 'this line is a command for a shell, not a line of iptables-save',
      expected: 'a line of iptables-save',
      hint: 'run the commands, then iptables-save prints what they made',
    },
  },
  {
    pattern: /^commit$/i,
    noise: {
      severity: 'error',
      code: 'unexpected-word',
      message: 'the word that ends a table is written in capitals',
      expected: 'COMMIT',
    },
  },
  {
    pattern: /^\d+[:\t ]+(?:[*:#[-]|COMMIT)/,
    noise: {
      severity: 'error',
      code: 'numbered-line',
      message: 'a number stands before the line',
      expected: 'a line as iptables-save prints it',
      hint: 'leave out the line numbers of grep -n or cat -n',
    },
  },
];

/** Recognises a line that could not be read, undefined where it looks like nothing known. */
export function recogniseNoise(raw: string): Noise | undefined {
  const text = raw.slice(0, longestLook).trim();
  return kinds.find(({ pattern }) => pattern.test(text))?.noise;
}
