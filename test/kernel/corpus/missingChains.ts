import { extensions, parse } from '../../../src/index.js';
import { isHook } from '../../../src/netfilter/hooks.js';

/**
 * The dump with every chain declared that its rules stand in or lead to: what a program hands to `iptables-restore --noflush` takes
 * others for granted.
 */
export function withMissingChains(text: string): string {
  const lines = text.split('\n');
  const targets = new Set(extensions.targets.map(({ name }) => name));
  const sections: { readonly at: number; readonly declared: Set<string>; readonly named: Set<string> }[] = [];
  for (const line of parse(text).dump.lines) {
    if (line.kind === 'table') {
      sections.push({ at: line.line - 1, declared: new Set(), named: new Set() });
    }
    const section = sections.at(-1);
    if (line.kind === 'chain') section?.declared.add(line.name.text);
    if (line.kind !== 'rule') continue;
    section?.named.add(line.chain.text);
    for (const { name, words } of line.options) {
      if (/^(?:-j|-g|--jump|--goto)$/.test(name.text)) section?.named.add(words[0]?.text ?? '');
    }
  }
  for (const { at, declared, named } of sections.reverse()) {
    const missing = [...named].filter(
      (name) => /^[\w.:-]{1,28}$/.test(name) && !declared.has(name) && !isHook(name) && !targets.has(name),
    );
    lines.splice(at + 1, 0, ...missing.map((name) => `:${name} - [0:0]`));
  }
  return lines.join('\n');
}
