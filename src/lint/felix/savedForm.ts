const savedNames: readonly (readonly [RegExp, string])[] = [
  [/--jump /, '-j '],
  [/--goto /, '-g '],
  [/--in-interface /g, '-i '],
  [/--out-interface /g, '-o '],
  [/--source /g, '-s '],
  [/--destination /g, '-d '],
  [/--source-ports /g, '--sports '],
  [/--destination-ports /g, '--dports '],
];

/** A rule as Felix writes it, with the option names that iptables-save prints. */
export function savedForm(text: string): string {
  return savedNames.reduce((form, [long, short]) => form.replace(long, short), text);
}
