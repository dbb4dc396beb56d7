/** What the user gave cannot be used. The message is one sentence for people; exit code 2. */
export class UsageError extends Error {}
