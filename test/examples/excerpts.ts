/** The blocks of a page that show output: those fenced as `text`. */
export function excerpts(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^```text\n(.*?)^```$/gms)].map(([, block = '']) => block);
}

/** Whether the block's pieces stand in the text in this order; a line `…` stands for what was left out. */
export function isExcerpt(block: string, text: string): boolean {
  const lines = `\n${text}`;
  let from = 0;
  return block.split(/^ *…\n/m).every((piece) => {
    const at = lines.indexOf(`\n${piece}`, from);
    from = at + piece.length;
    return at >= 0;
  });
}
