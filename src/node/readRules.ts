import { familyOf } from '../address/address.js';
import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import { protocolNumber } from '../netfilter/protocols.js';
import { inputLines, isPrompt, lineProblem, promptProblem } from './inputLine.js';
import type { RoutingRule } from './node.js';
import { readNumber } from './readElement.js';
import { readJsonObjects, stringOf } from './readJson.js';
import type { JsonObject } from './readJson.js';
import { readPrefix } from './readPrefix.js';
import { readRoutedTos } from './routedTos.js';
import { readTable } from './routingTable.js';

type Draft = { -readonly [Key in keyof Omit<RoutingRule, 'family'>]: RoutingRule[Key] };

/**
 * Reads `ip -j rule` or its plain text. One output holds one family; where it names no address, and `family` is not
 * given, the first output counts as IPv4 and a second one behind it as IPv6.
 * @see iproute2 ip/iprule.c print_rule
 */
export function readRules(
  text: string,
  family?: Family,
): { readonly rules: readonly RoutingRule[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const drafts: Draft[] = [];
  const add = (words: readonly string[], priority: number, problem: (word: string) => Problem): void => {
    const draft = readRule(words, priority);
    const [wrong] = draft.unread?.split(' ') ?? [];
    if (wrong !== undefined) problems.push(problem(wrong));
    drafts.push(draft);
  };
  const objects = readJsonObjects(text);
  if (objects !== undefined) {
    for (const object of objects) {
      if (object.size === 0) continue;
      const priority = object.get('priority');
      add(wordsOf(object), typeof priority === 'number' ? priority : 0, badRule);
    }
  } else {
    for (const line of inputLines(text)) {
      if (line.text.trim() === '') continue;
      const parts = /^(\d{1,10}):\s*(.*)$/.exec(line.text.trim());
      if (parts !== null) {
        add((parts[2] ?? '').trim().split(/\s+/), Number(parts[1]), (word) => ({
          ...lineProblem(
            line,
            'error',
            'bad-routing-rule',
            `\`${word}\` of this rule is not understood: ${open}`,
            {
              word,
            },
          ),
        }));
      } else if (isPrompt(line.text)) problems.push(promptProblem(line));
      else {
        problems.push(
          lineProblem(line, 'error', 'bad-routing-rule', 'this is no line of `ip rule`', {
            expected: 'PRIORITY: from PREFIX … lookup TABLE',
            hint: 'run `ip -j rule` and give its output',
          }),
        );
      }
    }
  }
  return { rules: giveFamilies(drafts, family), problems };
}

/** What becomes of a rule with words that are not understood. */
const open = 'which packets it takes is a question';

function badRule(word: string): Problem {
  return {
    severity: 'error',
    code: 'bad-routing-rule',
    message: `\`${word}\` of a routing rule is not understood: ${open}`,
  };
}

/** Keys of a JSON rule that `wordsOf` reads, or that say nothing of which packets it takes and what it does with them. */
const knownKeys: ReadonlySet<string> = new Set(
  `priority not src srclen dst dstlen tos dsfield dscp fwmark fwmask iif iif_detached oif oif_detached uid_start uid_end
  ipproto sport sport_start sport_end dport dport_start dport_end suppress_prefixlen suppress_prefixlength suppress_ifgroup
  goto unresolved table tun_id l3mdev nop action protocol flow_from flow_to`.split(/\s+/),
);

/** A JSON rule in the words of the plain text. What nobody knows may limit it: that is a word as well. */
function wordsOf(object: JsonObject): string[] {
  const words: string[] = [];
  const text = (key: string): string | undefined => {
    const value = object.get(key);
    return typeof value === 'number' ? String(value) : stringOf(object, key);
  };
  const put = (word: string, value: string | undefined): void => {
    if (value !== undefined) words.push(word, value);
  };
  const pair = (first: string, separator: string, second: string): string | undefined => {
    const [a, b] = [text(first), text(second)];
    return a === undefined || b === undefined ? a : `${a}${separator}${b}`;
  };
  if (object.has('not')) words.push('not');
  put('from', pair('src', '/', 'srclen'));
  put('to', pair('dst', '/', 'dstlen'));
  put('tos', text('tos') ?? text('dsfield'));
  put('dscp', text('dscp'));
  put('fwmark', pair('fwmark', '/', 'fwmask'));
  put('iif', text('iif'));
  put('oif', text('oif'));
  put('uidrange', pair('uid_start', '-', 'uid_end'));
  put('ipproto', text('ipproto'));
  put('sport', text('sport') ?? pair('sport_start', '-', 'sport_end'));
  put('dport', text('dport') ?? pair('dport_start', '-', 'dport_end'));
  put('suppress_prefixlength', text('suppress_prefixlen') ?? text('suppress_prefixlength'));
  put('suppress_ifgroup', text('suppress_ifgroup'));
  put('goto', text('goto'));
  put('lookup', text('table'));
  for (const key of ['tun_id', 'l3mdev', 'nop']) if (object.has(key)) words.push(key);
  put('action', text('action'));
  words.push(...[...object.keys()].filter((key) => !knownKeys.has(key)));
  return words;
}

/** Reads the words behind the priority. Those that are not understood are kept: nobody knows which of them belong together. */
function readRule(words: readonly string[], priority: number): Draft {
  const draft: Draft = { priority, negated: false, action: { kind: 'nop' } };
  const unread: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (single(word, draft)) continue;
    if (withValue(word, value, draft)) at++;
    else unread.push(word);
  }
  if (unread.length > 0) draft.unread = unread.join(' ');
  return draft;
}

