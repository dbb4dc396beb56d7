import type { Dump } from '../ast/ast.js';
import { lateProblems } from '../ast/dumpLines.js';
import type { Problem } from '../ast/problem.js';

/** What was found wrong with the rules of a chain. */
export interface ChainFault {
  /** With the words of its lines, where those were read late. */
  readonly read: readonly Problem[];
  /** With what they mean. */
  readonly bound: readonly Problem[];
}

/** The faults of a dump's chains, as they are found; of most dumps there are none. */
export interface ChainFaults {
  readonly byChain: Map<object, ChainFault>;
  /** Of the chains whose rules somebody asked for since this was emptied last. */
  readonly met: Set<ChainFault>;
}

/** To be called before a chain's lines are read, and what it gives with the problems of their meaning behind that: notes the chain's fault. */
export function faultFinder(
  { byChain }: ChainFaults,
  chain: object,
  dump: Dump,
): (bound: readonly Problem[]) => void {
  const told = lateProblems(dump).length;
  return (bound) => {
    // As of nearly all chains.
    if (bound.length === 0 && lateProblems(dump).length === told) return;
    byChain.set(chain, { read: lateProblems(dump).slice(told), bound });
  };
}

/** Notes that somebody asks for a chain's rules. */
export function meetFault({ byChain, met }: ChainFaults, chain: object): void {
  const fault = byChain.size === 0 ? undefined : byChain.get(chain);
  if (fault !== undefined) met.add(fault);
}
