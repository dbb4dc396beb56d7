import { writeJson } from '../format/jsonText.js';
import { lintToGithub } from '../format/lint/github.js';
import { lintToJson } from '../format/lint/json.js';
import { lintToJunit } from '../format/lint/junit.js';
import type { LintedDump, LintRun } from '../format/lint/lintedDump.js';
import { errorsIn } from '../format/lint/sumWords.js';
import { lintToSarif } from '../format/lint/sarif.js';
import { formatLintText } from '../format/lint/text.js';
import { harmlessSentence } from '../format/sentence.js';
import { severities } from '../lint/finding.js';
import { compareWithBaseline, readBaseline, writeBaseline } from './baseline.js';
import type { Baseline } from './baseline.js';
import { programVersion } from './programVersion.js';
import { rulePages } from './rulePages.js';
import type { DumpOptions } from './dumpOptions.js';
import type { Io } from './io.js';
import { lintDump } from './lintDump.js';
import { lintSettings } from './lintSettings.js';
import type { LintSettings, SettingOptions } from './lintSettings.js';
import type { NamesOptions } from './namesOption.js';
import { readCluster } from './readCluster.js';
import { readFile, writeFile } from './readInput.js';
import { refuseDump } from './refuseDump.js';
import { screenOf } from './screen.js';
import type { ColourChoice, Screen } from './screen.js';
import { encodeUtf8 } from '../document/utf8.js';
import { usable } from './usable.js';
import { UsageError } from './usageError.js';

export const lintFormats = ['text', 'json', 'sarif', 'github', 'junit', 'html', 'markdown'] as const;

export interface LintOptions extends SettingOptions, DumpOptions, NamesOptions {
  readonly format: (typeof lintFormats)[number];
  readonly writeBaseline?: true;
  readonly color: ColourChoice;
  readonly verbose?: true;
  readonly strict?: true;
  readonly ipv6?: true;
}

/** Lints dumps one by one, and prints what was found in all of them. Gives the exit code. */
export async function runLint(io: Io, paths: readonly string[], options: LintOptions): Promise<number> {
  const screen = screenOf(io, options.color);
  const pages = rulePages();
  const settings = lintSettings(
    screen,
    options,
    pages.map(({ name }) => name),
  );
  const baseline = readKnown(screen, settings, options);
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('standard input can be read once');
  const cluster = await readCluster(screen, options);
  const linted: LintedDump[] = [];
  for (const path of paths.length === 0 ? [undefined] : paths) {
    linted.push(
      await lintDump(screen, path, {
        severities: settings.severities,
        family: options.ipv6 === true ? 6 : 4,
        verbose: options.verbose === true,
        memo: options.memo,
        ...(options.live === undefined ? {} : { live: options.live }),
        ...(options.backend === undefined ? {} : { backend: options.backend }),
        namesOf: cluster?.namesOf,
      }),
    );
  }
  const unusable = linted.some((dump) => dump.unusable !== undefined);
  const writes = options.writeBaseline === true;
  const kept = writes && !unusable ? keepBaseline(screen, settings, linted, baseline) : undefined;
  const { dumps, missing } = withoutKnown(linted, kept ?? (writes ? new Map() : baseline));
  if (writes && unusable) {
    io.writeError('calitrace: no baseline was written, as not every dump could be linted\n');
  } else if (missing > 0 && !unusable) {
    io.writeError(
      `calitrace: ${missing} ${missing === 1 ? 'finding of the baseline was' : 'findings of the baseline were'} not found; --write-baseline with all its dumps drops ${missing === 1 ? 'it' : 'them'}\n`,
    );
  }
  const run: LintRun = {
    dumps,
    rules: pages.filter(({ name }) => settings.severities.get(name) !== 'off'),
    failOn: settings.failOn,
    version: programVersion(),
  };
  io.write(await printed(run, options, screen));
  const isBroken = options.strict === true && linted.some((dump) => errorsIn(dump) > 0);
  return unusable || isBroken ? 2 : fails(run) ? 1 : 0;
}

/** The baseline as it stands; empty where there is none. */
function readKnown(screen: Screen, { baseline }: LintSettings, options: LintOptions): Baseline {
  const text = options.writeBaseline === true ? textBefore(screen, baseline) : textOf(screen, baseline);
  if (text === undefined) return new Map();
  const name = baseline ?? '';
  refuseDump('--baseline', name, text, 'the file that --write-baseline writes');
  return usable(screen, name, readBaseline(text));
}

function textOf(screen: Screen, baseline: string | undefined): string | undefined {
  return baseline === undefined ? undefined : readFile(screen.io, baseline, '--write-baseline makes it').text;
}

/** What is about to be written over. */
function textBefore({ io }: Screen, baseline: string | undefined): string | undefined {
  if (baseline === undefined)
    throw new UsageError('--write-baseline: give --baseline FILE, or name it in the configuration');
  try {
    const text = io.readFile(baseline);
    return text === '' ? undefined : text;
  } catch {
    // Writing tells what is the matter with it.
    return undefined;
  }
}

/** Writes the baseline, and says so. Gives what it knows now. */
function keepBaseline(
  screen: Screen,
  { baseline = '' }: LintSettings,
  dumps: readonly LintedDump[],
  before: Baseline,
): Baseline {
  const text = writeBaseline(
    dumps.map(({ findings }) => findings),
    before,
  );
  writeFile(screen.io, baseline, text);
  const known = usable(screen, baseline, readBaseline(encodeUtf8(text)));
  screen.io.writeError(
    `calitrace: ${harmlessSentence(baseline)}: ${known.size} ${known.size === 1 ? 'finding' : 'findings'} written\n`,
  );
  return known;
}

/**
 * Dumps with what is new in them; `missing` counts what the baseline knows and none of these dumps has. It may stand in a dump that
 * is not among them: a baseline does not say in which dumps it was found.
 */
function withoutKnown(
  dumps: readonly LintedDump[],
  baseline: Baseline,
): { readonly dumps: readonly LintedDump[]; readonly missing: number } {
  const met = new Set<string>();
  const left = dumps.map((dump): LintedDump => {
    const compared = compareWithBaseline(dump.findings, baseline);
    for (const key of compared.met) met.add(key);
    return { ...dump, findings: compared.fresh, known: compared.met.length };
  });
  return { dumps: left, missing: baseline.size - met.size };
}

async function printed(run: LintRun, options: LintOptions, screen: Screen): Promise<string> {
  switch (options.format) {
    case 'json':
      return writeJson(lintToJson(run.dumps));
    case 'sarif':
      return lintToSarif(run);
    case 'github':
      return lintToGithub(run);
    case 'junit':
      return lintToJunit(run);
    case 'markdown':
      return (await import('../format/markdown/lint.js')).formatLintMarkdown(run);
    case 'html':
      return (await import('../format/html/lint/lintPage.js')).formatLintPage(run);
    case 'text':
      return formatLintText(run.dumps, {
        width: screen.width,
        colour: screen.colour,
        verbose: options.verbose === true,
      });
  }
}

function fails({ dumps, failOn }: LintRun): boolean {
  if (failOn === 'never') return false;
  const enough = severities.slice(0, severities.indexOf(failOn) + 1);
  return dumps.some(({ findings }) => findings.some(({ severity }) => enough.includes(severity)));
}
