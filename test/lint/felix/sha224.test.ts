import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha224, visiblePart } from '../../../src/lint/felix/sha224.js';

const shown = (bytes: Buffer): string => bytes.toString('base64url').slice(0, 16);
const byHand = (before: Buffer | undefined, text: string): Buffer => {
  const hash = createHash('sha224');
  if (before !== undefined) hash.update(before);
  return hash.update(text, 'latin1').digest();
};

it('is the SHA-224 of a text, and of a digest and a text', () => {
  const latin1 = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  });
  fc.assert(
    fc.property(latin1, latin1, (first, second) => {
      const digest = sha224(undefined, first);
      expect(visiblePart(digest)).toBe(shown(byHand(undefined, first)));
      expect(visiblePart(sha224(digest, second))).toBe(shown(byHand(byHand(undefined, first), second)));
    }),
  );
});
