import { hmac } from '@noble/hashes/hmac';
import { sha1 as sha1OfBytes } from '@noble/hashes/legacy';
import { sha224 as sha224OfBytes, sha256 as sha256OfBytes } from '@noble/hashes/sha2';

/** The bytes of a digest: 20 of SHA-1, 28 of SHA-224, 32 of SHA-256. */
export type Digest = Uint8Array;

/** SHA-1 of a text of bytes (latin1). For names that are made with it, never for trust. */
export function sha1(text: string): Digest {
  return sha1OfBytes(bytesOf(text));
}

/** SHA-224 of a digest before it, if there is one, and of a text of bytes (latin1). */
export function sha224(before: Digest | undefined, text: string): Digest {
  const digest = new Uint8Array(28);
  unbegun._cloneInto(hasher).update(bytesOf(text, before)).digestInto(digest);
  return digest;
}

/** Felix hashes each of its rules: the same hasher for all of them, which is as this one each time. */
const unbegun = sha224OfBytes.create();
const hasher = sha224OfBytes.create();

/** SHA-256 of a text of bytes (latin1). */
export function sha256(text: string): Digest {
  return sha256OfBytes(bytesOf(text));
}

/**
 * Chance with a key: for the same numbers always the same eight, all of them unsigned and of 32 bits, which without the key can neither be
 * computed nor told from chance.
 */
export type KeyedChance = (numbers: readonly number[]) => Uint32Array;

/**
 * HMAC-SHA-256 of the numbers, each as four bytes in the machine's order. `key`: bytes (latin1), best 32 of them.
 * @see RFC 2104
 */
export function keyedChance(key: string): KeyedChance {
  const keyed = hmac.create(sha256OfBytes, bytesOf(key));
  return (numbers) => {
    const drawn = new Uint32Array(8);
    keyed
      .clone()
      .update(new Uint8Array(Uint32Array.from(numbers).buffer))
      .digestInto(new Uint8Array(drawn.buffer));
    return drawn;
  };
}

function bytesOf(text: string, before: Digest = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(before.length + text.length);
  bytes.set(before);
  for (let at = 0; at < text.length; at++) bytes[before.length + at] = text.charCodeAt(at);
  return bytes;
}
