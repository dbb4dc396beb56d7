import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedChance, sha1, sha224, sha256 } from '../../src/digest/digests.js';
import { base32, base64, base64url, beginsInBase64url, hexadecimal } from '../../src/digest/written.js';

const latin1 = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const judge = (algorithm: string, text: string): Buffer =>
  createHash(algorithm).update(text, 'latin1').digest();

it('is the SHA-1 and the SHA-256 of a text', () => {
  fc.assert(
    fc.property(latin1, (text) => {
      expect(hexadecimal(sha1(text), 40)).toBe(judge('sha1', text).toString('hex'));
      expect(hexadecimal(sha256(text), 64)).toBe(judge('sha256', text).toString('hex'));
    }),
  );
});

it('is the SHA-224 of a text, and of a digest and a text', () => {
  fc.assert(
    fc.property(latin1, latin1, (first, second) => {
      const before = judge('sha224', first);
      const both = createHash('sha224').update(before).update(second, 'latin1').digest();
      expect(base64url(sha224(undefined, first), 38)).toBe(before.toString('base64url'));
      expect(base64url(sha224(sha224(undefined, first), second), 16)).toBe(
        both.toString('base64url').slice(0, 16),
      );
    }),
  );
});

it('begins in base64url as it is written so', () => {
  fc.assert(
    fc.property(
      latin1,
      fc.integer({ min: 0, max: 38 }),
      fc.integer({ min: 0, max: 37 }),
      (text, count, place) => {
        const digest = sha224(undefined, text);
        const written = base64url(digest, count);
        expect(beginsInBase64url(digest, written)).toBe(true);
        const other =
          written.slice(0, place) + (written[place] === 'A' ? 'B' : 'A') + written.slice(place + 1);
        expect(beginsInBase64url(digest, other)).toBe(base64url(digest, other.length) === other);
      },
    ),
  );
  expect(beginsInBase64url(sha224(undefined, ''), base64url(sha224(undefined, ''), 38) + 'A')).toBe(false);
});

it('writes base32 as RFC 4648 does', () => {
  // `printf %s calitrace | sha256sum | xxd -r -p | base32`
  expect(base32(sha256('calitrace'), 16)).toBe('5763OURV2MBFMWRD');
  expect(base32(sha256(''), 99)).toHaveLength(52);
});

it('writes base64 as RFC 4648 does', () => {
  fc.assert(
    fc.property(latin1, (text) => {
      expect(base64(sha1(text))).toBe(judge('sha1', text).toString('base64'));
    }),
  );
});

it('draws with HMAC-SHA-256, and again what was drawn before', () => {
  const number = fc.nat(0xffffffff);
  fc.assert(
    fc.property(latin1, fc.array(number), fc.array(number), (key, first, second) => {
      const chance = keyedChance(key);
      const judged = (numbers: readonly number[]): Buffer =>
        createHmac('sha256', Buffer.from(key, 'latin1'))
          .update(new Uint8Array(Uint32Array.from(numbers).buffer))
          .digest();
      for (const numbers of [first, second, first])
        expect(Buffer.from(chance(numbers).buffer)).toEqual(judged(numbers));
    }),
  );
});
