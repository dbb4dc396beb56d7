import { isHook } from '../netfilter/hooks.js';
import type { WordMap } from './wordMap.js';
import { readCalicoChain } from '../owners/calico/chainName.js';
import { fixedPurpose } from '../owners/calico/fixedChains.js';

/** Who owns a chain of this name and what it is for; undefined where nobody known does. */
export type TellChain = (name: string) => { readonly owner: string; readonly purpose: string } | undefined;

export interface ChainMapRequest {
  readonly words: WordMap;
  readonly interfaces: (name: string) => string;
  /** Felix's chains of dispatch trees, with how the interfaces of that branch begin. */
  readonly branches: ReadonlyMap<string, string>;
  readonly tell: TellChain;
}

/** Hashes as programs write them in names: base 32, hexadecimal. */
const hash = /^(?:[A-Z2-7]{13,}|[0-9a-f]{8,})$/;

/**
 * Replaces names of chains. What a program calls its chains on every node stays, so that it is known again: of `cali-tw-cali0ef24b1` the interface is
 * replaced, of `KUBE-SVC-TCOU7JCQXEZGVUNU` the hash, `DOCKER-USER` stays.
 */
export function chainMap(request: ChainMapRequest): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const result = isHook(name) ? name : (felixName(name, request) ?? otherName(name, request));
    known.set(name, result);
    return result;
  };
}

function felixName(name: string, { words, interfaces, branches }: ChainMapRequest): string | undefined {
  const chain = readCalicoChain(name);
  if (chain === undefined) return undefined;
  const behind = (id: string): string => name.slice(0, name.length - id.length);
  switch (chain.kind) {
    case 'policy':
    case 'profile':
    case 'group':
      return behind(chain.id) + words(chain.id);
    case 'workload':
    case 'host':
    case 'endpoint-mark':
    case 'arp':
      return behind(chain.interface) + interfaces(chain.interface);
    case 'branch': {
      const prefix = branches.get(name);
      const { branch } = chain;
      if (prefix?.endsWith(branch) !== true) return behind(branch) + words(branch);
      return behind(branch) + interfaces(prefix).slice(-branch.length);
    }
    case 'fixed':
      return fixedPurpose(name, 'filter') === undefined ? words(name) : name;
  }
}

function otherName(name: string, { words, tell }: ChainMapRequest): string {
  const replaced = words(name);
  const story = tell(name);
  if (story === undefined || replaced === name) return replaced;
  if (tell(replaced)?.owner === story.owner && !isFixed(name, replaced, story.purpose, tell)) return replaced;
  // What the owner calls so on every node: only hashes in it are of this one.
  return name.replaceAll(/[A-Za-z0-9]+/g, (run) => (hash.test(run) ? words(run) : run));
}

/** Whether the owner knows the name as a whole: it says something else of the other name, and nothing of what was replaced. */
function isFixed(name: string, replaced: string, purpose: string, tell: TellChain): boolean {
  if (tell(replaced)?.purpose === purpose) return false;
  const runs = name.match(/[A-Za-z0-9]+/g) ?? [];
  const others = replaced.match(/[A-Za-z0-9]+/g) ?? [];
  const changed = runs.filter((run, index) => run !== others[index]);
  return !changed.some((run) => purpose.includes(run) || hash.test(run));
}
