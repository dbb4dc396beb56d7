import type { Arrow, ChainGraph, ChainNode, FoldedNode, GraphNode } from '../../graph/chainGraph.js';
import type { BoundRule, Ruleset, Table } from '../../ruleset/ruleset.js';
import type { Disposition } from '../../trace/trace.js';
import type { Describe } from '../describe.js';
import { harmless } from '../harmless.js';
import { harmlessSentence } from '../sentence.js';
import { deciderWords, dispositionWord } from '../trace/verdict.js';
import { numberWords } from '../trace/pathWords.js';

/** What all drawings show beside the graph itself. */
export interface GraphOptions {
  readonly ruleset: Ruleset;
  readonly describe: Pick<Describe, 'describeChain' | 'beside'>;
}

/** Longer conditions are cut: an arrow has little room. */
const longestCondition = 48;
const longestNumbers = 24;

/** What stands in a node, one text a line: its name first, then what it is for and how much is in it. All of it is harmless. */
export function nodeLines(
  node: GraphNode,
  { paths }: ChainGraph,
  { ruleset, describe }: GraphOptions,
): readonly string[] {
  switch (node.kind) {
    case 'chain': {
      const { chain, table } = node;
      const purpose = describe.describeChain(ruleset, table.name, chain.name)?.purpose;
      const name = describe.beside?.(chain.name, true) ?? chain.name;
      return [
        harmlessSentence(name),
        ...(purpose === undefined ? [] : [harmlessSentence(purpose)]),
        `${count(chain.rules.length, 'rule')}${chain.policy === undefined ? '' : `, policy ${chain.policy}`}`,
      ];
    }
    case 'folded': {
      const { chains, prefix, table } = node;
      const owner = describe.describeChain(ruleset, table.name, chains[0]?.name ?? '')?.owner;
      const rules = chains.reduce((sum, chain) => sum + chain.rules.length, 0);
      return [
        `${count(chains.length, 'chain')} ${harmless(prefix)}…`,
        ...(owner === undefined ? [] : [`of ${harmless(owner)}`]),
        count(rules, 'rule'),
      ];
    }
    case 'station':
      return [node.hop.kind === 'ipvs' ? 'IPVS' : 'routing', harmlessSentence(node.hop.text)];
    case 'end':
      return [
        dispositionWord(node.disposition.kind),
        ...endWords(node.disposition),
        ...(node.paths.length < paths ? [pathWords(node.paths, paths)] : []),
      ];
  }
}

function endWords({ by }: Disposition): readonly string[] {
  const words = deciderWords(by);
  return words === '' ? [] : [words];
}

/** What stands beside an arrow: when the packet goes by it, and which rules lead there. */
export function arrowLines({ rules, passages, kind }: Arrow, { paths }: ChainGraph): readonly string[] {
  const [first, ...others] = rules;
  const numbers = rules.length === 0 ? '' : rulesWords(rules);
  const asks = first === undefined || others.length > 0 || kind === 'end' ? '' : conditionWords(first);
  return [withOrder(kind === 'goto' ? `goto, ${numbers}` : numbers, passages, paths), asks].filter(
    (text) => text !== '',
  );
}

/** `rule 3`, `rules 2, 7 to 9`; the number of rules where that would be long, or where they stand in several chains. */
function rulesWords(rules: readonly BoundRule[]): string {
  const [first] = rules;
  const numbers = numberWords(rules.map(({ number }) => number).sort((a, b) => a - b));
  return numbers.length > longestNumbers || rules.some(({ chain }) => chain !== first?.chain)
    ? count(rules.length, 'rule')
    : `${rules.length === 1 ? 'rule' : 'rules'} ${numbers}`;
}

/** `2. rule 3` as the second of all arrows; where not all paths take it, `2. path 1 of 2: rule 3`. */
function withOrder(leads: string, passages: Arrow['passages'], paths: number): string {
  if (passages.length === 0) return leads;
  const orders = [...new Set(passages.map(({ order }) => order))].sort((a, b) => a - b);
  const on = [...new Set(passages.map(({ path }) => path))];
  const numbers = orders.map((order) => `${order}.`).join(' ');
  const [head, join] = on.length === paths ? [numbers, ' '] : [`${numbers} ${pathWords(on, paths)}`, ': '];
  return leads === '' ? head : `${head}${join}${leads}`;
}

function pathWords(paths: readonly number[], all: number): string {
  return `${paths.length === 1 ? 'path' : 'paths'} ${numberWords(paths.map((path) => path + 1))} of ${all}`;
}

/** What a rule asks, as the dump has it, without comments, names of modules and where it leads. */
function conditionWords({ text }: BoundRule): string {
  const words = text
    .replace(/^-A (?:"(?:[^"\\]|\\.)*"|\S+)/, '')
    .replaceAll(/ -m comment --comment (?:"(?:[^"\\]|\\.)*"|\S+)/g, '')
    .replaceAll(/ -m \S+/g, '')
    .replace(/ -[jg] (?:"(?:[^"\\]|\\.)*"|\S+).*$/, '')
    .trim();
  const shown = harmless(words);
  return shown.length > longestCondition ? `${shown.slice(0, longestCondition - 1)}…` : shown;
}

/** Every rule of an arrow or chain as the dump has it, for those who ask closer. */
export function rulesText(rules: readonly BoundRule[], most: number): readonly string[] {
  const shown = rules.slice(0, most).map(({ number, text }) => `${number}  ${harmless(text)}`);
  return rules.length > most ? [...shown, `… ${rules.length - most} more`] : shown;
}

/** A table with what is drawn of it. */
export interface TableBox {
  readonly title: string;
  readonly nodes: readonly (ChainNode | FoldedNode)[];
}

/** The tables of a graph, in the order of its nodes. */
export function tableBoxes({ nodes }: ChainGraph): readonly TableBox[] {
  const members = new Map<Table, (ChainNode | FoldedNode)[]>();
  for (const node of nodes) {
    if (node.kind !== 'chain' && node.kind !== 'folded') continue;
    const own = members.get(node.table);
    if (own === undefined) members.set(node.table, [node]);
    else own.push(node);
  }
  const backends = new Set([...members.keys()].map(({ backend }) => backend));
  return [...members].map(([{ name, backend }, own]) => ({
    title: backends.size > 1 ? `${name} (${backend})` : name,
    nodes: own,
  }));
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
