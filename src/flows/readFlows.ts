import type { Problem } from '../ast/problem.js';
import type { Document, Value, ValuePath } from '../document/document.js';
import { nearest } from '../document/nearest.js';
import {
  premiseFiles,
  type Flow,
  type FlowDump,
  type FlowsFile,
  type PacketSaid,
  type Premises,
  type Scalar,
} from './flow.js';
import {
  isMapping,
  knownKeys,
  listAt,
  refuse,
  textAt,
  type Mapping,
  type Reader,
} from '../document/documentReader.js';
import { readExpectation } from './readExpectation.js';

/** Of problems with a file of flows. */
export const flowsCode = 'flows-file';

const premiseKeys = [...premiseFiles, 'names', 'local', 'assume'];
const fileKeys = ['version', 'dumps', ...premiseKeys, 'defaults', 'flows'];
const dumpKeys = ['file', 'name', ...premiseKeys];
const flowKeys = ['name', 'packet', 'expect', 'dumps', 'assume'];

/** Reads a file of flows. Where `problems` has an error, the rest cannot be used. */
export function readFlows(document: Document): {
  readonly file: FlowsFile;
  readonly problems: readonly Problem[];
  /** What `file` says of packets is all that there is of them: its defaults could be read, if it has some. */
  readonly packetsStand: boolean;
} {
  const reader: Reader = { document, problems: [], code: flowsCode };
  const { value } = document;
  const whole: Mapping = isMapping(value) ? value : new Map<string, Value>();
  if (!isMapping(value)) {
    refuse(reader, [], 'a file of flows is a mapping', { expected: 'version: 1, and flows: with a list' });
  } else {
    knownKeys(reader, [], whole, fileKeys);
    checkVersion(reader, whole);
  }
  const defaults = whole.has('defaults') ? packetAt(reader, ['defaults'], whole.get('defaults')) : undefined;
  const dumps = dumpsAt(reader, whole.get('dumps'));
  const file = {
    dumps,
    premises: premisesAt(reader, [], whole),
    ...(defaults === undefined ? {} : { defaults }),
    flows: isMapping(value) ? flowsAt(reader, whole.get('flows'), dumps) : [],
  };
  const packetsStand = defaults !== undefined || !whole.has('defaults');
  return { file, problems: reader.problems, packetsStand };
}

function checkVersion(reader: Reader, whole: Mapping): void {
  const version = whole.get('version');
  if (version === 1) return;
  refuse(
    reader,
    ['version'],
    version === undefined ? 'this file has no version' : 'this version is not known here',
    {
      expected: 'version: 1',
    },
  );
}

function dumpsAt(reader: Reader, value: Value | undefined): readonly FlowDump[] {
  if (value === undefined) return [];
  const items: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [value];
  const dumps = items.flatMap((item, index): readonly FlowDump[] => {
    const path = Array.isArray(value) ? ['dumps', index] : ['dumps'];
    if (!isMapping(item)) {
      const file = textAt(reader, path, item);
      return file === undefined ? [] : [{ name: file, file, premises: {} }];
    }
    knownKeys(reader, path, item, dumpKeys);
    const file = textAt(reader, [...path, 'file'], item.get('file'));
    if (!item.has('file')) refuse(reader, path, 'this dump has no file', { expected: 'file: node.save' });
    const name = textAt(reader, [...path, 'name'], item.get('name')) ?? file;
    return file === undefined || name === undefined
      ? []
      : [{ name, file, premises: premisesAt(reader, path, item) }];
  });
  const before = new Set<string>();
  for (const [index, { name }] of dumps.entries()) {
    if (before.size === before.add(name).size) {
      refuse(reader, ['dumps', index], `two dumps are called "${name}"`, {
        expected: 'name: with another name',
      });
    }
  }
  return dumps;
}

function premisesAt(reader: Reader, path: ValuePath, mapping: Mapping): Premises {
  const files = premiseFiles.flatMap((key) => {
    const text = textAt(reader, [...path, key], mapping.get(key));
    return text === undefined ? [] : [[key, text] as const];
  });
  const names = listAt(reader, [...path, 'names'], mapping.get('names'), 'a path', (text) => text);
  const local = listAt(
    reader,
    [...path, 'local'],
    mapping.get('local'),
    'an address or prefix',
    (text) => text,
  );
  const assume = assumeAt(reader, [...path, 'assume'], mapping.get('assume'));
  return {
    ...Object.fromEntries(files),
    ...(names === undefined ? {} : { names }),
    ...(local === undefined ? {} : { local }),
    ...(assume.length === 0 ? {} : { assume }),
  };
}

