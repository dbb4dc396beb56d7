import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { asRestore } from '../../../src/ast/refused.js';
import type { Problem } from '../../../src/ast/problem.js';
import { extensions, parse } from '../../../src/index.js';
import type { Family } from '../../../src/netfilter/hooks.js';
import { bindProblems, bindRuleset } from '../../../src/ruleset/bindRuleset.js';
import { throwDice } from '../random/dice.js';
import { mutate } from './mutate.js';
import type { Mutant } from './mutate.js';
import { askRestore } from './restore.js';
import type { Verdict } from './restore.js';

/** A sound dump to put faults into. */
export interface Sound {
  readonly name: string;
  readonly family: Family;
  readonly text: string;
}

/** A mutant on which calitrace and iptables-restore do not agree. */
export interface Disagreement {
  readonly seed: number;
  readonly kind: 'refused' | 'taken' | 'other line';
  readonly dump: string;
  readonly mutant: Mutant;
  readonly restore: string;
  readonly calitrace: string;
}

export interface Survey {
  readonly asked: number;
  readonly bothAccept: number;
  readonly bothRefuse: number;
  /** Refused for what no dump tells: a set, a label or a file that this node lacks. */
  readonly ofTheNode: number;
  readonly backendsDiffer: number;
  readonly disagreements: readonly Disagreement[];
}

const folders = ['test/fixtures/dumps', 'test/kernel/strict'];

function files(): readonly string[] {
  const fixtures = folders.flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`));
  const stories = readdirSync('examples').map((story) => `examples/${story}/dump.save`);
  return [...fixtures, ...stories].filter((file) => file.endsWith('.save') && existsSync(file)).sort();
}

/** What `ipset restore` has to make for the dumps. */
export function setsOf(texts: readonly string[]): string {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/--(?:match-set|add-set|del-set) (\S+)/g)].map(([, name]) => name ?? ''),
  );
  return [...new Set(names)].map((name) => `create ${name} hash:net\n`).join('');
}

/** The dumps of the tests and examples that both backends take. */
export async function soundDumps(): Promise<readonly Sound[]> {
  const candidates = files().flatMap((name) => {
    const text = readFileSync(name, 'latin1');
    const family: Family = /ip6|6\.save/.test(name) ? 6 : 4;
    return [{ name, family, text }];
  });
  const verdicts = await askRestore(candidates, setsOf(candidates.map(({ text }) => text)));
  return candidates.filter(
    (_, index) => verdicts[index]?.legacy.accepted === true && verdicts[index].nft.accepted === true,
  );
}

/** The errors that `parse --strict` finds. */
export function strictErrors(text: string, family: Family): readonly Problem[] {
  const { dump, problems } = parse(text);
  const bound = bindRuleset(dump, { extensions, family });
  return asRestore([...problems, ...bindProblems(bound)])
    .filter(({ severity }) => severity === 'error')
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** Words of iptables-restore about what a dump cannot tell. */
const ofTheNode = /^\d+ [^\n]*(?:Set \S* ?doesn't exist|connlabel|Can't get id for|failed to open)/;

/** The dump and the fault of a seed. */
export function mutantOf(
  dumps: readonly Sound[],
  seed: number,
): { readonly sound: Sound; readonly mutant: Mutant } {
  const dice = throwDice(seed);
  const sound = dumps[dice.number(dumps.length)];
  if (sound === undefined) throw new Error('no dump to put a fault into');
  return { sound, mutant: mutate(sound.text, dice) };
}

/** Asks both iptables-restore and calitrace about `count` mutants from a seed on. */
export async function survey(dumps: readonly Sound[], firstSeed: number, count: number): Promise<Survey> {
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  const cases = seeds.map((seed) => ({ seed, ...mutantOf(dumps, seed) }));
  const verdicts = await askRestore(
    cases.map(({ sound, mutant }) => ({ family: sound.family, text: mutant.text })),
    setsOf(dumps.map(({ text }) => text)),
  );
  const disagreements: Disagreement[] = [];
  const counts = { bothAccept: 0, bothRefuse: 0, ofTheNode: 0, backendsDiffer: 0 };
  for (const [index, { seed, sound, mutant }] of cases.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined) continue;
    const { legacy, nft } = verdict;
    const errors = strictErrors(mutant.text, sound.family);
    const told = { seed, dump: sound.name, mutant, restore: words(legacy), calitrace: wordsOf(errors) };
    if (legacy.accepted && nft.accepted) {
      counts.bothAccept++;
      if (errors.length > 0) disagreements.push({ ...told, kind: 'refused' });
    } else if (legacy.accepted !== false || nft.accepted !== false) {
      counts.backendsDiffer++;
    } else if (ofTheNode.test(legacy.said)) {
      counts.ofTheNode++;
    } else {
      counts.bothRefuse++;
      const [first] = errors;
      if (first === undefined) disagreements.push({ ...told, kind: 'taken' });
      else if (first.line !== legacy.line && first.line !== nft.line)
        disagreements.push({ ...told, kind: 'other line' });
    }
  }
  return { asked: cases.length, ...counts, disagreements };
}

function words(verdict: Verdict): string {
  return verdict.accepted === false ? verdict.said : 'accepts';
}

function wordsOf([first]: readonly Problem[]): string {
  return first === undefined ? 'accepts' : `line ${String(first.line)}: ${first.code}: ${first.message}`;
}

/** A disagreement in a few lines, with the seed that makes it again. */
export function writeDisagreement({ seed, kind, dump, mutant, restore, calitrace }: Disagreement): string {
  return `${kind}: seed ${seed}, ${dump}, ${mutant.fault} in line ${mutant.line}\n    ${JSON.stringify(mutant.written)}\n    iptables-restore: ${restore.split('\nTry')[0]?.replaceAll('\n', ' | ') ?? ''}\n    calitrace: ${calitrace}`;
}
