import type { Setting } from '../option.js';

/**
 * The setting of an option that the table or check() makes sure of. Throws where it is missing: then an extension asks for
 * what it did not demand.
 */
export function given<T>(setting: Setting<T> | undefined): Setting<T> {
  if (setting === undefined) throw new Error('an option that must be given is missing');
  return setting;
}

/** The names of the options given, in the order of the rule. */
export function givenNames(values: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(values);
}

/** What the options say, for the `about` of a question: one text for the same options in whichever order. */
export function settingsText(values: Readonly<Record<string, Setting<unknown> | undefined>>): string {
  const said = Object.entries(values).flatMap(([name, setting]) =>
    setting === undefined
      ? []
      : [[name, `${setting.negated ? '! ' : ''}--${name}${valueText(setting.value)}`]],
  );
  return said
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1))
    .map(([, text]) => text)
    .join(' ');
}

/** No two values are written alike. */
function valueText(value: unknown): string {
  if (value === true) return '';
  return ` ${typeof value === 'string' && /^[a-z_][\w.]*$/i.test(value) ? value : JSON.stringify(value)}`;
}
