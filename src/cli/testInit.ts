import { observe } from '../flows/observed.js';
import { premiseFiles, type Premises } from '../flows/flow.js';
import { suggestFlows, type DraftGroup, type FlowDraft } from '../flows/suggestFlows.js';
import { writeFlowsYaml, type ObservedGroup } from '../format/flows/yaml.js';
import type { Family } from '../netfilter/hooks.js';
import { groundOf, readDump, type Ground, type ReadDump } from './ground.js';
import { packetOption } from './packetLineOption.js';
import { readPacketOptions } from './packetOptions.js';
import { readAnswers, trackingOf, walkQuestion } from './question.js';
import type { QuestionOptions } from './questionOptions.js';
import { readCluster } from './readCluster.js';
import { readNode } from './readNode.js';
import { optionsWith } from './readPacketLine.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

/** `calitrace test --init`: a file of flows that a dump is there for, with what becomes of them today. Gives the exit code. */
export async function initFlows(
  screen: Screen,
  path: string | undefined,
  options: QuestionOptions,
): Promise<number> {
  const read = await readDump(screen, path, options, options.strict !== true && options.memo);
  if (read === undefined) return 2;
  const cluster = await readCluster(screen, options);
  const grounds = groundsOf(screen, read, options);
  if (grounds === undefined) return 2;
  const groups = grounds.flatMap((ground) =>
    suggestFlows(ground.ruleset, ground.node, cluster?.workloads(ground.ruleset.family)).map((group) =>
      observed(ground, group, options),
    ),
  );
  const problems = new Set(grounds.flatMap((ground) => ground.problems()));
  showProblems(screen, [...problems], read.name, options.verbose === true);
  if (groups.length === 0) {
    throw new UsageError(
      `${read.name} has no service of kube-proxy and no workload of Calico whose address is known (--routes or --names tells these): write flows by hand, docs/flow-tests.md shows how`,
    );
  }
  const dump = path === undefined || path === '-' ? undefined : path;
  const { backend } = options;
  screen.io.write(
    writeFlowsYaml({
      ...(dump === undefined ? {} : { dump }),
      ...(backend === undefined ? {} : { backend }),
      premises: premisesOf(options),
      groups,
    }),
  );
  return 0;
}

/** Of each family that the dump has tables of. Undefined where it cannot be used, which stands on stderr then. */
function groundsOf(screen: Screen, read: ReadDump, options: QuestionOptions): readonly Ground[] | undefined {
  const first: Family = options.ipv6 === true ? 6 : 4;
  const other: Family = first === 4 ? 6 : 4;
  const ground = groundFor(screen, read, first, options);
  if (ground === undefined) return undefined;
  if (ground instanceof UsageError) {
    const only = groundFor(screen, read, other, options);
    if (only instanceof UsageError) throw only;
    return only === undefined ? undefined : [only];
  }
  if (!ground.bound.rulesets.has(other)) return [ground];
  const second = groundFor(screen, read, other, options);
  return second === undefined || second instanceof UsageError ? [ground] : [ground, second];
}

function groundFor(
  screen: Screen,
  read: ReadDump,
  family: Family,
  options: QuestionOptions,
): Ground | UsageError | undefined {
  const node = readNode(screen.io, options, family, read.snapshot);
  try {
    return groundOf(screen, read, family, node, options, undefined);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

function observed(
  ground: Ground,
  { title, drafts, left }: DraftGroup,
  options: QuestionOptions,
): ObservedGroup {
  const answers = readAnswers(options.assume ?? []);
  const flows = drafts.flatMap(({ name, packet }) => {
    const asked = optionsOf({ name, packet }, options);
    const request = readPacketOptions(asked);
    const question = { ...ground, request, answers, tracking: trackingOf(asked, request) };
    const found = observe(walkQuestion(question, asked).trace);
    return found === undefined ? [] : [{ name, packet, observed: found }];
  });
  return { title, flows, left: left + drafts.length - flows.length };
}

function optionsOf({ packet }: FlowDraft, options: QuestionOptions): QuestionOptions {
  return optionsWith(
    options,
    [...packet].flatMap(([key, latin1]) => {
      const option = packetOption(`--${key}`);
      const value = Buffer.from(latin1, 'latin1').toString('utf8');
      return option === undefined ? [] : [{ option, value }];
    }),
  );
}

function premisesOf(options: QuestionOptions): Premises {
  const files = premiseFiles.flatMap((key) => {
    const file = options[key];
    return file === undefined ? [] : [[key, file] as const];
  });
  const { names, local, assume } = options;
  return {
    ...Object.fromEntries(files),
    ...(names === undefined ? {} : { names }),
    ...(local === undefined ? {} : { local }),
    ...(assume === undefined ? {} : { assume }),
  };
}
