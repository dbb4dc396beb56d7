import { readAddress } from '../../src/address/address.js';
import type { Condition } from '../../src/condition/condition.js';
import { always, negateIf, oneOf } from '../../src/condition/condition.js';
import type { Outcome } from '../../src/extension/extension.js';
import { just } from '../../src/extension/extension.js';
import { isTableName } from '../../src/netfilter/hooks.js';
import type { Family, TableName } from '../../src/netfilter/hooks.js';
import type { Action, BoundMatch, BoundRule, Chain, Ruleset, Table } from '../../src/ruleset/ruleset.js';

const opaque = (name: string): Condition => ({
  kind: 'ask',
  ask: { subject: name, asks: name, because: 'test', reads: [], fresh: false },
});

function words(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((found) =>
    found[1] === undefined ? (found[2] ?? '') : found[1].replace(/\\(.)/g, '$1'),
  );
}

function pair(text: string): { value: number; mask: number } {
  const [value = '0', mask = '0xffffffff'] = text.split('/');
  return { value: Number(value) >>> 0, mask: Number(mask) >>> 0 };
}

/** Reads the few options that chain owners look at; everything else becomes a question that nobody answers. */
function readRule(
  line: string,
  table: TableName,
  number: number,
  at: number,
  chains: ReadonlySet<string>,
): BoundRule {
  const all = words(line);
  const matches: BoundMatch[] = [];
  const comments: string[] = [];
  const chain = all[1] ?? '';
  let action: Action = { kind: 'none' };
  let module = 'rule';
  let negated = false;
  const add = (condition: Condition): void => {
    matches.push({ name: module, condition: negateIf(negated, condition), effects: [] });
    negated = false;
  };
  for (let index = 2; index < all.length; index++) {
    const option = all[index] ?? '';
    const next = all[index + 1] ?? '';
    if (option === '!') negated = true;
    else if (option === '-m') {
      module = next;
      index++;
      if (module === 'rpfilter') add(opaque('rpfilter'));
    } else if (option === '--comment') {
      comments.push(next);
      matches.push({ name: 'comment', condition: always, effects: [] });
      index++;
    } else if (option === '-i' || option === '-o') {
      const wildcard = next.endsWith('+');
      module = 'rule';
      add({
        kind: 'interface',
        side: option === '-i' ? 'in' : 'out',
        name: wildcard ? next.slice(0, -1) : next,
        wildcard,
      });
      index++;
    } else if (option === '-s') {
      add({ kind: 'in', field: 'source', set: [] });
      index++;
    } else if (option === '-d') {
      add({ kind: 'in', field: 'destination', set: [] });
      index++;
    } else if (option === '--mark') {
      add({ kind: 'bits', field: module === 'connmark' ? 'connectionMark' : 'mark', ...pair(next) });
      index++;
    } else if (option === '--ctstate') {
      add(oneOf('ctState', ...next.split(',')));
      index++;
    } else if (option === '--match-set') {
      add({
        kind: 'member',
        member: { set: next, sides: ['dst'], returnNomatch: false, updateCounters: true },
      });
      index += 2;
    } else if (option === '--src-type' || option === '--dst-type') {
      const side = option === '--src-type' ? 'source' : 'destination';
      add({ kind: 'derived', of: { fact: 'address-type', side, types: ['LOCAL'] } });
      index++;
    } else if (option === '-j' || option === '-g') {
      const rest = all.slice(index + 2);
      action = chains.has(next)
        ? { kind: option === '-j' ? 'jump' : 'goto', to: next }
        : next.includes('-')
          ? { kind: 'unread', name: next }
          : { kind: 'target', name: next, outcome: outcomeOf(next, rest) };
      break;
    } else if (option.startsWith('-')) {
      if (option !== '--invert') add(opaque(option));
      while (!(all[index + 1] ?? '-').startsWith('-') && all[index + 1] !== '!') index++;
    }
  }
  return { table, chain, number, line: at, text: line, matches, action, comments };
}

function outcomeOf(target: string, rest: readonly string[]): Outcome {
  const value = rest[1] ?? '';
  switch (target) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
    case 'REJECT':
      return just(target);
    case 'MARK': {
      const { value: bits, mask } = pair(value);
      if (rest[0] === '--or-mark') return just('CONTINUE', { kind: 'mark', value: bits, mask: bits });
      return just('CONTINUE', { kind: 'mark', value: bits, mask });
    }
    case 'DNAT': {
      const [, ip = '', port] = /^\[?([0-9a-f.:]*?)\]?(?::(\d+))?$/.exec(value) ?? [];
      const address = readAddress(ip);
      const low = Number(port);
      return just('ACCEPT', {
        kind: 'nat',
        side: 'destination',
        to: {
          kind: 'range',
          ...(address === undefined ? {} : { addresses: [address, address] }),
          ...(port === undefined ? {} : { ports: [low, low] }),
          random: false,
          persistent: false,
        },
      });
    }
    default:
      return just(target === 'MASQUERADE' || target === 'SNAT' ? 'ACCEPT' : 'CONTINUE');
  }
}

/** A ruleset from the text of a dump, with as much meaning as chain owners read. */
export function handRuleset(text: string, family: Family = 4): Ruleset {
  const tables: Table[] = [];
  let name: TableName = 'filter';
  let declared = new Map<string, string>();
  let pending: { chain: string; line: string; at: number }[] = [];
  const close = (): void => {
    if (declared.size === 0) return;
    const names = new Set(declared.keys());
    const chains = new Map<string, Chain>();
    for (const [chain, policy] of declared) {
      const rules = pending
        .filter((rule) => rule.chain === chain)
        .map((rule, index) => readRule(rule.line, name, index + 1, rule.at, names));
      const of: Pick<Chain, 'policy'> = policy === 'ACCEPT' || policy === 'DROP' ? { policy } : {};
      chains.set(chain, { table: name, name: chain, declared: true, rules, ...of });
    }
    tables.push({ name, family, backend: 'legacy', chains });
    declared = new Map();
    pending = [];
  };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/^\[\d+:\d+\] /, '').trim();
    if (line.startsWith('*')) {
      close();
      const found = line.slice(1).trim();
      if (isTableName(found)) name = found;
    } else if (line.startsWith(':')) {
      const [chain = '', policy = '-'] = line.slice(1).split(' ');
      declared.set(chain, policy);
    } else if (line.startsWith('-A ')) {
      const chain = line.split(' ')[1] ?? '';
      if (!declared.has(chain)) declared.set(chain, '-');
      pending.push({ chain, line, at: index + 1 });
    }
  }
  close();
  return { family, tables };
}
