/** One of several JSON texts in a file; `at` is its offset, in characters. */
export interface JsonText {
  readonly at: number;
  readonly text: string;
}

/**
 * The objects and lists that stand one after another, as `>>` gathers what a program prints each time. Blanks alone may stand between them,
 * else there are none. Whether each is JSON is not looked at.
 */
export function jsonTexts(text: string): readonly JsonText[] {
  const texts: JsonText[] = [];
  let begin = 0;
  let depth = 0;
  for (const { 0: word, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s{}[\]"]+|"/g)) {
    if (word === '{' || word === '[') {
      if (depth === 0) begin = index;
      depth += 1;
    } else if (depth === 0) {
      return [];
    } else if (word === '}' || word === ']') {
      depth -= 1;
      if (depth === 0) texts.push({ at: begin, text: text.slice(begin, index + 1) });
    }
  }
  return depth === 0 ? texts : [];
}
