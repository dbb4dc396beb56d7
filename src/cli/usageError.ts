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
