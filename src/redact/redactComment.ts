import type { CommentLine } from '../ast/ast.js';
import type { Names } from './names.js';
import { redactText } from './redactText.js';
import { redactWords } from './redactWords.js';

/** A comment line of a dump. Of those that iptables-save writes its own words stay. */
export function redactComment({ raw, says }: CommentLine, names: Names): string {
  if (says === undefined) return redactText(raw, names, names.words);
  return redactWords(raw, names, (word) => (own.has(word) || ownForm.test(word) ? word : undefined));
}

/** @see iptables iptables/iptables-save.c do_output, iptables/xtables-save.c xtables_save_main */
const own: ReadonlySet<string> = new Set(
  `# Generated Completed Warning: Table Redacted by calitrace calitrace: on tables present, use to see them is incompatible, contains base-chains, list 'nft' tool.
  (nf_tables) (legacy) Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec`.split(
    /\s+/,
  ),
);

/** A program and its version, the time of the day. */
const ownForm =
  /^(?:(?:\/(?:usr|local|s?bin))*\/?(?:ip6?|x)tables(?:-(?:legacy|nft))?(?:-save)?|v?1\.\d{1,2}(?:\.\d{1,2})?|\d\d:\d\d:\d\d)$/;
