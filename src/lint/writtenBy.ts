import type { TableName } from '../netfilter/hooks.js';
import type { LintContext } from './lintRule.js';

/** Chains that a program makes and calls, and people fill. */
const filledByPeople =
  /^(?:DOCKER-USER|CNI-ADMIN|OPENSHIFT-ADMIN-OUTPUT-RULES|ufw6?-(?:user|before|after)-(?:input|output|forward))$/;

/** The program that writes a chain's rules; undefined for built-in chains, and where it is people who do. */
export function writerOf(context: LintContext, table: TableName, chain: string): string | undefined {
  return filledByPeople.test(chain) ? undefined : context.ownerOf(table, chain)?.owner;
}
