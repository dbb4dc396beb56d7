import type { Problem } from '../ast/problem.js';
import { problemAt, type Document, type Value, type ValuePath } from '../document/document.js';
import { readDocuments } from '../document/readDocuments.js';
import type { Backend, Family } from '../netfilter/hooks.js';
import { outputKinds, type Output, type Printed, type Snapshot } from './snapshot.js';
import { snapshotFormat, snapshotVersion } from './writeSnapshot.js';

/** A snapshot, or what makes the text none. */
export type SnapshotReading =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'none'; readonly problem: Problem };

/** Whether a text (latin1) claims to be a snapshot, readable or not. */
export function isSnapshotText(text: string): boolean {
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(text) && text.includes(`"${snapshotFormat}"`);
}

/** Reads the text (latin1) of a snapshot; keys that are not known are passed over. `writeSnapshot` is the mirror. */
export function readSnapshot(text: string): SnapshotReading {
  const { documents, problems } = readDocuments(text);
  const [document, second] = documents;
  const [problem = second === undefined ? notOne() : faultAt(second, oneAlone())] = problems;
  if (document === undefined || problems.length > 0 || second !== undefined) return { kind: 'none', problem };
  try {
    return { kind: 'snapshot', snapshot: snapshotOf(document) };
  } catch (error) {
    if (error instanceof Fault) return { kind: 'none', problem: faultAt(document, error) };
    throw error;
  }
}

function oneAlone(): Fault {
  return new Fault([], 'a second document begins here: a snapshot is one');
}

function notOne(): Problem {
  return { severity: 'error', code: 'snapshot', message: 'this is no snapshot', hint };
}

const hint = 'calitrace snapshot > node.calitrace writes one; docs/snapshot.md describes it';

/** Thrown by the readers of the parts. */
class Fault extends Error {
  constructor(
    readonly path: ValuePath,
    message: string,
  ) {
    super(message);
  }
}

function faultAt(document: Document, { path, message }: Fault): Problem {
  return problemAt(document, path, { severity: 'error', code: 'snapshot', message, hint });
}

type Fields = ReadonlyMap<string, Value>;

function snapshotOf({ value }: Document): Snapshot {
  const top = fieldsAt(value, []);
  if (top.get('format') !== snapshotFormat) {
    throw new Fault(['format'], `this is no snapshot: "format" is not "${snapshotFormat}"`);
  }
  const version = top.get('version');
  if (version !== snapshotVersion) {
    const newer = typeof version === 'number' && version > snapshotVersion;
    const reads = `this calitrace reads version ${snapshotVersion}`;
    throw new Fault(
      ['version'],
      newer ? `the snapshot is of version ${version}; ${reads}` : `"version" is not ${snapshotVersion}`,
    );
  }
  const redacted = top.get('redacted') ?? false;
  if (typeof redacted !== 'boolean') throw new Fault(['redacted'], '"redacted" is not true or false');
  const nftables = top.get('nftables');
  return {
    takenAt: textAt(top.get('takenAt') ?? '', ['takenAt']),
    host: textAt(top.get('host') ?? '', ['host']),
    kernel: textAt(top.get('kernel') ?? '', ['kernel']),
    redacted,
    missing: textsAt(top.get('missing') ?? [], ['missing']),
    outputs: listAt(top.get('outputs') ?? null, ['outputs']).map((each, index) =>
      outputOf(each, ['outputs', index]),
    ),
    ...(nftables === undefined
      ? {}
      : {
          nftables: listAt(nftables, ['nftables']).map((each, index) => {
            const path = ['nftables', index];
            return printedOf(fieldsAt(each, path), path);
          }),
        }),
    sysctls: textsAt(top.get('sysctls') ?? [], ['sysctls']),
  };
}

function outputOf(value: Value, path: ValuePath): Output {
  const output = fieldsAt(value, path);
  const at = (key: string): ValuePath => [...path, key];
  const holds = outputKinds.find((kind) => kind === output.get('holds'));
  if (holds === undefined) throw new Fault(at('holds'), `"holds" is not one of ${outputKinds.join(', ')}`);
  const family = familyAt(output.get('family'), at('family'));
  const backend = backendAt(output.get('backend'), at('backend'));
  if (family === undefined && (holds === 'tables' || holds === 'routes' || holds === 'rules')) {
    throw new Fault(path, `an output that holds ${holds} needs a "family", 4 or 6`);
  }
  if (backend === undefined && holds === 'tables') {
    throw new Fault(path, 'an output that holds tables needs a "backend", "legacy" or "nft"');
  }
  return {
    holds,
    ...(family === undefined ? {} : { family }),
    ...(backend === undefined ? {} : { backend }),
    ...printedOf(output, path),
  };
}

function printedOf(output: Fields, path: ValuePath): Printed {
  const at = (key: string): ValuePath => [...path, key];
  const status = output.get('status') ?? 0;
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    throw new Fault(at('status'), '"status" is not an exit status');
  }
  return {
    command: textsAt(output.get('command') ?? [], at('command')),
    status,
    lines: textsAt(output.get('lines') ?? null, at('lines')),
    errors: textsAt(output.get('errors') ?? [], at('errors')),
  };
}

function familyAt(value: Value | undefined, path: ValuePath): Family | undefined {
  if (value === undefined || value === 4 || value === 6) return value;
  throw new Fault(path, '"family" is not 4 or 6');
}

function backendAt(value: Value | undefined, path: ValuePath): Backend | undefined {
  if (value === undefined || value === 'legacy' || value === 'nft') return value;
  throw new Fault(path, '"backend" is not "legacy" or "nft"');
}

function fieldsAt(value: Value, path: ValuePath): Fields {
  if (value instanceof Map) return value as Fields;
  throw new Fault(path, `${called(path)} is not an object`);
}

function listAt(value: Value, path: ValuePath): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  throw new Fault(path, `${called(path)} is not a list`);
}

function textsAt(value: Value, path: ValuePath): readonly string[] {
  return listAt(value, path).map((each, index) => {
    const text = textAt(each, [...path, index]);
    if (!text.includes('\n')) return text;
    throw new Fault([...path, index], `${called([...path, index])} holds the end of a line`);
  });
}

function textAt(value: Value, path: ValuePath): string {
  if (typeof value === 'string') return value;
  throw new Fault(path, `${called(path)} is not text`);
}

function called(path: ValuePath): string {
  const name = path.at(-1);
  if (name === undefined) return 'the snapshot';
  return typeof name === 'string' ? `"${name}"` : `number ${name + 1} of "${String(path.at(-2) ?? '')}"`;
}
