import type { IToken } from 'chevrotain';
import { dash } from './characters.js';

/** One token of a line; `startOffset` is 0-based, `image` the text as written. */
export type Token = Pick<IToken, 'image' | 'startOffset' | 'payload'>;

/** What a token means: quotes and escapes resolved. */
export function textOf(token: Token): string {
  return token.payload === undefined ? token.image : String(token.payload);
}

/** Where the value begins in an option written in one word with it, `--dport=53` or `-ptcp`; 0 in any other word. */
export function valueStart(text: string): number {
  if (text.charCodeAt(0) !== dash) return 0;
  if (text.charCodeAt(1) !== dash) return text.length > 2 ? 2 : 0;
  const equals = text.indexOf('=');
  return equals > 2 ? equals + 1 : 0;
}
