import type { Dump, RuleLine } from '../ast/ast.js';
import { builtinChains } from '../netfilter/hooks.js';
import type { Ruleset } from '../ruleset/ruleset.js';

/** Text for iptables-restore, and where its lines come from. */
export interface FirewallText {
  readonly text: string;
  /** lines[n]: the 1-based line of the dump that line n + 1 is; 0 where it is none. */
  readonly lines: readonly number[];
}

/**
 * The ruleset as iptables-restore reads it: its chains, then its rules in the order of the dump. Counters, comments and what
 * could not be read are left out. Or the sentence that tells why it may not be loaded.
 */
export function firewallText(ruleset: Ruleset, dump: Dump): FirewallText | string {
  const twice = ruleset.tables.find((table, at) =>
    ruleset.tables.some((one, b) => b < at && one.name === table.name),
  );
  if (twice !== undefined) {
    return `table ${twice.name} stands in the dump for both backends of iptables: the kernel here can be given one of them`;
  }
  const text: string[] = [];
  const lines: number[] = [];
  const put = (line: string, from: number): void => {
    text.push(line);
    lines.push(from);
  };
  for (const table of ruleset.tables) {
    put(`*${table.name}`, 0);
    for (const name of builtinChains[table.name]) {
      const chain = table.chains.get(name);
      if (chain !== undefined) put(`:${name} ${chain.policy ?? 'ACCEPT'}`, 0);
    }
    const rules = new Map<number, string>();
    for (const chain of table.chains.values()) {
      if (!builtinChains[table.name].some((name) => name === chain.name)) put(`:${chain.name} -`, 0);
      // One line may be several rules: -s with two addresses.
      for (const rule of chain.rules) {
        if (rule.action.kind === 'target' && wide.has(rule.action.name)) {
          return `line ${rule.line}: ${rule.action.name} works on the whole machine, not in a namespace: it is not loaded`;
        }
        rules.set(rule.line, rule.text);
      }
    }
    for (const [line, rule] of [...rules].sort(([one], [other]) => one - other)) {
      const node = dump.lines[line - 1];
      if (node?.kind === 'rule' && namesProgram(node)) {
        return `line ${line} names a program for iptables to run (--modprobe): it is not loaded`;
      }
      put(rule, line);
    }
    put('COMMIT', 0);
  }
  return { text: text.map((line) => `${line}\n`).join(''), lines };
}

/**
 * Targets whose timers and triggers all namespaces share: loading one here would restart the machine's own of that name.
 * @see linux net/netfilter/xt_IDLETIMER.c, net/netfilter/xt_LED.c
 */
const wide: ReadonlySet<string> = new Set(['IDLETIMER', 'LED']);

/**
 * Whether a word could be `-M COMMAND`, which iptables runs when it misses an extension. What follows --comment is no option.
 * @see iptables iptables/xshared.c do_parse
 */
function namesProgram(rule: RuleLine): boolean {
  return rule.options.some(({ name, words, joined }) => {
    // In `-vM COMMAND`, M is a second option; in `-jMARK` it begins a value.
    const first = joined === true ? `${name.text}${words[0]?.text ?? ''}` : name.text;
    const others = name.text === '--comment' ? [] : words.map(({ text }) => text);
    return [first, name.text, ...others].some((text) => program.test(text));
  });
}

const program = /^(?:-[Vfbvnx46]*M|--mo(?:d(?:p(?:r(?:o(?:be?)?)?)?)?)?(?:=|$))/;
