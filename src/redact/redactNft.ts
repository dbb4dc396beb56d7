import type { Value } from '../document/document.js';
import { readDocuments } from '../document/readDocuments.js';
import type { Names } from './names.js';
import { redactText } from './redactText.js';

/**
 * What `nft -j list` printed, with what `names` makes of its tables and chains. Of a rule only stays what kinds of statements it has, and to which chains
 * it leads: more is not read. Sets, their elements and what else a table holds is left out.
 */
export function redactNft(lines: readonly string[], names: Names): readonly string[] {
  const { documents, problems } = readDocuments(lines.join('\n'));
  const [document] = documents;
  const items = document === undefined ? undefined : fieldsOf(document.value).get('nftables');
  // What is cut off or broken tells nothing to a reader, but any name to whoever looks at it.
  if (!Array.isArray(items) || problems.length > 0 || documents.length > 1)
    return lines.map((line) => redactText(line, names, names.words));
  const kept = (items as readonly Value[]).flatMap((item) => itemOf(fieldsOf(item), names));
  const last = kept.length - 1;
  return [
    '{"nftables": [',
    ...kept.map((item, index) => `${JSON.stringify(item)}${index < last ? ',' : ''}`),
    ']}',
  ];
}

function itemOf(item: ReadonlyMap<string, Value>, names: Names): readonly object[] {
  for (const kind of ['table', 'chain', 'rule'] as const) {
    const fields = fieldsOf(item.get(kind));
    if (fields.size > 0) {
      return [{ [kind]: Object.fromEntries([...fields].flatMap((field) => fieldOf(kind, field, names))) }];
    }
  }
  return [];
}

function fieldOf(
  kind: 'table' | 'chain' | 'rule',
  [key, value]: readonly [string, Value],
  names: Names,
): readonly (readonly [string, unknown])[] {
  if (key === 'expr') return [[key, statementsOf(value, names)]];
  if (key === 'prio') return typeof value === 'number' ? [[key, value]] : [];
  if (key === 'flags') return [[key, Array.isArray(value) ? value.map(keyword) : keyword(value)]];
  if (typeof value !== 'string') return [];
  switch (key) {
    case 'name':
      return [[key, kind === 'chain' ? names.chain(value) : names.words(value)]];
    case 'table':
      return [[key, names.words(value)]];
    case 'chain':
      return [[key, names.chain(value)]];
    case 'family':
    case 'type':
    case 'hook':
    case 'policy':
      return [[key, keyword(value)]];
    default:
      return [];
  }
}

function statementsOf(value: Value, names: Names): readonly object[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Value[]).map((statement) =>
    Object.fromEntries(
      [...fieldsOf(statement)].map(([kind, what]) => {
        const target = fieldsOf(what).get('target');
        return [keyword(kind), typeof target === 'string' ? { target: names.chain(target) } : null];
      }),
    ),
  );
}

/** A word of nft's own; any other is left out. */
function keyword(word: Value): string {
  return typeof word === 'string' && keywords.has(word) ? word : '';
}

/** @see nftables src/json.c, src/parser_json.c */
const keywords: ReadonlySet<string> = new Set(
  `ip ip6 inet netdev bridge arp filter nat route prerouting input forward output postrouting ingress egress accept drop dormant owner persist
  match counter log limit quota last return continue jump goto reject mangle snat dnat masquerade redirect queue fwd dup notrack vmap set map
  meter flow tproxy synproxy xt`.split(/\s+/),
);

function fieldsOf(value: Value | undefined): ReadonlyMap<string, Value> {
  return value instanceof Map ? (value as ReadonlyMap<string, Value>) : new Map();
}
