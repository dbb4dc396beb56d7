import { Command, Option } from 'commander';
import { nearest } from '../document/nearest.js';
import { findSubjects } from '../explain/findSubjects.js';
import { graphToDot } from '../format/graph/dot.js';
import type { GraphOptions } from '../format/graph/graphWords.js';
import { graphToMermaid } from '../format/graph/mermaid.js';
import { graphToSvg } from '../format/graph/svg.js';
import type { ChainGraph } from '../graph/chainGraph.js';
import { drawChains } from '../graph/drawChains.js';
import type { Start } from '../graph/selectChains.js';
import { isTableName, tableNames, type TableName } from '../netfilter/hooks.js';
import { describeChain } from '../owners/describe.js';
import type { Ruleset, Table } from '../ruleset/ruleset.js';
import type { Trace } from '../trace/trace.js';
import type { Io } from './io.js';
import type { NamesInDump } from './namesInDump.js';
import { readQuestion, traceQuestion } from './question.js';
import {
  addLimitOptions,
  addQuestionOptions,
  refuseTwoSources,
  type QuestionOptions,
} from './questionOptions.js';
import { readCluster } from './readCluster.js';
import { readRuleset, sayOtherFamily } from './readRuleset.js';
import { screenOf, type Screen } from './screen.js';
import { UsageError } from './usageError.js';
import { encodeUtf8 } from '../document/utf8.js';
import { wholeNumber } from './wholeNumber.js';

const formats = ['dot', 'mermaid', 'svg'] as const;

interface GraphCommandOptions extends QuestionOptions {
  readonly chain?: readonly string[];
  readonly table?: readonly TableName[];
  readonly depth?: number;
  readonly fold: number | false;
  readonly format: (typeof formats)[number];
}

/** Mermaid refuses to draw more unless its page says otherwise. @see mermaid maxEdges */
const mermaidArrows = 500;
/** Placing more takes minutes, and nobody can read the picture. */
const mostPlaced = 400;
const usualFold = 5;

const notes = `
Without a packet it draws what the kernel's own chains lead to, chains alike as
one; with one (--src, --dst, or --from-log), the chains it enters and its way.
--chain draws the neighbourhood of a chain instead.

Examples:
  the way of a packet, as a picture:
    calitrace graph -s 10.244.1.2 -d 10.96.0.10 -p udp --dport 53 \\
      -i cali0ef24b1 --format svg node.save > way.svg
  who leads to a chain and where it leads, for an issue:
    calitrace graph --chain cali-tw-cali0ef24b1 --format mermaid node.save
  all of a table, drawn by Graphviz:
    calitrace graph --table filter node.save | dot -Tpdf > filter.pdf

Exit code: 0 it was drawn, 2 there is no such chain or the input cannot be
used.`;

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

/** `calitrace graph`. */
export function graphCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = addQuestionOptions(
    new Command('graph'),
    'a capture, pcap or pcapng, of which --frame is drawn',
  )
    .optionsGroup('What to draw:')
    .option('--chain <[table/]chain>', 'around this chain (repeatable)', collect)
    .addOption(
      new Option('--table <table>', 'of this table alone (repeatable)')
        .choices(tableNames)
        .argParser((text: string, before: readonly TableName[] | undefined) => {
          if (!isTableName(text))
            throw new UsageError(`--table: "${text}" is none of ${tableNames.join(', ')}`);
          return [...(before ?? []), text];
        }),
    )
    .addOption(
      new Option(
        '--depth <calls>',
        'how many calls away (default: 1 around --chain, 0 around a packet, else all)',
      ).argParser(wholeNumber('--depth', 0)),
    )
    .addOption(
      new Option('--fold <number>', 'draw more than so many chains alike as one')
        .default(usualFold)
        .argParser(wholeNumber('--fold', 1)),
    )
    .option('--no-fold', 'draw each chain')
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to draw').choices(formats).default('dot'))
    .option('-v, --verbose', 'all that is wrong with the dump')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
  addLimitOptions(command).addHelpText('after', notes);
  command.action(async (path: string | undefined, options: GraphCommandOptions) => {
    finish(await runGraph(io, path, options));
  });
  return command;
}

