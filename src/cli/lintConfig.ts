import { severities } from '../lint/finding.js';
import type { Severity } from '../lint/finding.js';
import { asObject } from '../node/readJson.js';
import type { JsonObject } from '../node/readJson.js';
import type { Io } from './io.js';
import { nearest } from '../document/nearest.js';
import { readFile } from './readInput.js';
import type { Input } from './readInput.js';
import { readJsonFile } from './readJsonFile.js';
import type { JsonFile } from './readJsonFile.js';

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
 * @throws UsageError that names the place of what is wrong in it
 */
export function lintConfig(io: Io, path: string | undefined, ruleNames: readonly string[]): LintConfig {
  const input = path === undefined ? findConfig(io) : readFile(io, path);
  return input === undefined ? noConfig : readConfig(input, ruleNames);
}

function findConfig(io: Io): Input | undefined {
  for (let folder = io.workingDirectory(); ; folder = folderOf(folder)) {
    const name = inFolder(folder, configName);
    try {
      return { name, text: io.readFile(name) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return readFile(io, name);
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

function readConfig(input: Input, ruleNames: readonly string[]): LintConfig {
  const file = readJsonFile(input);
  const whole = asObject(file.value) ?? file.refuse([], 'a configuration is an object: { "lint": { … } }');
  known(file, [], whole, ['$schema', 'lint']);
  if (!whole.has('lint')) return noConfig;
  const lint = objectAt(file, ['lint'], whole);
  known(file, ['lint'], lint, ['rules', 'failOn', 'baseline']);
  const failOn = wordAt(file, ['lint', 'failOn'], lint, failOns);
  const baseline = lint.get('baseline');
  if (baseline !== undefined && (typeof baseline !== 'string' || baseline === '')) {
    return file.refuse(['lint', 'baseline'], '"baseline" is the path of a file');
  }
  return {
    severities: lint.has('rules')
      ? severitiesOf(file, objectAt(file, ['lint', 'rules'], lint), ruleNames)
      : new Map(),
    ...(failOn === undefined ? {} : { failOn }),
    ...(baseline === undefined ? {} : { baseline: beside(input.name, baseline) }),
  };
}

/** A path of the file, which stands relative to that file. */
function beside(file: string, path: string): string {
  const folder = folderOf(file);
  return folder === file ? path : inFolder(folder, path);
}

function severitiesOf(file: JsonFile, rules: JsonObject, ruleNames: readonly string[]): RuleSeverities {
  return new Map(
    [...rules.keys()].flatMap((name) => {
      const path = ['lint', 'rules', name];
      if (!ruleNames.includes(name)) return file.refuse(path, unknownRule(name, ruleNames));
      const severity = wordAt(file, path, rules, ruleSeverities);
      return severity === undefined ? [] : [[name, severity] as const];
    }),
  );
}

/** `there is no lint rule "shadow-rule": did you mean shadowed-rule?` */
export function unknownRule(name: string, ruleNames: readonly string[]): string {
  const meant = nearest(name, ruleNames);
  return `there is no lint rule "${name}"${meant === undefined ? ' (calitrace lint --list)' : `: did you mean ${meant}?`}`;
}

function known(file: JsonFile, path: readonly string[], object: JsonObject, keys: readonly string[]): void {
  for (const key of object.keys()) {
    if (keys.includes(key)) continue;
    const meant = nearest(key, keys) ?? keys.filter((one) => !one.startsWith('$')).join(', ');
    file.refuse([...path, key], `"${key}" is no key here, which may be: ${meant}`);
  }
}

function objectAt(file: JsonFile, path: readonly string[], around: JsonObject): JsonObject {
  const key = path.at(-1) ?? '';
  return asObject(around.get(key)) ?? file.refuse(path, `"${key}" is an object`);
}

function wordAt<W extends string>(
  file: JsonFile,
  path: readonly string[],
  around: JsonObject,
  words: readonly W[],
): W | undefined {
  const key = path.at(-1) ?? '';
  const value = around.get(key);
  if (value === undefined) return undefined;
  return words.find((word) => word === value) ?? file.refuse(path, `"${key}" is one of ${words.join(', ')}`);
}
