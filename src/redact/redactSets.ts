import { icmpNames, icmpv6Names } from '../netfilter/icmpNames.js';
import { protocolNumber } from '../netfilter/protocols.js';
import type { Names } from './names.js';
import { redactInterface } from './redactRules.js';
import { redactText } from './redactText.js';
import { isNumeric, redactWords } from './redactWords.js';

/** The lines of `ipset save` with what `names` makes of them. @see ipset lib/print.c */
export function redactSets(lines: readonly string[], names: Names): readonly string[] {
  /** What the elements of a set are, one behind the other: `ip`, `port`, `iface`. */
  const dimensions = new Map<string, readonly string[]>();
  return lines.map((line) => {
    const [, command = '', name = '', rest = ''] = /^(create|add) (\S+) ?(.*)$/.exec(line) ?? [];
    if (command === '') return redactText(line, names, names.words);
    const [, subject = '', others = ''] = /^(\S+)(.*)$/.exec(rest) ?? [];
    if (command === 'create' && setType.test(subject))
      dimensions.set(name, subject.slice(subject.indexOf(':') + 1).split(','));
    const isType = command === 'create' && setType.test(subject);
    const written = isType ? subject : element(subject, dimensions.get(name) ?? [], names);
    return `${command} ${names.set(name)} ${written}${optionsOf(others, names)}`;
  });
}

/** @see linux net/netfilter/ipset, ipset lib/ipset_hash_*.c */
const setType =
  /^(?:hash|bitmap|list):(?:ip|net|port|mac|mark|iface|set)(?:,(?:ip|net|port|mac|mark|iface)){0,2}$/;

function element(text: string, dimensions: readonly string[], names: Names): string {
  return text
    .split(',')
    .map((part, index) => {
      switch (dimensions[index]) {
        case 'iface': {
          const [, before = '', name = ''] = /^(physdev:)?(.*)$/.exec(part) ?? [];
          return before + redactInterface(name, names);
        }
        case 'set':
          return names.set(part);
        case 'port':
        case 'mark':
          return isPort(part) || isNumeric(part) ? part : redactText(part, names, names.words);
        // Where the line that makes the set cannot be read, a part may be any name.
        default:
          return redactText(part, names, names.words);
      }
    })
    .join(',');
}

const icmp: ReadonlySet<string> = new Set([...icmpNames, ...icmpv6Names].map(([name]) => name));

/** `tcp:80`, `icmp:echo-request`, `47:0`; of a bitmap numbers alone. */
function isPort(text: string): boolean {
  const [, protocol = '', own = ''] = /^([\w-]+):([\w/-]+)$/.exec(text) ?? [];
  const isProtocol = /^\d{1,3}$/.test(protocol) || protocolNumber(protocol) !== undefined;
  return isProtocol && (/^\d{1,5}(?:[/-]\d{1,5})?$/.test(own) || icmp.has(own));
}

/** What ipset prints behind an element or the type of a set. @see ipset lib/data.c, ipset man page */
const known: ReadonlySet<string> = new Set(
  `family inet inet6 range hashsize maxelem bucketsize initval netmask bitmask markmask size timeout counters packets bytes
  comment skbinfo skbmark skbprio skbqueue forceadd nomatch wildcard`.split(/\s+/),
);

/** `timeout 30 comment "…"`, `before NAME`: words that ipset does not know are somebody's own, and a comment is free text. */
function optionsOf(text: string, names: Names): string {
  const [, before = text, comment, after = ''] = /^(.*? comment )("(?:[^"\\]|\\.)*")(.*)$/.exec(text) ?? [];
  const named = (part: string): string =>
    redactWords(part, names, (word, previous) =>
      previous === 'before' || previous === 'after'
        ? names.set(word)
        : known.has(word) || word === 'before' || word === 'after' || (isNumeric(word) && known.has(previous))
          ? word
          : undefined,
    );
  if (comment === undefined) return named(before);
  return named(before) + redactText(comment, names, names.words) + named(after);
}