/** Answers to questions: a mapping of subjects, or `SUBJECT=ANSWER` in a list. */
function assumeAt(reader: Reader, path: ValuePath, value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (!isMapping(value)) {
    return (
      listAt(reader, path, value, 'SUBJECT=ANSWER', (text) => (/.=./.test(text) ? text : undefined)) ?? []
    );
  }
  return [...value].flatMap(([subject, said]): readonly string[] => {
    // YAML 1.2 has no yes and no of its own, but true and false.
    const answer =
      typeof said === 'boolean' ? (said ? 'yes' : 'no') : textAt(reader, [...path, subject], said);
    return answer === undefined ? [] : [`${subject}=${answer}`];
  });
}

function flowsAt(reader: Reader, value: Value | undefined, dumps: readonly FlowDump[]): readonly Flow[] {
  if (!Array.isArray(value) || value.length === 0) {
    refuse(
      reader,
      ['flows'],
      value === undefined ? 'this file has no flows' : '"flows" is no list of flows',
      {
        expected: 'flows: with a list of packets and what is expected of them',
      },
    );
    return [];
  }
  return (value as readonly Value[]).flatMap(
    (item, index) => flowAt(reader, ['flows', index], item, index, dumps) ?? [],
  );
}

function flowAt(
  reader: Reader,
  path: ValuePath,
  value: Value,
  index: number,
  known: readonly FlowDump[],
): Flow | undefined {
  if (!isMapping(value)) {
    refuse(reader, path, 'a flow is a mapping', { expected: flowKeys.join(', ') });
    return;
  }
  knownKeys(reader, path, value, flowKeys);
  const name = textAt(reader, [...path, 'name'], value.get('name')) ?? `flow ${index + 1}`;
  const packet = packetAt(reader, [...path, 'packet'], value.get('packet'));
  const expectation = readExpectation(reader, [...path, 'expect'], value.get('expect'));
  const dumps = dumpNamesAt(reader, [...path, 'dumps'], value.get('dumps'), known);
  const assume = assumeAt(reader, [...path, 'assume'], value.get('assume'));
  if (packet === undefined || expectation === undefined) return undefined;
  const { line } = reader.document.place(path);
  return { name, line, packet, expectation, ...(dumps === undefined ? {} : { dumps }), assume };
}

/** Names of dumps: of those that the file names, where it names any. */
function dumpNamesAt(
  reader: Reader,
  path: ValuePath,
  value: Value | undefined,
  known: readonly FlowDump[],
): readonly string[] | undefined {
  const names = listAt(reader, path, value, 'the name of a dump', (text) => text);
  const called = known.map(({ name }) => name);
  for (const [index, name] of (names ?? []).entries()) {
    if (called.length === 0 || called.includes(name)) continue;
    const meant = nearest(name, called);
    refuse(reader, Array.isArray(value) ? [...path, index] : path, `no dump is called ${name}`, {
      hint: meant === undefined ? `there are ${called.join(', ')}` : `did you mean ${meant}?`,
    });
  }
  return names;
}

function packetAt(reader: Reader, path: ValuePath, value: Value | undefined): PacketSaid | undefined {
  if (typeof value === 'string') return { kind: 'line', path, text: value };
  if (!isMapping(value)) {
    const message =
      value === undefined ? 'this flow has no packet' : `"${String(path.at(-1))}" describes no packet`;
    refuse(reader, path, message, {
      expected:
        'options as of calitrace trace: { src: 10.0.0.1, dst: 10.0.0.2, dport: 80 }, or "-s 10.0.0.1 -d 10.0.0.2 --dport 80"',
    });
    return;
  }
  const options = new Map<string, Scalar>();
  let isWhole = true;
  for (const [key, said] of value) {
    if (isScalar(said)) {
      options.set(key, said);
      continue;
    }
    isWhole = false;
    refuse(reader, [...path, key], `"${key}" is a list or a mapping`, { expected: 'one value' });
  }
  return isWhole ? { kind: 'options', path, options } : undefined;
}

function isScalar(value: Value): value is Scalar {
  return value === null || typeof value !== 'object';
}
