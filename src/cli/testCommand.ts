import { Command, Option } from 'commander';
import { explainCondition } from '../condition/explain.js';
import { flowRunToGithub } from '../format/flows/github.js';
import { flowRunToJson } from '../format/flows/json.js';
import { flowRunToJunit } from '../format/flows/junit.js';
import { formatFlowRun } from '../format/flows/text.js';
import { premiseFiles, type Premises } from '../flows/flow.js';
import { harmlessSentence } from '../format/sentence.js';
import { countFlows, type FlowRun } from '../flows/flowRun.js';
import { traceToJson } from '../format/trace/json.js';
import { describeChain, describeMarkChange, describeRule } from '../owners/describe.js';
import { readFlowsFile } from './flowsFile.js';
import type { Io } from './io.js';
import { folderOf, inFolder } from './lintConfig.js';
import { withNames } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import { addLimitOptions, addNodeOptions, type QuestionOptions } from './questionOptions.js';
import { readFile, type Input } from './readInput.js';
import { isRules } from './refuseDump.js';
import { screenOf, type Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { testFlows, type TestDump, type TestedFlows } from './testRun.js';
import { UsageError } from './usageError.js';

const formats = ['text', 'json', 'junit', 'github'] as const;

/** A file of flows, in bytes: some thousands of them. */
const large = 500_000;

interface TestOptions extends QuestionOptions {
  readonly format: (typeof formats)[number];
  readonly quiet?: true;
  readonly init?: true;
}

const notes = `
A file of flows is YAML or JSON:
  version: 1
  dumps: [node.save]
  ipset: sets.ipset
  defaults: { iif: cali0ef24b1 }
  flows:
    - name: frontend reaches backend
      packet: { src: 10.244.1.2, dst: 10.96.0.10, dport: 80 }
      expect:
        end: accepted
        nat: { destination: 10.244.2.7:8080 }

Paths in it are relative to it. docs/flow-tests.md tells all that can be
expected. Dumps and options of the command line go over those of the file.

Exit code: 0 all flows end as expected, 1 some do not, 2 the input cannot be
used or no flow was tested.`;

/** `calitrace test`. */
export function testCommand(io: Io, finish: (exitCode: number) => void): Command {
  const command = new Command('test')
    .argument('[flows]', 'file of flows; "-": standard input')
    .argument('[dumps...]', 'output of iptables-save, instead of the dumps that the file names');
  command.option(
    '--init',
    'print a file of flows to begin with: services and workloads of the dump that is given, and what becomes of their packets today',
  );
  addNodeOptions(command)
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]).default('text'))
    .option('-v, --verbose', 'in traces of failing flows also the rules that did not match')
    .option('-q, --quiet', 'failing flows without their traces, and the sum')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'));
  addLimitOptions(command).addHelpText('after', notes);
  command.action(async (flows: string | undefined, dumps: readonly string[], options: TestOptions) => {
    finish(await runTest(io, flows, dumps, options));
  });
  return command;
}

