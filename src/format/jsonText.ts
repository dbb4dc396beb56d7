/** What a terminal could obey or hide although JSON allows it bare: DEL, C1, marks of direction and line separators. */
const bare = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb]/g;

/** A value as JSON text, two blanks an indent, with a final newline. Every character a terminal would obey is escaped. */
export function writeJson(value: unknown): string {
  return `${escapeBare(JSON.stringify(value, null, 2))}\n`;
}

/** The same in one line, as streams of values have it. */
export function writeJsonLine(value: unknown): string {
  return `${escapeBare(JSON.stringify(value))}\n`;
}

function escapeBare(text: string): string {
  return text.replace(bare, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
