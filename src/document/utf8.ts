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

/**
 * The UTF-8 bytes of a text, one character a byte: as texts of dumps are kept. Lone surrogates U+DC80 to U+DCFF become the byte for which
 * `escapeBytes` wrote them, any other U+FFFD.
 */
export function encodeUtf8(text: string): string {
  if (ASCII.test(text)) return text;
  if (!LONE.test(text)) return encode(text);
  return text.replaceAll(NOT_ASCII, (part) => {
    const code = part.charCodeAt(0);
    return part.length === 1 && code >= 0xdc80 && code <= 0xdcff
      ? String.fromCharCode(code - 0xdc00)
      : encode(part);
  });
}

/**
 * Any bytes (latin1) as text: UTF-8 is decoded, and a byte that is no UTF-8 becomes the lone surrogate U+DC80 to U+DCFF, as Python's
 * `surrogateescape` has it. `encodeUtf8` is the mirror.
 */
export function escapeBytes(latin1: string): string {
  const whole = decodeUtf8(latin1);
  if (whole !== undefined && !whole.startsWith('\ufeff')) return whole;
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: valid, index } of latin1.matchAll(SEQUENCES)) {
    pieces.push(escape(latin1.slice(from, index)), decodeUtf8(valid) ?? '');
    from = index + valid.length;
  }
  return [...pieces, escape(latin1.slice(from))].join('');
}

const LONE = /\p{Cs}/u;
const NOT_ASCII = /[^\0-\x7f]/gu;
/** One sequence of two to four bytes. @see RFC 3629 section 4 */
const SEQUENCES =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}/g;

function escape(bytes: string): string {
  return bytes.replaceAll(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}

function encode(text: string): string {
  const pieces: string[] = [];
  for (const byte of new TextEncoder().encode(text)) pieces.push(String.fromCharCode(byte));
  return pieces.join('');
}