interface Input {
  readonly ruleset: Ruleset;
  readonly names: NamesInDump | undefined;
  readonly trace?: Trace;
}

async function runGraph(io: Io, path: string | undefined, options: GraphCommandOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const input = await readGraphInput(screen, path, options);
  if (input === undefined) return 2;
  const { ruleset, names, trace } = input;
  const tables = ruleset.tables.filter(({ name }) => options.table?.includes(name) ?? true);
  const graph = drawChains({
    ruleset,
    tables,
    starts: (options.chain ?? []).flatMap((name) => startsAt(ruleset, tables, name)),
    depth: options.depth,
    most: options.fold === false ? Infinity : options.fold,
    trace,
  });
  const size = sizeFault(graph, options.format);
  if (size !== undefined) io.writeError(`calitrace: ${size}\n`);
  if (size !== undefined && options.format === 'svg') return 2;
  io.write(drawn(graph, options.format, { ruleset, describe: { describeChain, ...names } }));
  return 0;
}

async function readGraphInput(
  screen: Screen,
  path: string | undefined,
  options: GraphCommandOptions,
): Promise<Input | undefined> {
  const { src, dst, from, to, fromLog, fromPcap } = options;
  refuseTwoSources(options);
  if ([src, dst, from, to, fromLog, fromPcap].some((given) => given !== undefined)) {
    const question = await readQuestion(screen.io, path, options);
    return question === undefined
      ? undefined
      : { ruleset: question.ruleset, names: question.names, trace: traceQuestion(question, options) };
  }
  const cluster = await readCluster(screen, options);
  const input = await readRuleset(screen, path, options);
  if (input !== undefined && options.ipv4 !== true && options.ipv6 !== true) sayOtherFamily(screen.io, input);
  return input === undefined
    ? undefined
    : { ruleset: input.ruleset, names: cluster?.namesOf([input.ruleset]) };
}

/** @throws UsageError where no table has such a chain */
function startsAt(ruleset: Ruleset, tables: readonly Table[], name: string): readonly Start[] {
  const word = encodeUtf8(name);
  const found = findSubjects({ ...ruleset, tables }, () => new Set(), word, 'chain').filter(
    (subject) => subject.kind === 'chain',
  );
  if (found.length > 0) return found;
  const elsewhere = findSubjects(ruleset, () => new Set(), word, 'chain');
  if (elsewhere.length > 0) {
    const names = elsewhere.flatMap((subject) => (subject.kind === 'chain' ? [subject.table.name] : []));
    throw new UsageError(
      `--chain: there is no chain "${name}" in the tables of --table: it is in ${names.join(', ')}`,
      '--chain',
    );
  }
  const near = nearest(word.replace(/^[a-z]+\//, ''), [
    ...new Set(tables.flatMap(({ chains }) => [...chains.keys()])),
  ]);
  throw new UsageError(
    `--chain: there is no chain "${name}"${near === undefined ? '' : `: did you mean ${near}?`}`,
    '--chain',
  );
}

function sizeFault({ nodes, arrows }: ChainGraph, format: GraphCommandOptions['format']): string | undefined {
  const less = 'a packet, --chain, --depth, --table or --fold draw less';
  if (format === 'svg' && nodes.length > mostPlaced)
    return `${nodes.length} boxes are too many for a picture (${mostPlaced}): ${less}; --format dot draws any number`;
  if (format === 'mermaid' && arrows.length > mermaidArrows)
    return `${arrows.length} arrows: Mermaid draws ${mermaidArrows} unless its maxEdges says more; ${less}`;
  return undefined;
}

function drawn(graph: ChainGraph, format: GraphCommandOptions['format'], options: GraphOptions): string {
  switch (format) {
    case 'dot':
      return graphToDot(graph, options);
    case 'mermaid':
      return graphToMermaid(graph, options);
    case 'svg':
      return graphToSvg(graph, options);
  }
}
