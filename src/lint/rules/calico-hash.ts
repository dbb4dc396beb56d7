import type { BoundRule } from '../../ruleset/ruleset.js';
import { felixRules, isRedacted } from '../felix/felixRules.js';
import type { FelixState } from '../felix/felixRules.js';
import { savedForm } from '../felix/savedForm.js';
import { lintRule } from '../lintRule.js';

type MessageId = 'edited' | 'missing' | 'moved' | 'inserted' | 'repeated' | 'does-not-fit';

interface Telling {
  readonly message: MessageId;
  readonly data?: Readonly<Record<string, string>>;
  readonly because?: readonly BoundRule[];
  readonly severity?: 'warning';
}

/** Rules of Calico that are not as Felix wrote them, by the hashes in their comments. */
export default lintRule({
  name: 'calico-hash',
  severity: 'error',
  messages: {
    edited: 'this rule was edited: Calico wrote "{was}"',
    missing: 'a rule of Calico is missing before this one: "{was}"',
    moved: 'this rule was moved: Calico wrote it behind rule {number}',
    inserted: 'this rule was put into a chain of Calico by somebody else',
    repeated: 'this rule stands twice: rule {number} is the same',
    unverifiable:
      'no hash of Calico can be checked, here and below: names and addresses of this dump were replaced',
    'does-not-fit': 'the hash does not fit: this rule was edited, or one is missing right before it',
  },
  check(context, report) {
    if (isRedacted(context.dump)) {
      const first = [...felixRules(context.ruleset, context.dump).states].find(
        ([, { kind }]) => kind === 'unverifiable',
      );
      if (first !== undefined) report({ at: first[0], message: 'unverifiable', severity: 'note' });
    }
    for (const [rule, state] of felixRules(context.ruleset, context.dump).states) {
      const told = tell(state);
      if (told !== undefined) report({ at: rule, ...told });
    }
  },
});

function tell(state: FelixState): Telling | undefined {
  switch (state.kind) {
    case 'genuine':
    case 'unverifiable':
      return undefined;
    case 'edited':
      return { message: 'edited', data: { was: savedForm(state.was) } };
    case 'behind-missing':
      return { message: 'missing', data: { was: savedForm(state.was) } };
    case 'moved':
      return { message: 'moved', data: { number: String(state.after.number) }, because: [state.after] };
    case 'extra':
    case 'foreign':
      return { message: 'inserted' };
    case 'repeated':
      return {
        message: 'repeated',
        data: { number: String(state.first.number) },
        because: [state.first],
        severity: 'warning',
      };
    case 'unfit':
      return { message: 'does-not-fit', severity: 'warning' };
  }
}
