/** Why an error may stand in a line: characters in it that no iptables-save prints outside of quotes. */
interface Foreign {
  readonly stands: (text: string) => boolean;
  readonly hint: string;
}

/** Bytes of UTF-8. */
const kinds: readonly Foreign[] = [
  {
    // Curved quotes, dashes of print and the sign minus, blanks that keep words together.
    stands: (text) => /\xe2\x80[\x90-\x95\x98-\x9f\xaf]|\xe2\x88\x92|\xc2\xa0/.test(text),
    hint: 'a program for texts or chats has put quotes, dashes or blanks of print here: copy the dump from where it was made, as plain text',
  },
  {
    stands: (text) => text.includes('\x1b'),
    hint: 'what steers a terminal stands in this line: have iptables-save print into a file, without ssh -t or kubectl exec -t',
  },
];

/** Long enough for any line that is looked at by people. */
const looked = 10_000;

/** What may have spoilt a line that something is wrong with; undefined where nothing tells. */
export function foreignHint(line: string): string | undefined {
  const unquoted = line.slice(0, looked).replaceAll(/"(?:[^"\\]|\\.)*"/g, '');
  return kinds.find(({ stands }) => stands(unquoted))?.hint;
}

/** The problem with such a hint, where it is an error that has none. */
export function withForeignHint<P extends { readonly severity: string; readonly hint?: string }>(
  problem: P,
  line: string,
): P {
  if (problem.severity !== 'error' || problem.hint !== undefined) return problem;
  const hint = foreignHint(line);
  return hint === undefined ? problem : { ...problem, hint };
}
