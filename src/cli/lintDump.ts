import type { LintedDump } from '../format/lint/lintedDump.js';
import { harmlessSentence } from '../format/sentence.js';
import { extensions, parse } from '../index.js';
import type { Family } from '../netfilter/hooks.js';
import { lintRuleset } from '../lint/lintRuleset.js';
import type { LintResult } from '../lint/finding.js';
import { lintRules } from '../lint/registry.js';
import { bindRuleset, bindWithProblems } from '../ruleset/bindRuleset.js';
import type { DumpOptions } from './dumpOptions.js';
import type { RuleSeverities } from './lintConfig.js';
import type { NamesOf } from './namesInDump.js';
import { progressOn } from './progress.js';
import { foreignInput, readDumpInput } from './readInput.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';
import { unseenProblems } from './unseen.js';

export interface LintDumpOptions extends DumpOptions {
  readonly severities: RuleSeverities;
  /** Of a dump that does not tell it. */
  readonly family: Family;
  /** All problems of the dump on stderr instead of the first few. */
  readonly verbose: boolean;
  /** Missing where no names were given. */
  readonly namesOf: NamesOf | undefined;
}

/** Reads and lints one dump. What was wrong with it stands on stderr; where nothing of it can be used the result says why. */
export async function lintDump(
  screen: Screen,
  path: string | undefined,
  options: LintDumpOptions,
): Promise<LintedDump> {
  const { io } = screen;
  const unusable = (name: string, reason: string): LintedDump => ({
    ...{ name, findings: [], undecided: [], nodes: 0, problems: [], known: 0 },
    unusable: reason,
  });
  const input = await readDumpInput(io, path, options).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    return error;
  });
  if (input instanceof UsageError) {
    if (path === undefined) throw input;
    io.writeError(`calitrace: ${harmlessSentence(input.message)}\n`);
    return unusable(path, input.message);
  }
  const foreign = foreignInput(input);
  if (foreign !== undefined) {
    showProblems(screen, [foreign], input.name, true);
    return unusable(input.name, foreign.message);
  }
  const { dump, problems: readProblems } = parse(input.text, options);
  const bound = bindRuleset(dump, { extensions, family: options.family });
  const problems = [...readProblems, ...bindWithProblems(bound), ...unseenProblems(input.snapshot, bound)];
  showProblems(screen, problems, input.name, options.verbose);
  if (bound.rulesets.size === 0) {
    io.writeError(`calitrace: ${harmlessSentence(`${input.name} holds no table that could be read`)}\n`);
    return { ...unusable(input.name, 'it holds no table that could be read'), problems };
  }
  const families = [...bound.rulesets.keys()];
  const progress = progressOn(io);
  const results = [...bound.rulesets.values()].map((ruleset): LintResult =>
    lintRuleset({
      ruleset,
      dump,
      otherBackend: bound.otherBackend,
      rules: lintRules,
      severities: options.severities,
      onRule: (name, done, of) => {
        progress.show(`${input.name}: ${name}`, done, of);
      },
    }),
  );
  progress.clear();
  return {
    name: input.name,
    origin: input.origin,
    findings: results.flatMap(({ findings }, index) => {
      const family = results.length > 1 ? families[index] : undefined;
      return family === undefined ? findings : findings.map((finding) => ({ ...finding, family }));
    }),
    undecided: results.flatMap(({ undecided }) => undecided),
    nodes: results.reduce((sum, { nodes }) => sum + nodes, 0),
    problems,
    known: 0,
    ...(options.namesOf === undefined ? {} : { names: options.namesOf([...bound.rulesets.values()]) }),
  };
}
