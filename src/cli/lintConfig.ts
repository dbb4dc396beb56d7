import {
  isMapping,
  knownKeys,
  mappingAt,
  refuse,
  textAt,
  wordAt,
  type Mapping,
  type Reader,
} from '../document/documentReader.js';
import type { Value } from '../document/document.js';
import { nearest } from '../document/nearest.js';
import { readOwnFile, type FileReading } from '../document/readOwnFile.js';
import { decodeUtf8 } from '../document/utf8.js';
import { severities } from '../lint/finding.js';
import type { Severity } from '../lint/finding.js';
import type { Io } from './io.js';
import { readFile } from './readInput.js';
import type { Input } from './readInput.js';
import type { Screen } from './screen.js';
import { refuseDump } from './refuseDump.js';
import { usable } from './usable.js';

export const configName = 'calitrace.config.json';

/** Severities of lint rules as people set them. */
export type RuleSeverities = ReadonlyMap<string, Severity | 'off'>;
export type FailOn = Severity | 'never';

/** What a configuration file says of lint. */
export interface LintConfig {
  readonly severities: RuleSeverities;
  readonly failOn?: FailOn;
  /** A path as seen from the working directory. */
  readonly baseline?: string;
}

export const noConfig: LintConfig = { severities: new Map() };

export const ruleSeverities: readonly (Severity | 'off')[] = [...severities, 'off'];
export const failOns: readonly FailOn[] = [...severities, 'never'];

/**
 * The configuration: of the file that was given, else of the first `calitrace.config.json` from the working directory upwards.
 * @throws UsageError where it cannot be used: why stands on stderr
 */
export function lintConfig(
  screen: Screen,
  path: string | undefined,
  ruleNames: readonly string[],
): LintConfig {
  const input = path === undefined ? findConfig(screen.io) : readFile(screen.io, path);
  if (input === undefined) return noConfig;
  refuseDump('--config', input.name, input.text, 'a configuration file');
  return usable(screen, input.name, readLintConfig(input, ruleNames));
}

function findConfig(io: Io): Input | undefined {
  const here = io.workingDirectory();
  if (here === undefined) return undefined;
  for (let folder = here; ; folder = folderOf(folder)) {
    const name = inFolder(folder, configName);
    try {
      return { name, text: io.readFile(name) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return readFile(io, name, 'without it: --no-config');
    }
    if (folderOf(folder) === folder) return undefined;
  }
}

/** The folder that holds a file or a folder; of the topmost itself. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  if (cut < 0) return path;
  const folder = path.slice(0, cut);
  return folder === '' || /^[A-Za-z]:$/.test(folder) ? path.slice(0, cut + 1) : folder;
}

/** A path that is relative to a folder. */
export function inFolder(folder: string, path: string): string {
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(path)) return path;
  return /[/\\]$/.test(folder) ? `${folder}${path}` : `${folder}/${path}`;
}

const configKind = {
  name: 'a configuration',
  code: 'config-file',
  expected: '{ "lint": { … } }',
} as const;

/** What a configuration file says, and all that is wrong with it. */
export function readLintConfig({ name, text }: Input, ruleNames: readonly string[]): FileReading<LintConfig> {
  return readOwnFile(text, configKind, (reader) => {
    const { value } = reader.document;
    if (!isMapping(value)) {
      refuse(reader, [], 'a configuration is a mapping', { expected: configKind.expected });
      return noConfig;
    }
    knownKeys(reader, [], value, ['lint', '$schema']);
    const lint = mappingAt(reader, ['lint'], value.get('lint'));
    if (lint === undefined) return noConfig;
    knownKeys(reader, ['lint'], lint, ['rules', 'failOn', 'baseline']);
    const rules = mappingAt(reader, ['lint', 'rules'], lint.get('rules'));
    const failOn = wordAt(reader, ['lint', 'failOn'], lint.get('failOn'), failOns);
    const baseline = textAt(reader, ['lint', 'baseline'], lint.get('baseline'));
    return {
      severities: severitiesAt(reader, rules ?? new Map<string, Value>(), ruleNames),
      ...(failOn === undefined ? {} : { failOn }),
      ...(baseline === undefined ? {} : { baseline: beside(name, decodeUtf8(baseline) ?? baseline) }),
    };
  });
}

/** A path of the file, which stands relative to that file. */
function beside(file: string, path: string): string {
  const folder = folderOf(file);
  return folder === file ? path : inFolder(folder, path);
}

function severitiesAt(reader: Reader, rules: Mapping, ruleNames: readonly string[]): RuleSeverities {
  return new Map(
    [...rules].flatMap(([name, value]) => {
      const path = ['lint', 'rules', name];
      if (!ruleNames.includes(name)) {
        refuse(reader, path, `there is no lint rule "${name}"`, { hint: meantRule(name, ruleNames) });
        return [];
      }
      const severity = wordAt(reader, path, value, ruleSeverities);
      return severity === undefined ? [] : [[name, severity] as const];
    }),
  );
}

function meantRule(name: string, ruleNames: readonly string[]): string {
  const meant = nearest(name, ruleNames);
  return meant === undefined ? 'calitrace lint --list names them' : `did you mean ${meant}?`;
}

/** `there is no lint rule "shadow-rule": did you mean shadowed-rule?` */
export function unknownRule(name: string, ruleNames: readonly string[]): string {
  return `there is no lint rule "${name}": ${meantRule(name, ruleNames)}`;
}
