/** What the user gave cannot be used. The message is one sentence for people; exit code 2. */
export class UsageError extends Error {
  /** `option`: the one that it is about, as `--src`, where it is about the value of one. */
  constructor(
    message: string,
    readonly option?: string,
  ) {
    super(message);
  }
}

/** The packet is of a family of which the dump has no table. */
export class OtherFamilyError extends UsageError {}

/** What was done, or why it cannot be. */
export function attempt<T>(act: () => T): T | UsageError {
  try {
    return act();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}
