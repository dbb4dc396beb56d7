import { bits, putChain } from './felixFrame.js';
import { action, chainName, match, rule } from './felixRule.js';
import type { FelixMatch, FelixRule } from './felixRule.js';
import type { TableText } from './tableText.js';

/** What a policy or profile does with packets of one direction, rule by rule. */
export type PolicyRule =
  | { readonly does: 'allow' | 'deny'; readonly matches: readonly FelixMatch[] }
  /** Allows TCP to or from any of several prefixes, to any of many ports. */
  | {
      readonly does: 'allow-blocks';
      readonly prefixes: readonly FelixMatch[];
      readonly ports: readonly string[];
    };

const { jump, setMark, clearMark } = action;

/** Writes a policy's chain of one direction. @see calico felix/rules/policy.go ProtoRulesToIptablesRules */
export function writePolicy(
  filter: TableText,
  direction: 'ingress' | 'egress',
  id: string,
  rules: readonly PolicyRule[],
): void {
  const prefix = direction === 'ingress' ? 'cali-pi-' : 'cali-po-';
  putChain(
    filter,
    chainName(prefix, id),
    withComment(rules.flatMap(renderRule), `Policy ${id} ${direction}`),
  );
}

/** Writes a profile's two chains: one that allows all, or one that allows nothing. */
export function writeProfile(filter: TableText, id: string, allowsAll: boolean): void {
  const rules = allowsAll ? renderRule({ does: 'allow', matches: [] }) : [];
  for (const [prefix, direction] of [
    ['cali-pri-', 'ingress'],
    ['cali-pro-', 'egress'],
  ] as const) {
    putChain(filter, chainName(prefix, id), withComment(rules, `Profile ${id} ${direction}`));
  }
}

/** The first rule names the policy; if there is none, one stands there for that. */
function withComment(rules: readonly FelixRule[], comment: string): readonly FelixRule[] {
  const [first, ...rest] = rules;
  return first === undefined ? [rule([], undefined, comment)] : [{ ...first, comments: [comment] }, ...rest];
}

function renderRule(policyRule: PolicyRule): readonly FelixRule[] {
  switch (policyRule.does) {
    case 'deny':
      return [rule(policyRule.matches, jump('DROP'))];
    case 'allow':
      return [
        rule(policyRule.matches, setMark(bits.accept)),
        rule([match.marked(bits.accept)], jump('RETURN')),
      ];
    case 'allow-blocks':
      return renderBlocks(policyRule.prefixes, policyRule.ports);
  }
}

/** More alternatives than one rule can hold: each block of them is asked on its own and noted in a mark. */
function renderBlocks(prefixes: readonly FelixMatch[], ports: readonly string[]): readonly FelixRule[] {
  const { accept, scratch0, scratch1 } = bits;
  return [
    rule([], clearMark('0xc0000')),
    ...ports.map((list) => rule([match.protocol('tcp'), match.ports(list)], setMark(scratch0))),
    ...prefixes.map((prefix) => rule([prefix], setMark(scratch1))),
    rule([match.clear(scratch1)], clearMark(scratch0)),
    rule([match.protocol('tcp'), match.marked(scratch0)], setMark(accept)),
    rule([match.marked(accept)], jump('RETURN')),
  ];
}
