import { readAst } from '../../src/ast/readAst.js';
import { matches } from '../../src/matches/registry.js';
import type { Family } from '../../src/netfilter/hooks.js';
import { bindRuleset } from '../../src/ruleset/bindRuleset.js';
import { verbatimOptions } from '../../src/ruleset/extensions.js';
import type { Ruleset } from '../../src/ruleset/ruleset.js';
import { targets } from '../../src/targets/registry.js';

const extensions = { matches, targets };
const vocabulary = { verbatim: verbatimOptions(extensions) };

/** The ruleset of a dump's text (latin1): of its one family, IPv4 where nothing tells. */
export function rulesetOf(text: string, family: Family = 4): Ruleset {
  const { rulesets } = bindRuleset(readAst(text, vocabulary).dump, { extensions, family });
  const [ruleset] = rulesets.values();
  return ruleset ?? { family, tables: [] };
}
