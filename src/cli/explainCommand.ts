import { Command, Option } from 'commander';
import { explainChain } from '../explain/explainChain.js';
import { explainMark } from '../explain/explainMark.js';
import { explainRule } from '../explain/explainRule.js';
import { explainSet, setNames } from '../explain/explainSet.js';
import type { Explanation } from '../explain/explanation.js';
import { findSubjects, subjectKinds, type Subject, type SubjectKind } from '../explain/findSubjects.js';
import type { Ground } from '../explain/ruleInWords.js';
import { explanationsToJson } from '../format/explain/json.js';
import { formatExplanations } from '../format/explain/text.js';
import { withNames } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import type { IpSet } from '../node/node.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import { offerBefore } from './offered.js';
import { backendOption, familyOption, liveOption, memoOption } from './dumpOptions.js';
import type { Io } from './io.js';
import { nearest } from '../document/nearest.js';
import { addNamesOption, type NamesOptions } from './namesOption.js';
import { readCluster } from './readCluster.js';
import { readNode } from './readNode.js';
import { readRuleset, type RulesetOptions } from './readRuleset.js';
import { screenOf, type ColourChoice } from './screen.js';
import { showProblems } from './showProblems.js';
import { encodeUtf8 } from '../document/utf8.js';
import { UsageError } from './usageError.js';

interface ExplainOptions extends RulesetOptions, NamesOptions {
  readonly ipset?: string;
  readonly format: 'text' | 'json';
  readonly verbose?: true;
  readonly color: ColourChoice;
}

const notes = `
WHAT is a chain (cali-tw-cali0ef24b1, filter/FORWARD), a rule by its number
(FORWARD:3, filter/FORWARD:3) or by its line of the dump (rule 116), a mark
(0x50000, 0x0/0x10000; "marks": all bits in use), or an ipset. "chain", "rule",
"mark" or "ipset" before it says which of them, where it could be several.

Examples:
  calitrace explain cali-tw-cali0ef24b1 node.save
  calitrace explain rule filter/cali-tw-cali0ef24b1:6 node.save
  sudo iptables-save -c | calitrace explain mark 0x50000
  calitrace explain ipset cali40all-ipam-pools --ipset sets.ipset node.save

Exit code: 0 it was explained, 2 there is no such thing or the input cannot be
used.`;

/** `calitrace explain`. */
export function explainCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = addNamesOption(
    new Command('explain')
      .usage('[options] [chain|rule|mark|ipset] <what> [dump]')
      .argument('<what...>', 'what to explain, then output of iptables-save ("-" or nothing: standard input)')
      .option('--ipset <file>', 'output of ipset save'),
  )
    .addOption(liveOption())
    .addOption(backendOption())
    .addOption(familyOption(4))
    .addOption(familyOption(6))
    .addOption(memoOption())
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('-v, --verbose', 'all rules, callers and members, however many')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .addHelpText('after', notes);
  offerBefore(command, [...subjectKinds, 'marks']);
  command.action(async (words: readonly string[], options: ExplainOptions) => {
    finish(await runExplain(io, words, options));
  });
  return command;
}

interface Asked {
  readonly only: SubjectKind | undefined;
  readonly what: string;
  readonly path: string | undefined;
}

function readWords(words: readonly string[]): Asked {
  const [first = '', ...others] = words;
  const only = subjectKinds.find((kind) => kind === first);
  const [what, path, ...rest] = only === undefined || others.length === 0 ? words : others;
  if (what === undefined || rest.length > 0) {
    throw new UsageError(
      'say what to explain, then the dump: calitrace explain [chain|rule|mark|ipset] WHAT [dump]',
    );
  }
  return { only: others.length === 0 ? undefined : only, what, path };
}

/** Where a dump is given and nothing that is to be explained, its path is taken for that. */
function isFile(io: Io, path: string): boolean {
  try {
    io.readFile(path);
    return true;
  } catch {
    return false;
  }
}

function forgottenName(only: SubjectKind | undefined, path: string): string {
  return `say what of ${path} to explain: calitrace explain ${only ?? 'chain'} NAME ${path}`;
}