async function runTest(
  io: Io,
  path: string | undefined,
  paths: readonly string[],
  options: TestOptions,
): Promise<number> {
  const screen = screenOf(io, options.color);
  if (options.init === true) {
    if (paths.length > 0) throw new UsageError('--init takes one dump');
    const { initFlows } = await import('./testInit.js');
    return initFlows(screen, path, options);
  }
  const input = await flowsInput(io, path, paths);
  if (input.text.length > large) io.keepSmall();
  const reading = readFlowsFile(input);
  if (reading.problems.length > 0) {
    showProblems(screen, reading.problems, input.name, options.verbose === true, '-v');
    return 2;
  }
  const folder = folderOf(input.name);
  const beside = (file: string): string => (folder === input.name ? file : inFolder(folder, file));
  const named = namedDumps(paths, options);
  const dumps =
    named ??
    reading.dumps.map((dump) => ({
      ...dump,
      file: beside(dump.file),
      premises: besideFlows(dump.premises, beside),
    }));
  if (dumps.length === 0) {
    throw new UsageError(
      `${input.name} names no dump: add "dumps: [node.save]", or give one (calitrace test ${input.name} node.save)`,
    );
  }
  const tested = await testFlows(screen, {
    file: reading,
    dumps,
    named: named !== undefined,
    premises: besideFlows(reading.premises, beside),
    options,
    traces: options.format === 'json' || (options.format === 'text' && options.quiet !== true),
  });
  if (tested === undefined) return 2;
  const run = { file: input.name, dumps: tested.dumps };
  if (tested.problems.length > 0) {
    showProblems(screen, tested.problems, input.name, options.verbose === true, '-v');
    return 2;
  }
  io.write(printed(run, tested.named, screen, options));
  const { passed, failed, skipped } = countFlows(run.dumps);
  if (failed > 0) return 1;
  if (passed > 0) return 0;
  const [first] = run.dumps.flatMap(({ results }) =>
    results.flatMap(({ outcome }) => (outcome.kind === 'skipped' ? [outcome.reason] : [])),
  );
  io.writeError(
    `calitrace: ${harmlessSentence(`no flow was tested: ${skipped} skipped, the first since ${first ?? ''}`)}\n`,
  );
  return 2;
}

/** Those of the command line; undefined where it names none. */
function namedDumps(paths: readonly string[], { live }: TestOptions): readonly TestDump[] | undefined {
  const [first] = paths;
  if (live !== true) {
    return first === undefined
      ? undefined
      : paths.map((file) => ({ name: file === '-' ? 'stdin' : file, file, premises: {} }));
  }
  if (first !== undefined) throw new UsageError(`--live reads this machine: leave ${first} out`);
  return [{ name: 'this machine', file: undefined, premises: {} }];
}

async function flowsInput(io: Io, path: string | undefined, dumps: readonly string[]): Promise<Input> {
  if (path === undefined) {
    throw new UsageError(
      'no flows: give a file of them (calitrace test --init node.save > flows.yaml writes one)',
    );
  }
  if ([path, ...dumps].filter((each) => each === '-').length > 1) {
    throw new UsageError('standard input can be read once');
  }
  const input = path === '-' ? { name: 'stdin', text: await io.readStdin() } : readFile(io, path);
  if (isRules(input.text)) {
    const [other = 'flows.yaml'] = dumps;
    throw new UsageError(
      `${path} is a dump, and no file of flows, which stands before it: calitrace test ${other} ${path} (calitrace test --init ${path} > flows.yaml writes one)`,
    );
  }
  return input;
}

/** Paths as seen from the working directory. */
function besideFlows(premises: Premises, beside: (file: string) => string): Premises {
  const files = premiseFiles.flatMap((key) => {
    const file = premises[key];
    return file === undefined ? [] : [[key, beside(file)] as const];
  });
  const { names } = premises;
  return {
    ...premises,
    ...Object.fromEntries(files),
    ...(names === undefined ? {} : { names: names.map(beside) }),
  };
}

function printed(
  run: FlowRun,
  named: TestedFlows['named'],
  { width, colour }: Screen,
  options: TestOptions,
): string {
  const verbose = options.verbose === true;
  switch (options.format) {
    case 'json':
      return writeJson(
        flowRunToJson(run, (trace) =>
          withNames(traceToJson(trace, [], { verbose, explainCondition }), named.get(trace)?.mentioned),
        ),
      );
    case 'junit':
      return flowRunToJunit(run);
    case 'github':
      return flowRunToGithub(run);
    case 'text':
      return formatFlowRun(run, {
        width,
        colour,
        describe: (trace) => ({
          describeChain,
          describeRule,
          describeMarkChange,
          explainCondition,
          ...named.get(trace),
        }),
        detail: options.quiet === true ? 'quiet' : verbose ? 'verbose' : 'normal',
      });
  }
}
