import type { Premises } from '../../flows/flow.js';
import type { Observed } from '../../flows/observed.js';
import type { Backend } from '../../netfilter/hooks.js';
import { writeJsonLine } from '../jsonText.js';
import { decodeText } from '../sentence.js';
import { settlingOptions } from '../trace/settleRows.js';

/** A file of flows to begin with. */
export interface FlowsDraft {
  /** The path of the dump; undefined where it came from standard input. */
  readonly dump?: string;
  /** Only rules of this one were asked. */
  readonly backend?: Backend;
  readonly premises: Premises;
  readonly groups: readonly ObservedGroup[];
}

export interface ObservedGroup {
  readonly title: string;
  readonly flows: readonly ObservedFlow[];
  /** How many more there are of this kind. */
  readonly left: number;
}

export interface ObservedFlow {
  readonly name: string;
  /** Options of the packet by their names. */
  readonly packet: ReadonlyMap<string, string>;
  readonly observed: Observed;
}

/** A file of flows as YAML that people read and go on with. */
export function writeFlowsYaml({ dump, backend, premises, groups }: FlowsDraft): string {
  const head = [
    '# What becomes of these packets today: the dump was asked, not a person. Mend what is not as it should be.',
    `# calitrace test ${backend === undefined ? '' : `--backend ${backend} `}FILE${dump === undefined ? ' DUMP' : ''} tells where that changes; docs/flow-tests.md what else can be expected.`,
    'version: 1',
    ...(dump === undefined ? [] : [`dumps: [${scalar(dump)}]`]),
    ...premiseLines(premises),
    '',
    'flows:',
  ];
  return `${[...head, ...groups.flatMap(groupLines)].join('\n')}\n`;
}

function premiseLines({ names, local, assume, ...files }: Premises): readonly string[] {
  return [
    ...Object.entries(files).map(([key, file]) => `${key}: ${scalar(file)}`),
    ...(names === undefined ? [] : [`names: ${list(names)}`]),
    ...(local === undefined ? [] : [`local: ${list(local)}`]),
    ...(assume === undefined ? [] : [`assume: ${list(assume)}`]),
  ];
}

function groupLines({ title, flows, left }: ObservedGroup, index: number): readonly string[] {
  return [
    ...(index === 0 ? [] : ['']),
    `  # ${title}${left > 0 ? `: the first ${flows.length}, and ${left} more` : ''}`,
    ...flows.flatMap(flowLines),
  ];
}

function flowLines({ name, packet, observed }: ObservedFlow): readonly string[] {
  const { end, possible, destination, source, by, settle } = observed;
  const sides = [
    ...(destination === undefined ? [] : [`destination: ${oneOrList(destination)}`]),
    ...(source === undefined ? [] : [`source: ${oneOrList(source)}`]),
  ];
  const parts = [
    ...(end === undefined ? [] : [`end: ${end}`]),
    ...(possible === undefined ? [] : [`possible: ${list(possible)}`]),
    ...(by === undefined ? [] : [`by: ${scalar(by)}`]),
    ...(sides.length === 0 ? [] : [`nat: { ${sides.join(', ')} }`]),
  ];
  const options = [...new Set(settle.flatMap(settlingOptions))];
  return [
    `  - name: ${phrase(name)}`,
    `    packet: { ${[...packet].map(([key, value]) => `${key}: ${scalar(value)}`).join(', ')} }`,
    ...(options.length === 0 ? [] : [`    # undecided: ${options.join(', ')} would tell more`]),
    `    expect: { ${parts.join(', ')} }`,
  ];
}

function oneOrList(texts: readonly string[]): string {
  const [first, ...others] = texts;
  return first !== undefined && others.length === 0 ? scalar(first) : list(texts);
}

function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(', ')}]`;
}

/** Words, numbers, IPv4 addresses and paths stand as they are; all else in double quotes, as JSON has them and YAML too. */
const plain =
  /^(?:[A-Za-z][\w./-]*(?::\w+)?|\d{1,9}|\d{1,3}(?:\.\d{1,3}){3}(?:[/:]\d{1,5})?|\.{0,2}\/[\w./-]+)$/;
const meant: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

/** Text that is a whole line may have blanks and commas as well. */
function phrase(latin1: string): string {
  const text = decodeText(latin1);
  return /^[A-Za-z](?:[\w ./,-]|:(?=\w))*$/.test(text) && text.includes(' ') ? text : scalar(latin1);
}

function scalar(latin1: string): string {
  const text = decodeText(latin1);
  return plain.test(text) && !meant.has(text.toLowerCase()) ? text : writeJsonLine(text).trimEnd();
}
