/** What makes a name a longer one behind it: `-1`, `.b`, `:http`. A full stop or a colon alone does not. */
const goesOn = /[-.:/]*\w/y;
const begunBefore = /[\w./-]/;

/** Whether a text says a name (not empty): not where that is part of a longer one, as `pod a/web` is of `pod a/web-1`. */
export function says(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    goesOn.lastIndex = at + words.length;
    if (!goesOn.test(text) && !begunBefore.test(text.charAt(at - 1))) return true;
  }
  return false;
}
