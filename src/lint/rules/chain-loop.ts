import { loopsOf } from '../../ruleset/loopsOf.js';
import { lintRule } from '../lintRule.js';

/** Chains that lead back to themselves. */
export default lintRule({
  name: 'chain-loop',
  severity: 'error',
  messages: {
    itself: 'chain {chain} leads to itself; the kernel refuses to load such rules',
    loop: 'from here the way leads back to chain {chain}, through {chains} chains; the kernel refuses to load such rules',
  },
  check(context, report) {
    for (const table of context.ruleset.tables) {
      for (const loop of loopsOf(table)) {
        const [first] = loop;
        const closing = loop.at(-1);
        if (first === undefined || closing === undefined) continue;
        report({
          message: loop.length === 1 ? 'itself' : 'loop',
          at: closing,
          because: loop.slice(0, -1),
          data: { chain: first.chain, chains: String(loop.length) },
        });
      }
    }
  },
});
