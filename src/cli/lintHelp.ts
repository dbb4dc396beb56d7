import { padTo, wrapText } from '../format/wrap.js';
import { rulePages } from './rulePages.js';
import type { Io } from './io.js';
import { unknownRule } from './lintConfig.js';
import { lintSettings } from './lintSettings.js';
import type { SettingOptions } from './lintSettings.js';
import type { Screen } from './screen.js';
import { UsageError } from './usageError.js';

/** All lint rules: the name, the severity that holds here, what it flags. */
export function listRules(screen: Screen, options: SettingOptions): string {
  const { width, colour } = screen;
  const pages = rulePages();
  const names = pages.map(({ name }) => name);
  const { severities } = lintSettings(screen, options, names);
  const column = Math.max(0, ...names.map((name) => name.length)) + 2;
  const rows = pages.flatMap(({ name, severity, sentence }) => {
    const [first = '', ...rest] = wrapText(sentence, Math.max(width - column - 9, 30));
    return [
      `${colour('strong', padTo(name, column))}${padTo(severities.get(name) ?? severity, 9)}${first}`,
      ...rest.map((line) => ' '.repeat(column + 9) + line),
    ];
  });
  return rows.map((row) => `${row}\n`).join('');
}

/** The page of a lint rule. */
export function explainRule(io: Io, name: string): void {
  const pages = rulePages();
  const found = pages.find((page) => page.name === name);
  if (found === undefined) {
    throw new UsageError(
      `--explain: ${unknownRule(
        name,
        pages.map((page) => page.name),
      )}`,
    );
  }
  io.write(found.page);
}
