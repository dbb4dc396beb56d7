import { harmless } from './harmless.js';

const beyondAscii = /[\u0080-\uffff]/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The same as `harmless` for sentences of the trace: text of a dump (latin1) in which the program's own words may hold
 * characters beyond latin1, an arrow for example.
 */
export function harmlessSentence(text: string): string {
  return harmless(asBytes(text));
}

/**
 * Text of a dump for a machine: decoded where it is UTF-8 as a whole, else each byte the character of that number.
 * Nothing is escaped; that is the serializer's part.
 */
export function decodeText(text: string): string {
  if (!beyondAscii.test(text)) return text;
  const bytes = asBytes(text);
  try {
    return decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    return text;
  }
}

function asBytes(text: string): string {
  return text.replace(/[\u{100}-\u{10ffff}]{1,1000}/gu, (beyond) =>
    String.fromCharCode(...encoder.encode(beyond)),
  );
}
