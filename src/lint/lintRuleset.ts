import type { Dump } from '../ast/ast.js';
import { describeChain } from '../owners/describe.js';
import { causeOf } from '../packetset/causes.js';
import { BudgetExceeded } from '../packetset/diagrams.js';
import { fatesOf } from '../packetset/fates.js';
import type { Fates } from '../packetset/fates.js';
import type { BoundRule, Chain, Ruleset, Table } from '../ruleset/ruleset.js';
import { countersOf } from './counters.js';
import type { Finding, LintResult, Place, Severity, Undecided } from './finding.js';
import type { LintContext, LintRule, Report } from './lintRule.js';
import { isOwnersWork, isSurelyOwnersWork } from './ownersWork.js';
import { traceBudget, witnessPacket } from '../witness/witnessPacket.js';

export interface LintRequest {
  readonly ruleset: Ruleset;
  readonly dump: Dump;
  readonly otherBackend: boolean;
  /** In the order in which they are run. */
  readonly rules: readonly LintRule[];
  /** By lint rule; `off` for one that is not run. What is missing has the lint rule's own. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  /** How many nodes the sets of one table may take. */
  readonly mostNodes?: number;
  /** Told before each lint rule is run: its name, how many are done, and of how many. */
  readonly onRule?: (name: string, done: number, of: number) => void;
}

/** Runs lint rules over the rules of one family. Findings come in the order of the dump. */
export function lintRuleset(request: LintRequest): LintResult {
  const undecided: Undecided[] = [];
  const fates = new Map<Table, Fates | undefined>();
  const context = contextOf(request, undecided, fates);
  const findings: Finding[] = [];
  const evidenceOf = countersOf(request.dump);
  const rules = request.rules.filter(({ name }) => request.severities.get(name) !== 'off');
  for (const [done, rule] of rules.entries()) {
    const chosen = request.severities.get(rule.name);
    const severity = chosen === 'off' ? undefined : chosen;
    request.onRule?.(rule.name, done, rules.length);
    rule.check(context, (report) => {
      if (rule.sparesOwners === true && isSpared(request, report)) return;
      findings.push(findingOf(request.ruleset, rule, report, severity, evidenceOf));
    });
  }
  const left = withoutReplaced(findings, request.rules);
  left.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.rule < b.rule ? -1 : 1));
  const nodes = [...fates.values()].reduce((sum, known) => sum + (known?.workshop.diagrams.size ?? 0), 0);
  return { findings: left, undecided, nodes };
}

function isSpared({ ruleset, dump }: LintRequest, { at, because = [] }: Report<string>): boolean {
  return 'text' in at && isOwnersWork(ruleset, dump, at, because);
}

/** What a lint rule finds where another says more of the same place is left out. */
function withoutReplaced(findings: readonly Finding[], rules: readonly LintRule[]): Finding[] {
  const replaces = new Map(rules.map((rule) => [rule.name, rule.replaces ?? []]));
  const replaced = new Set(
    findings.flatMap((finding) => (replaces.get(finding.rule) ?? []).map((name) => keyOf(finding, name))),
  );
  return findings.filter((finding) => !replaced.has(keyOf(finding, finding.rule)));
}

function keyOf({ table, chain, number, line }: Place, rule: string): string {
  return JSON.stringify([rule, table, chain, number, line]);
}

/** `undecided` and `fates` are filled as lint rules ask. */
function contextOf(
  request: LintRequest,
  undecided: Undecided[],
  fates: Map<Table, Fates | undefined>,
): LintContext {
  const { ruleset, dump, otherBackend, mostNodes } = request;
  const traces = traceBudget(ruleset);
  const decide = <T>(table: Table, ask: () => T): T | undefined => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof BudgetExceeded)) throw error;
      if (!undecided.some((one) => one.table === table.name)) {
        undecided.push({ table: table.name, reason: `its sets of packets take ${error.message}` });
      }
      return undefined;
    }
  };
  const fatesHere = (table: Table): Fates | undefined => {
    if (!fates.has(table))
      fates.set(
        table,
        decide(table, () => fatesOf(table, mostNodes)),
      );
    const known = fates.get(table);
    if (known?.workshop.remembersAnswers === false && !undecided.some((one) => one.table === table.name)) {
      undecided.push({
        table: table.name,
        reason:
          'its sets of packets grow too large to tell ipsets apart: what only these decide is not found',
      });
    }
    return known;
  };
  return {
    ruleset,
    dump,
    otherBackend,
    fatesOf: fatesHere,
    causeOf: (table, chain, rule) => {
      const known = fatesHere(table);
      return known === undefined ? undefined : decide(table, () => causeOf(known, chain, rule));
    },
    decide,
    witnessOf: ({ workshop }, packets, shows) => witnessPacket({ ruleset, workshop, packets, shows, traces }),
    isSpared: (rule) => isSurelyOwnersWork(ruleset, dump, rule),
    ownerOf: (table, chain) => describeChain(ruleset, table, chain),
  };
}

function findingOf(
  ruleset: Ruleset,
  rule: LintRule,
  report: Report<string>,
  chosen: Severity | undefined,
  evidenceOf: (rule: BoundRule) => string | undefined,
): Finding {
  const { at, because = [], data = {}, witness } = report;
  const evidence = 'text' in at ? evidenceOf(at) : undefined;
  const template = rule.messages[report.message] ?? report.message;
  return {
    rule: rule.name,
    messageId: report.message,
    severity: chosen ?? report.severity ?? rule.severity,
    ...placeOf(ruleset, at),
    message: template.replaceAll(/\{(\w+)\}/g, (whole, word: string) => data[word] ?? whole),
    ...('text' in at ? { excerpt: at.text } : {}),
    because: because.map((one) => ({ ...placeOf(ruleset, one), excerpt: one.text })),
    ...(witness === undefined ? {} : { witness }),
    ...(evidence === undefined ? {} : { evidence }),
  };
}

function placeOf({ tables }: Ruleset, at: BoundRule | Chain | Place): Place {
  if (!('text' in at) && !('name' in at)) return at;
  const same = tables.filter(({ name }) => name === at.table);
  const own =
    same.length < 2
      ? undefined
      : same.find(({ chains }) =>
          'text' in at ? chains.get(at.chain)?.rules[at.number - 1] === at : chains.get(at.name) === at,
        );
  const place = { table: at.table, ...(own === undefined ? {} : { backend: own.backend }) };
  return 'text' in at
    ? { ...place, chain: at.chain, number: at.number, line: at.line }
    : { ...place, chain: at.name };
}