/** Reads a word that stands alone. */
function single(word: string, draft: Draft): boolean {
  switch (word) {
    case 'not':
      draft.negated = true;
      return true;
    case 'nop':
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      draft.action = { kind: word };
      return true;
    case '[detached]':
    case '[unresolved]':
    case 'masquerade':
      return true;
    case 'l3mdev':
      draft.vrf = true;
      return true;
    default:
      return false;
  }
}

function withValue(word: string, value: string, draft: Draft): boolean {
  switch (word) {
    case 'from':
    case 'to': {
      if (value === 'all' || value === 'default') return true;
      const prefix = readPrefix(value);
      if (prefix === undefined) return false;
      draft[word === 'from' ? 'source' : 'destination'] = prefix;
      return true;
    }
    case 'iif':
      draft.inInterface = value;
      return value !== '';
    case 'oif':
      draft.outInterface = value;
      return value !== '';
    case 'fwmark': {
      const [text = '', maskText] = value.split('/');
      const mark = readNumber(text);
      const mask = maskText === undefined ? 0xffffffff : readNumber(maskText);
      if (mark === undefined || mask === undefined) return false;
      draft.mark = { value: mark, mask };
      return true;
    }
    case 'tos':
    case 'dsfield': {
      const tos = readRoutedTos(value);
      if (tos !== undefined) draft.tos = tos;
      return tos !== undefined;
    }
    case 'ipproto': {
      const protocol = readNumber(value) ?? protocolNumber(value);
      if (protocol !== undefined) draft.protocol = protocol;
      return protocol !== undefined;
    }
    case 'sport':
    case 'dport':
    case 'uidrange': {
      const range = readBounds(value);
      if (range === undefined) return false;
      draft[word === 'sport' ? 'sourcePorts' : word === 'dport' ? 'destinationPorts' : 'uids'] = range;
      return true;
    }
    case 'lookup':
    case 'table':
      if (value === '[l3mdev-table]') draft.vrf = true;
      else draft.action = { kind: 'lookup', table: readTable(value) };
      return value !== '';
    case 'goto': {
      const priority = readNumber(value);
      if (priority !== undefined) draft.action = { kind: 'goto', priority };
      return priority !== undefined;
    }
    case 'action':
      return value === 'lookup' || value === 'goto' || single(value, draft);
    case 'suppress_prefixlength': {
      const length = readNumber(value);
      if (length !== undefined) draft.suppressPrefixLength = length;
      return length !== undefined;
    }
    case 'suppress_ifgroup':
      draft.suppressGroup = value;
      return value !== '';
    case 'proto':
    case 'protocol':
    case 'realms':
      return value !== '';
    default:
      return false;
  }
}

function readBounds(text: string): readonly [number, number] | undefined {
  const [first = '', second = first] = text.split('-');
  const low = readNumber(first);
  const high = readNumber(second);
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** A priority that falls begins the output of another family. */
function giveFamilies(drafts: readonly Draft[], given: Family | undefined): RoutingRule[] {
  const blocks: Draft[][] = [];
  for (const draft of drafts) {
    const block = blocks.at(-1);
    const last = block?.at(-1);
    if (block === undefined || (last !== undefined && draft.priority < last.priority)) blocks.push([draft]);
    else block.push(draft);
  }
  return blocks.flatMap((block, index) => {
    const prefix = block.flatMap((rule) => rule.source ?? rule.destination ?? [])[0];
    const family = prefix === undefined ? (given ?? (index === 0 ? 4 : 6)) : familyOf(prefix.address);
    return block.map((rule) => ({ ...rule, family }));
  });
}
