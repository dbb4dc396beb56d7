/**
 * A text of bytes (latin1) as the message that SHA-1, SHA-224 and SHA-256 work on: big-endian 32-bit words, behind `offset` bytes
 * that are left zero, with the closing bit and the length; a multiple of 16 words.
 * @see FIPS 180-4, 5.1.1
 */
export function paddedWords(text: string, offset: number): Uint32Array {
  const length = offset + text.length;
  const words = new Uint32Array((((length + 8) >>> 6) + 1) << 4);
  for (let index = 0; index < text.length; index++) {
    const at = offset + index;
    words[at >>> 2] = (words[at >>> 2] ?? 0) | ((text.charCodeAt(index) & 0xff) << (24 - (at & 3) * 8));
  }
  words[length >>> 2] = (words[length >>> 2] ?? 0) | (0x80 << (24 - (length & 3) * 8));
  words[words.length - 1] = length << 3;
  return words;
}
