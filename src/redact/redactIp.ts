import { readDocuments } from '../document/readDocuments.js';
import type { Value } from '../document/document.js';
import { maskOfLength, readAddress } from '../address/address.js';
import type { Names } from './names.js';
import { redactText } from './redactText.js';

/** `keyword`: the kernel or `ip` has a list of them. */
type Kind = 'name' | 'address' | 'word' | 'keyword';

/** What a text under a key of `ip -j` is. Texts under other keys are left out. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...['ifname', 'label', 'master', 'link', 'dev', 'iif', 'oif'].map((key) => [key, 'name'] as const),
  ...[
    'address',
    'local',
    'broadcast',
    'anycast',
    'dst',
    'src',
    'gateway',
    'prefsrc',
    'from',
    'host',
    'source',
  ].map((key) => [key, 'address'] as const),
  ...['table', 'protocol'].map((key) => [key, 'word'] as const),
  ...[
    ...['family', 'scope', 'type', 'flags', 'operstate', 'link_type', 'pref', 'action', 'not'],
    ...['fwmark', 'fwmask', 'priority', 'tos', 'metric', 'ipproto', 'goto', 'sport', 'dport', 'weight'],
  ].map((key) => [key, 'keyword'] as const),
]);

/** The lines of `ip -j addr`, `ip -j route` or `ip -j rule`, or of plain text of them, with what `names` makes of them. */
export function redactIp(lines: readonly string[], names: Names): readonly string[] {
  const text = lines.join('\n');
  if (!/^\s*\[|[{}"]/.test(text)) return redactPlain(lines, names);
  const { documents, problems } = readDocuments(text);
  const [document] = documents;
  // What is cut off or broken tells nothing to a reader, but any name to whoever looks at it.
  if (document === undefined || problems.length > 0 || documents.length > 1)
    return lines.map((line) => redactText(line, names, names.words));
  noteSubnets(document.value, names);
  return JSON.stringify(redactValue(document.value, 'word', names), undefined, 1).split('\n');
}

function redactValue(value: Value, kind: Kind, names: Names): unknown {
  if (typeof value === 'string') return redactString(value, kind, names);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Map) {
    const fields = value as ReadonlyMap<string, Value>;
    const kept: [string, unknown][] = [];
    for (const [key, each] of fields) {
      const own = kinds.get(key);
      if (own === undefined && typeof each === 'string') continue;
      if (own === undefined && typeof each === 'object' && !containers.has(key)) continue;
      kept.push([key, redactValue(each, own ?? 'word', names)]);
    }
    return Object.fromEntries(kept);
  }
  return (value as readonly Value[]).map((each) => redactValue(each, kind, names));
}

const containers: ReadonlySet<string> = new Set(['addr_info', 'nexthops', 'via', 'metrics']);

function redactString(text: string, kind: Kind, names: Names): string {
  switch (kind) {
    case 'name': {
      const [name = '', ...alias] = text.split(':');
      return [names.interface(name), ...alias.map(names.words)].join(':');
    }
    case 'address':
      return redactText(text, names, names.words);
    case 'word':
      return names.words(text);
    case 'keyword':
      return text;
  }
}

/** The kernel makes a broadcast address of each subnet of an interface, so its first and last address have to stay such. */
function noteSubnets(value: Value, names: Names): void {
  if (!Array.isArray(value)) return;
  for (const one of value as readonly Value[]) {
    const infos = one instanceof Map ? (one as ReadonlyMap<string, Value>).get('addr_info') : undefined;
    if (!Array.isArray(infos)) continue;
    for (const info of infos as readonly Value[]) {
      if (!(info instanceof Map)) continue;
      const fields = info as ReadonlyMap<string, Value>;
      const local = fields.get('local');
      if (typeof local === 'string') noteSubnet(local, Number(fields.get('prefixlen')), names);
    }
  }
}

function noteSubnet(text: string, length: number, names: Names): void {
  const address = readAddress(text);
  if (address === undefined || !Number.isInteger(length)) return;
  if (typeof address === 'number') {
    const mask = maskOfLength(length, 4) as number;
    names.range((address & mask) >>> 0, (address | ~mask) >>> 0);
  } else {
    const [a, b, c, d] = maskOfLength(length, 6) as readonly [number, number, number, number];
    const first = [
      (address[0] & a) >>> 0,
      (address[1] & b) >>> 0,
      (address[2] & c) >>> 0,
      (address[3] & d) >>> 0,
    ] as const;
    names.range(first, first);
    names.range(first, [
      (first[0] | ~a) >>> 0,
      (first[1] | ~b) >>> 0,
      (first[2] | ~c) >>> 0,
      (first[3] | ~d) >>> 0,
    ]);
  }
}

/** Names of interfaces stand behind these words, and at the beginning of a line behind a number. */
function redactPlain(lines: readonly string[], names: Names): readonly string[] {
  return lines
    .filter((line) => !/^\s*(?:alias|altname) /.test(line))
    .map((line) => {
      const [, local, length] = /\binet6? ([0-9a-fA-F.:]+)\/(\d+)/.exec(line) ?? [];
      if (local !== undefined) noteSubnet(local, Number(length), names);
      const named = line
        .replace(/^(\d+: )([^\s:@]+)(?:@([^\s:]+))?(?=:)/, (_, number: string, name: string, link?: string) =>
          [number + names.interface(name), ...(link === undefined ? [] : [names.interface(link)])].join('@'),
        )
        .replaceAll(
          /\b(dev|master|iif|oif) (\S+)/g,
          (_, word: string, name: string) => `${word} ${names.interface(name)}`,
        )
        // Names that an administrator gave to numbers, in the files of /etc/iproute2.
        .replaceAll(
          /\b(table|lookup|proto|group|realms?) (\S+)/g,
          (_, word: string, name: string) => `${word} ${names.words(name)}`,
        )
        .replace(
          /((?:global|link|host|site)(?: \w+)*? )([^\s:]+)(:\S+)?$/,
          (all, before: string, name: string, alias = '') =>
            local === undefined ? all : `${before}${names.interface(name)}${names.words(String(alias))}`,
        );
      return redactText(named, names);
    });
}
