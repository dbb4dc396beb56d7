import type { Problem } from './problem.js';

/**
 * Warnings about what calitrace can make sense of and iptables-restore refuses: people paste excerpts, from terminals
 * and other systems.
 */
const refused: ReadonlySet<string> = new Set([
  'byte-order-mark',
  'carriage-return',
  'missing-commit',
  'no-table',
  'not-the-dump',
  'omitted-lines',
  'shell-prompt',
  'tool-message',
  'undeclared-chain',
]);

/** Errors about what iptables-restore takes: commands that calitrace does not follow, and what only the kernel refuses. */
const taken: ReadonlySet<string> = new Set(['flush-command', 'missing-protocol']);

/** The same problems as iptables-restore sees them: an error is what it refuses, all else is a warning. */
export function asRestore(problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    if (refused.has(problem.code)) return { ...problem, severity: 'error' };
    return taken.has(problem.code) ? { ...problem, severity: 'warning' } : problem;
  });
}
