const ASCII = /^[\0-\x7f]*$/;

/** The text that bytes (latin1: one character is one byte) stand for, without a byte order mark; undefined where they are not UTF-8. */
export function decodeUtf8(latin1: string): string | undefined {
  if (ASCII.test(latin1)) return latin1;
  const bytes = Uint8Array.from({ length: latin1.length }, (_, at) => latin1.charCodeAt(at));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The UTF-8 bytes of a text, one character a byte: as texts of dumps are kept. A lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): string {
  if (ASCII.test(text)) return text;
  const pieces: string[] = [];
  for (const byte of new TextEncoder().encode(text)) pieces.push(String.fromCharCode(byte));
  return pieces.join('');
}
