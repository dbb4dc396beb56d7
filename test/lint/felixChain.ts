import { createHash } from 'node:crypto';

/** Rules as Felix writes them into a chain: each text is what stands behind the hash comment. */
export function felixChain(chain: string, ...texts: readonly string[]): readonly string[] {
  return felixRules(chain, chain, texts);
}

/** Rules that Felix appends to a built-in chain. */
export function felixAppends(chain: string, ...texts: readonly string[]): readonly string[] {
  return felixRules(chain, `${chain}*appends*`, texts);
}

/** @see calico felix/generictables/rules.go RuleHashes */
function felixRules(chain: string, name: string, texts: readonly string[]): readonly string[] {
  let digest = createHash('sha224').update(name).digest();
  return texts.map((text) => {
    digest = createHash('sha224').update(digest).update(`-A ${name} HASH ${text}`).digest();
    const hash = digest.toString('base64url').slice(0, 16);
    return `-A ${chain} -m comment --comment "cali:${hash}" ${text}`;
  });
}
