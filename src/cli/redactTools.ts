import { extensions, parse } from '../index.js';
import type { Family, TableName } from '../netfilter/hooks.js';
import { protocolNames } from '../netfilter/protocols.js';
import { describeChain, describeSet } from '../owners/describe.js';
import type { OptionTable, OptionType } from '../extension/option.js';
import type { OptionKinds } from '../redact/redactRules.js';
import type { RedactTools } from '../redact/redactSnapshot.js';
import { bindRuleset } from '../ruleset/bindRuleset.js';
import { ruleOptions, shortOptions } from '../ruleset/ruleOptions.js';
import { dumpText } from '../snapshot/nodeTexts.js';
import type { Snapshot } from '../snapshot/snapshot.js';

/** What redacting a snapshot takes from the rooms that know matches, targets and owners. */
export function redactTools(snapshot: Snapshot): RedactTools {
  const { rulesets } = bindRuleset(parse(dumpText(snapshot)).dump, { extensions, family: 4 });
  const tables = [...rulesets.values()].flatMap((ruleset) =>
    ruleset.tables.map(({ name }): readonly [typeof ruleset, TableName] => [ruleset, name]),
  );
  return {
    parse: (text) => parse(text).dump,
    kinds: optionKinds(),
    tellChain: (name) => {
      for (const [ruleset, table] of tables) {
        const story = describeChain(ruleset, table, name);
        if (story !== undefined) return story;
      }
      return undefined;
    },
    tellSet: describeSet,
  };
}

/** A value that only an option takes that takes any text. */
const anyText = 'zq7 x';

function optionKinds(): OptionKinds {
  const families: readonly Family[] = [4, 6];
  const free = new Set<string>();
  const types = new Map<string, OptionType<unknown>[]>();
  const tables: readonly OptionTable[] = [
    ruleOptions,
    ...extensions.matches.map(({ options }) => options),
    ...extensions.targets.map(({ options }) => options),
  ];
  for (const table of tables) {
    for (const [name, { type, aliases = [] }] of Object.entries(table)) {
      const takesAny = type.takes > 0 && families.some((family) => type.read([anyText], family).ok);
      for (const each of [name, ...aliases]) {
        types.set(`--${each}`, [...(types.get(`--${each}`) ?? []), type]);
        if (takesAny) free.add(`--${each}`);
      }
    }
  }
  for (const [short, name] of shortOptions) types.set(`-${short}`, types.get(`--${name}`) ?? []);
  const matches = extensions.matches.map(({ name }) => name);
  return {
    free,
    known: new Set(types.keys()),
    modules: new Set([...matches, ...protocolNames(), 'all']),
    targets: new Set(extensions.targets.map(({ name }) => name)),
    takes: (option, words) =>
      (types.get(option) ?? []).some(
        (type) => words.length <= type.takes && families.some((family) => type.read(words, family).ok),
      ),
  };
}
