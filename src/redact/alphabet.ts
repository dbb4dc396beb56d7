/** The characters that one may become, itself among them: hexadecimal digits, those of base 32, the bytes that go on in UTF-8. Undefined: it stays. */
export function alphabetOf(character: string): string | undefined {
  return alphabets.find((alphabet) => alphabet.includes(character));
}

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));

const alphabets: readonly string[] = [
  'abcdef',
  'ghijklmnopqrstuvwxyz',
  'ABCDEF',
  'GHIJKLMNOPQRSTUVWXYZ',
  '0189',
  '234567',
  range(0x80, 0xbf),
];

/** The character so many places behind another in an alphabet, which begins again at its end. */
export function turnCharacter(character: string, alphabet: string, places: number): string {
  return alphabet.charAt((alphabet.indexOf(character) + places) % alphabet.length);
}
