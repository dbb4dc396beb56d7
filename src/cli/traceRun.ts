import { explainCondition } from '../condition/explain.js';
import type { Describe } from '../format/describe.js';
import { withNames } from '../format/jsonNames.js';
import { writeJson } from '../format/jsonText.js';
import { traceToJson } from '../format/trace/json.js';
import { formatTraceTable } from '../format/trace/table.js';
import { formatTraceText } from '../format/trace/text.js';
import type { TraceTextOptions } from '../format/trace/options.js';
import { describeChain, describeMark, describeMarkChange, describeRule } from '../owners/describe.js';
import { endsAs } from '../trace/endsAs.js';
import type { Trace } from '../trace/trace.js';
import type { Io } from './io.js';
import { programVersion } from './programVersion.js';
import { readQuestion, traceQuestion, type AskedQuestion } from './question.js';
import type { QuestionOptions } from './questionOptions.js';

/** How all paths have to end. */
type Expectation = 'accepted' | 'dropped' | 'rejected';

export const traceFormats = ['text', 'table', 'json', 'html', 'markdown'] as const;
type TraceFormat = (typeof traceFormats)[number];

/** What `calitrace trace` is asked about one packet. */
export interface TraceOptions extends QuestionOptions {
  readonly format: TraceFormat;
  readonly quiet?: true;
  readonly expect?: Expectation;
}

/** Traces one packet and prints what becomes of it. Gives the exit code. */
export async function runTrace(io: Io, path: string | undefined, options: TraceOptions): Promise<number> {
  const question = await readQuestion(io, path, options, true);
  if (question === undefined) return 2;
  const trace = traceQuestion(question, options);
  io.write(await printed(trace, question, options));
  return options.expect === undefined || endsAs(trace, options.expect) ? 0 : 1;
}

async function printed(
  trace: Trace,
  { name, ruleset, screen, names, problems, chainsNotRead }: AskedQuestion,
  options: TraceOptions,
): Promise<string> {
  const describe: Describe = { describeChain, describeRule, describeMarkChange, explainCondition, ...names };
  const verbose = options.verbose === true;
  const text: TraceTextOptions = {
    ruleset,
    describe,
    detail: options.quiet === true ? 'quiet' : verbose ? 'verbose' : 'normal',
    width: screen.width,
    colour: screen.colour,
  };
  switch (options.format) {
    case 'json':
      return writeJson(
        withNames(
          traceToJson(trace, problems(), { verbose, explainCondition, chainsNotRead: chainsNotRead() }),
          names?.mentioned,
        ),
      );
    case 'table':
      return formatTraceTable(trace, text);
    case 'text':
      return formatTraceText(trace, text);
    case 'markdown':
      return (await import('../format/markdown/trace.js')).formatTraceMarkdown(trace, text);
    case 'html': {
      const { formatTracePage } = await import('../format/html/trace/tracePage.js');
      return formatTracePage(trace, {
        ...text,
        describeMark,
        dump: name,
        problems: problems(),
        chainsNotRead: chainsNotRead(),
        version: programVersion(),
      });
    }
  }
}
