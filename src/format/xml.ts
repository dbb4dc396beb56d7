import { harmlessSentence } from './sentence.js';

/** Text of the input as the value of an attribute. */
export function attribute(text: string): string {
  return escapeXml(harmlessSentence(text));
}

/** Harmless text as XML. Of harmless text only two characters are left that XML 1.0 cannot hold at all. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd');
}
