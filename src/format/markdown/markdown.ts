/**
 * Text in Markdown as GitHub and GitLab read it, harmless already: what would be a mark-up, a link, a mention, a reference to an issue or a formula is
 * text. For running text and cells of tables, not for the beginning of a line.
 * @see https://github.github.com/gfm/
 */
export function prose(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>~&]/g, '\\$&')
    .replaceAll(reference, apart)
    .replaceAll('://', ':\\//')
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}\\.`);
}

/** The same at the beginning of a line, where a dash, a number or a hash would begin something. */
export function line(text: string): string {
  return prose(text.trimStart())
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Text in the letters of a terminal: nothing in it means anything. */
export function code(text: string): string {
  if (text === '') return '';
  return /^[^`\\]+$/.test(text) && text.trim() === text ? `\`${text}\`` : `<code>${inHtml(text)}</code>`;
}

/** Text within elements of HTML on the same line. */
export function inHtml(text: string): string {
  return text.replaceAll(/[&<>"'`*_[\]{}\\|~]|[@$]|#(?=\w)|(?<=:)\/\/|(?<=www)\./gi, (found) =>
    /[@$#/.]/.test(found) ? apart(found) : `&#${found.charCodeAt(0)};`,
  );
}

/** A mention, a formula, a number of an issue: GitHub looks for them in what is shown, where no escape is left. */
const reference = /[@$]|#(?=\w)/g;

/** In an element of its own it stands before nothing. */
function apart(text: string): string {
  return `<span>${text}</span>`;
}

/** Lines as they are. The fence is longer than any in them. */
export function block(lines: string, language: string): string {
  const longest = Math.max(2, ...Array.from(lines.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines.replace(/\n$/, '')}\n${fence}`;
}

/** What is folded; `summary` is text, `content` Markdown. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${inHtml(summary)}</summary>\n\n${content}\n\n</details>`;
}

/** A table, as far as a comment has room for it; cells are Markdown of one line, in which a bar is text. `count`: of all rows, where only the first are given. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  count = rows.length,
): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const shown = fitting(rows.map(row), longestTable);
  const left = count - shown.length;
  const lines = [row(headings), row(headings.map(() => '---')), ...shown].join('\n');
  return left > 0 ? `${lines}\n\nand ${left} more: ${code('--format json')} has all` : lines;
}

/** Parts with a blank line between them, and a final newline. */
export function parts(all: readonly (string | undefined)[]): string {
  return `${all.filter((part) => part !== undefined && part !== '').join('\n\n')}\n`;
}

/** Characters for a comment's own text: GitHub takes 65 536 in all. */
export const longestComment = 60_000;

/** Characters for one table of it. */
export const longestTable = 20_000;

/** The first of some texts, as many as fit into so many characters together; no more of them is made. */
export function fitting(texts: Iterable<string>, room: number): readonly string[] {
  const shown: string[] = [];
  let left = room;
  for (const text of texts) {
    left -= text.length;
    if (left < 0) break;
    shown.push(text);
  }
  return shown;
}
