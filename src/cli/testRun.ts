import type { Problem } from '../ast/problem.js';
import { compareTrace } from '../flows/compareTrace.js';
import { premiseFiles, type Flow, type FlowDump, type Premises } from '../flows/flow.js';
import type { Expectation, PlacePattern } from '../flows/expectation.js';
import type { FlowOutcome, FlowResult, TestedDump } from '../flows/flowRun.js';
import type { Family } from '../netfilter/hooks.js';
import { harmlessSentence } from '../format/sentence.js';
import type { Ruleset } from '../ruleset/ruleset.js';
import type { Trace } from '../trace/trace.js';
import type { FlowOptions, FlowsReading, ReadFlow } from './flowsFile.js';
import { endsFiller } from './cluster.js';
import { groundOf, readDump, type Ground } from './ground.js';
import type { NamesInDump } from './namesInDump.js';
import { readPacketOptions } from './packetOptions.js';
import { readCluster } from './readCluster.js';
import { readAnswers, trackingOf, walkQuestion } from './question.js';
import type { QuestionOptions } from './questionOptions.js';
import { readNode, type NodeReading } from './readNode.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { attempt, UsageError } from './usageError.js';
import { unseenProblems } from './unseen.js';

/** A dump that flows go through. Paths are as seen from the working directory; without `file`, this machine. */
export interface TestDump extends Omit<FlowDump, 'file'> {
  readonly file: string | undefined;
}

/** Flows and the dumps that they go through. */
export interface TestRequest {
  readonly file: Pick<FlowsReading, 'flows' | 'optionsOf' | 'problemOf'>;
  readonly dumps: readonly TestDump[];
  /** The command line names the dumps, not the file of flows. */
  readonly named: boolean;
  /** What the file of flows says of all its dumps. */
  readonly premises: Premises;
  /** What the command line says; it goes over both. */
  readonly options: QuestionOptions;
  /** Traces of flows that failed are printed. */
  readonly traces: boolean;
}

/** What became of the flows, and what is wrong with some of them. */
export interface TestedFlows {
  readonly dumps: readonly TestedDump[];
  readonly problems: readonly Problem[];
  /** Of the traces of flows that failed, how the things in their dump are called. */
  readonly named: ReadonlyMap<Trace, NamesInDump | undefined>;
}

/** Sends all flows through their dumps. Undefined where a dump cannot be used, which stands on stderr then. */
export async function testFlows(screen: Screen, request: TestRequest): Promise<TestedFlows | undefined> {
  const { file, dumps, premises, options } = request;
  const { flows } = file;
  const problems: Problem[] = [];
  const tested: TestedDump[] = [];
  const named = new Map<Trace, NamesInDump | undefined>();
  const ran = new Set<ReadFlow>();
  const skipped = new Map<ReadFlow, string>();
  const families = new Set(flows.flatMap(({ family }) => family ?? []));
  const unasked = new Set(readAnswers(options.assume ?? []).keys());
  for (const dump of dumps) {
    const tester = await flowTester(screen, dump.file, optionsFor(dump, premises, options), {
      families,
      unasked,
      named,
      traces: request.traces,
    });
    if (tester === undefined) return undefined;
    const results: FlowResult[] = [];
    for (const flow of flows) {
      const { name, line, dumps: own } = flow.flow;
      if (own !== undefined && !own.includes(dump.name)) {
        if (!request.named) continue;
        results.push({ name, line, outcome: { kind: 'skipped', reason: `it is for ${own.join(', ')}` } });
        ran.add(flow);
        continue;
      }
      const outcome = attempt(() => tester.test(flow.flow, file.optionsOf(flow.flow)));
      if (outcome === undefined) return undefined;
      if (!(outcome instanceof UsageError) && outcome.kind === 'skipped') skipped.set(flow, outcome.reason);
      else ran.add(flow);
      if (outcome instanceof UsageError) problems.push(file.problemOf(flow.flow, outcome));
      else results.push({ name, line, outcome });
    }
    tester.showProblems();
    tested.push({ name: dump.name, results });
  }
  for (const flow of flows) {
    const reason = ran.has(flow) ? undefined : skipped.get(flow);
    if (reason !== undefined) problems.push(file.problemOf(flow.flow, new UsageError(reason)));
  }
  for (const subject of unasked) screen.io.writeError(`calitrace: --assume ${subject}: no flow asked that\n`);
  return { dumps: tested, problems, named };
}

interface FlowTester {
  /**
   * Undefined where the dump cannot be used.
   * @throws UsageError where the flow cannot
   */
  test(flow: Flow, said: FlowOptions): FlowOutcome | undefined;
  /** Shows what is wrong with the dump, as far as flows came by, what it cannot tell, and what it lacks that flows expect or avoid. */
  showProblems(): void;
}

