/** What was given cannot be used. The message is for people: a sentence, or problems with their lines. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
