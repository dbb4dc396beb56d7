import type { KernelTrace } from '../kernel/kernelTrace.js';
import type { Comparison } from './compare.js';
import { agrees as answerAgrees, type AnswerComparison } from './compareAnswer.js';

/** What came of asking the kernel. Everything that a format prints, but the trace itself. */
export interface Verification {
  readonly comparison: Comparison;
  /** Of the way back, where that was asked and the packet got through. */
  readonly answer: AnswerComparison | undefined;
  readonly kernel: {
    readonly release: string;
    readonly iptables: string;
    readonly there: KernelTrace;
    readonly back: KernelTrace | undefined;
  };
  /** What of the node nobody gave, and was made up for the kernel. */
  readonly madeUp: readonly string[];
  /** What was asked of calitrace and cannot be put to the kernel. The trace that is compared goes without it. */
  readonly notAsked: readonly string[];
}

/** How many steps agree, of how many; there and back together. */
export interface Score {
  readonly agrees: boolean;
  readonly agreed: number;
  readonly of: number;
}

export function scoreOf({ comparison, answer }: Verification): Score {
  const back = answer?.kind === 'compared' ? answer.comparison : { agreed: 0, of: 0 };
  return {
    agrees: comparison.agrees && (answer === undefined || answerAgrees(answer)),
    agreed: comparison.agreed + back.agreed,
    of: comparison.of + back.of,
  };
}