/** What the dumps of a run have together. */
interface Together {
  /** Of the packets whose family is known. */
  readonly families: ReadonlySet<Family>;
  /** Subjects of `--assume` that no flow has asked. */
  readonly unasked: Set<string>;
  readonly named: Map<Trace, NamesInDump | undefined>;
  readonly traces: boolean;
}

/** What holds of a dump: the command line goes over the dump, and that over the file of flows. Answers add up. */
function optionsFor(dump: TestDump, premises: Premises, options: QuestionOptions): QuestionOptions {
  const own = { ...premises, ...dump.premises };
  const said = Object.fromEntries(
    [...premiseFiles, 'names' as const, 'local' as const].flatMap((key) =>
      options[key] === undefined ? [] : [[key, options[key]]],
    ),
  );
  const assume = [premises.assume, dump.premises.assume, options.assume].flatMap((each) => each ?? []);
  return { ...options, ...own, ...said, assume };
}

async function flowTester(
  screen: Screen,
  file: string | undefined,
  own: QuestionOptions,
  { families, unasked, named, traces }: Together,
): Promise<FlowTester | undefined> {
  const read = await readDump(screen, file, own, own.strict !== true && own.memo);
  if (read === undefined) return undefined;
  const cluster = await readCluster(screen, own);
  const fillEnds = endsFiller(cluster, read, own);
  const nodeOf = (family: Family): NodeReading => readNode(screen.io, own, family, read.snapshot);
  // What is wrong with the files of the node is no fault of a flow.
  const nodes = new Map([...families].map((family) => [family, nodeOf(family)]));
  const grounds = new Map<Family, Ground | UsageError | undefined>();
  const groundFor = (family: Family): Ground | UsageError | undefined => {
    if (!grounds.has(family)) {
      const node = nodes.get(family) ?? nodeOf(family);
      grounds.set(
        family,
        attempt(() => groundOf(screen, read, family, node, own, cluster?.namesOf)),
      );
    }
    return grounds.get(family);
  };
  const absent = new Set<string>();
  return {
    test(flow, said) {
      const asked = fillEnds({ ...own, ...said });
      const request = readPacketOptions(asked);
      const ground = groundFor(request.described.packet.family);
      if (ground === undefined) return undefined;
      if (ground instanceof UsageError) return { kind: 'skipped', reason: ground.message };
      const answers = readAnswers([...(own.assume ?? []), ...flow.assume]);
      const question = { ...ground, request, answers, tracking: trackingOf(asked, request) };
      const { trace, unasked: left } = walkQuestion(question, asked);
      for (const subject of unasked) if (!left.includes(subject)) unasked.delete(subject);
      const failures = compareTrace(trace, flow.expectation);
      for (const [place, text, so] of placesIn(flow.expectation)) {
        if (!isIn(ground.ruleset, place)) absent.add(`${read.name} has no ${text}, so ${so}`);
      }
      if (failures.length === 0) return { kind: 'passed' };
      if (!traces) return { kind: 'failed', failures };
      named.set(trace, ground.names);
      return { kind: 'failed', failures, walk: { trace, ruleset: ground.ruleset } };
    },
    showProblems() {
      const used = [...grounds.values()].flatMap((ground) =>
        ground === undefined || ground instanceof UsageError ? [] : [ground],
      );
      const found = used.flatMap((ground) => ground.problems());
      const doubts = used.slice(0, 1).flatMap(({ bound }) => unseenProblems(read.snapshot, bound));
      showProblems(screen, [...new Set([...found, ...doubts])], read.name, own.verbose === true);
      for (const sentence of absent) screen.io.writeError(`calitrace: ${harmlessSentence(sentence)}\n`);
    },
  };
}

/** A rule or a chain as a dump may have it. */
type Place = Pick<PlacePattern, 'table' | 'whole' | 'chain' | 'rule'>;

/** The places that an expectation names, as written, with what it means where a dump lacks one. */
function placesIn({
  by = [],
  passes = [],
  avoids = [],
}: Expectation): readonly (readonly [place: Place, text: string, so: string])[] {
  const deciders = by.flatMap((each): readonly (readonly [Place, string])[] => {
    switch (each.kind) {
      case 'place':
        return [[each.place, each.text]];
      case 'policy':
        return [[{ table: each.table, whole: each.chain }, `${each.table}/${each.chain}`]];
      case 'kernel':
        return [];
    }
  });
  return [
    ...deciders.map(([place, text]) => [place, text, 'it decides on no packet'] as const),
    ...passes.map((place) => [place, place.text, 'no packet passes it'] as const),
    ...avoids.map((place) => [place, place.text, 'every packet avoids it'] as const),
  ];
}

function isIn({ tables }: Ruleset, { table, whole, chain, rule = 1 }: Place): boolean {
  return tables.some(
    ({ name, chains }) =>
      name === table &&
      (chains.has(whole) || (chain !== undefined && rule <= (chains.get(chain)?.rules.length ?? 0))),
  );
}
