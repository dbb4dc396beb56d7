/** The most characters a phrase may have. */
export const phraseWidth = 60;

/** Cuts a text to `width` characters; what was cut is shown as `…`. */
export function fit(text: string, width: number = phraseWidth): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** `before` + `name` + `after`, of which the name is cut where the whole would be longer than a phrase. */
export function phrase(before: string, name: string, after = ''): string {
  return fit(`${before}${fit(name, Math.max(8, phraseWidth - before.length - after.length))}${after}`);
}
