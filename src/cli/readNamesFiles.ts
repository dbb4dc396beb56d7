import type { Problem } from '../ast/problem.js';
import { readDocuments } from '../document/readDocuments.js';
import { namesToJson } from '../format/jsonNames.js';
import { harmlessSentence } from '../format/sentence.js';
import { besideIn, mentionsIn } from '../names/beside.js';
import { namedChains } from '../names/namedChains.js';
import { namedWords } from '../names/named.js';
import { namingOf } from '../names/naming.js';
import { packetEnds } from '../names/packetEnds.js';
import { readNames } from '../names/readNames.js';
import { workloadsOf } from '../names/workloads.js';
import type { Cluster } from './cluster.js';
import { filledEnds, limitsOfEnds } from './namedEnds.js';
import { readFile } from './readInput.js';
import { refuseDump } from './refuseDump.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

/**
 * Reads the names of a cluster, of all files together. What is wrong with them stands on stderr.
 * @throws UsageError where they cannot be used
 */
export function readNamesFiles(screen: Screen, paths: readonly string[]): Cluster {
  const problems: Problem[] = [];
  const files = paths.map((source) => {
    const { text } = readFile(screen.io, source);
    refuseDump('--names', source, text, 'what kubectl get … -o json or calicoctl get … -o yaml prints');
    const read = readDocuments(text);
    problems.push(...read.problems.map((problem) => ({ ...problem, source })));
    if (read.documents.length === 0 && read.problems.length === 0) throw new UsageError(`${source} is empty`);
    return { source, documents: read.documents };
  });
  const { names, problems: own } = readNames(files);
  problems.push(...own);
  showProblems(screen, problems, '--names', false, '');
  if (problems.some(({ severity }) => severity === 'error')) {
    throw new UsageError('--names: these names cannot be used');
  }
  return {
    among: (rulesets, options, ends) => limitsOfEnds(screen.io, names, rulesets, options, ends),
    endsFiller: (read, defaults) => filledEnds(screen.io, names, read, defaults),
    packetEnds: (request, place) => packetEnds(names, request, place),
    workloads: (family) => workloadsOf(names, family),
    namesOf: (rulesets, sets) => {
      const naming = namingOf(names, { rulesets, sets });
      return {
        ...namedChains(naming),
        beside: (text, chains) => besideIn(naming, text, { chains, show: harmlessSentence }),
        legend: (texts) =>
          mentionsIn(naming, texts).map(
            ({ raw, named }) => [harmlessSentence(raw), harmlessSentence(namedWords(named))] as const,
          ),
        mentioned: (json) => namesToJson(mentionsIn(naming, textsIn(json))),
      };
    },
  };
}

/** Every text in a JSON value, in order. */
function* textsIn(json: unknown): Generator<string> {
  const pending: unknown[] = [json];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string') yield value;
    else if (typeof value === 'object' && value !== null)
      pending.push(...(Object.values(value) as unknown[]).reverse());
  }
}