async function runExplain(io: Io, words: readonly string[], options: ExplainOptions): Promise<number> {
  const { only, what, path } = readWords(words);
  const screen = screenOf(io, options.color);
  const forgotten = path === undefined && options.live !== true && isFile(io, what);
  if (forgotten && io.stdinIsTerminal) throw new UsageError(forgottenName(only, what));
  if (path !== undefined && path !== '-' && isFile(io, what) && !isFile(io, path)) {
    throw new UsageError(
      `${what} is a file, and ${path} is none: the dump stands behind what is to be explained: calitrace explain ${[only, path, what].filter((word) => word !== undefined).join(' ')}`,
    );
  }
  const cluster = await readCluster(screen, options);
  const input = await readRuleset(screen, path, options, 'node');
  if (input === undefined) {
    if (forgotten) io.writeError(`calitrace: ${forgottenName(only, what)}\n`);
    return 2;
  }
  const { name, ruleset } = input;
  const sets = options.ipset === undefined ? {} : { ipset: options.ipset };
  const { node, problems } = readNode(io, sets, ruleset.family, input.snapshot);
  showProblems(screen, problems, name, options.verbose === true);
  const subjects = subjectsOf(ruleset, node.sets, { only, what, path }, name);
  const names = cluster?.namesOf([ruleset], node.sets);
  const explanations = subjects.map((subject) => explain(input, node.sets, subject));
  io.write(
    options.format === 'json'
      ? writeJson(withNames(explanationsToJson(explanations), names?.mentioned))
      : formatExplanations(explanations, {
          width: screen.width,
          colour: screen.colour,
          verbose: options.verbose === true,
          beside: names?.beside,
        }),
  );
  return 0;
}

function explain(
  ground: Ground,
  sets: ReadonlyMap<string, IpSet> | undefined,
  subject: Subject,
): Explanation {
  switch (subject.kind) {
    case 'chain':
      return explainChain(ground, subject.table, subject.chain);
    case 'rule':
      return explainRule(ground, subject.table, subject.chain, subject.rule);
    case 'mark':
      return explainMark(ground.ruleset, subject.mark);
    case 'ipset':
      return explainSet(ground, sets, subject.name);
  }
}

/** @throws UsageError where nothing is called so, or things of several kinds are */
function subjectsOf(
  ruleset: Ruleset,
  sets: ReadonlyMap<string, IpSet> | undefined,
  { only, what }: Asked,
  dump: string,
): readonly Subject[] {
  const names = (): ReadonlySet<string> => new Set([...setNames(ruleset), ...(sets?.keys() ?? [])]);
  const word = encodeUtf8(what);
  const found = findSubjects(ruleset, names, word, only);
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  if (kinds.length > 1) {
    throw new UsageError(
      `"${what}" may be ${kinds.map((kind) => `a${kind === 'ipset' ? 'n' : ''} ${kind}`).join(' or ')}: say which (calitrace explain ${kinds[0] ?? ''} ${what} …)`,
    );
  }
  if (found.length > 0) return found;
  throw new UsageError(unknownWords(ruleset, names, { only, what, word, dump }));
}

/** So many names are offered. */
const offered = 5;

function unknownWords(
  ruleset: Ruleset,
  setsNamed: () => ReadonlySet<string>,
  { only, what, word, dump }: Pick<Asked, 'only' | 'what'> & { readonly word: string; readonly dump: string },
): string {
  if (only === 'mark')
    return `"${what}" is no mark: give VALUE or VALUE/MASK, such as 0x50000, or "marks" for all`;
  if (only === 'rule' && /^\d{1,9}$/.test(word)) return `line ${word} of ${dump} is no rule`;
  const place = word.replace(/^(?:raw|mangle|nat|filter|security)\//, '').replace(/:\d+$/, '');
  const chains = ruleset.tables.flatMap(({ chains: own }) => [...own.keys()]);
  const same = ruleset.tables.flatMap(({ chains: own }) => own.get(place) ?? []);
  if (only !== 'ipset' && place !== word && same.length > 0) {
    const counts = same.map(
      ({ table, rules }) => `${table}/${place} with ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`,
    );
    return `${dump} has no "${what}": there is ${counts.join(', ')}`;
  }
  const names = [
    ...new Set(only === 'ipset' ? setsNamed() : only === undefined ? [...chains, ...setsNamed()] : chains),
  ];
  const near = nearest(place, names);
  const having = place.length < 3 ? [] : names.filter((name) => name.includes(place)).slice(0, offered);
  const meant = near === undefined ? having : [near];
  const kind = only === undefined ? 'chain, rule, mark or ipset' : only;
  return `${dump} has no ${kind} "${what}"${meant.length === 0 ? '' : `: did you mean ${meant.join(', ')}?`}`;
}
