import type { Severity } from '../lint/finding.js';
import { lintConfig, noConfig, ruleSeverities, unknownRule } from './lintConfig.js';
import type { FailOn, RuleSeverities } from './lintConfig.js';
import type { Screen } from './screen.js';
import { UsageError } from './usageError.js';

/** The options of `calitrace lint` that a configuration file may give as well. */
export interface SettingOptions {
  readonly rule?: readonly string[];
  readonly failOn?: FailOn;
  /** A path; false for `--no-config`. */
  readonly config?: string | false;
  /** A path; false for `--no-baseline`. */
  readonly baseline?: string | false;
}

/** What holds for a run. */
export interface LintSettings {
  readonly severities: RuleSeverities;
  readonly failOn: FailOn;
  readonly baseline: string | undefined;
}

/** Lays the options over the configuration file. */
export function lintSettings(
  screen: Screen,
  options: SettingOptions,
  ruleNames: readonly string[],
): LintSettings {
  const given = (options.rule ?? []).map((text) => readSeverity(text, ruleNames));
  const config = options.config === false ? noConfig : lintConfig(screen, options.config, ruleNames);
  return {
    severities: new Map([...config.severities, ...given]),
    failOn: options.failOn ?? config.failOn ?? 'error',
    baseline: options.baseline === false ? undefined : (options.baseline ?? config.baseline),
  };
}

/** `NAME=SEVERITY`. */
function readSeverity(text: string, ruleNames: readonly string[]): readonly [string, Severity | 'off'] {
  const [name = '', severity = '', ...rest] = text.split('=');
  const known = ruleSeverities.find((one) => one === severity);
  if (known === undefined || rest.length > 0) {
    throw new UsageError(`--rule: "${text}" is not NAME=error, warning, note or off`);
  }
  if (!ruleNames.includes(name)) throw new UsageError(`--rule: ${unknownRule(name, ruleNames)}`);
  return [name, known];
}
