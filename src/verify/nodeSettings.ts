import type { KernelSetting } from '../kernel/scenario.js';
import { keyOf, keyOf6, readSettings, type Sysctls } from '../node/sysctls.js';

/** What a trace takes for granted where nobody tells; the judge's own node takes packets from its own addresses. */
const untold: KernelSetting = { path: 'net/ipv4/conf/all/accept_local', value: '0' };

/**
 * The settings of a node that a trace reads, for those interfaces: as they were told, the ones of the whole node first, since they change those of the
 * interfaces. Without the interface's own, rp_filter is taken as off, whatever that of `all` is.
 */
export function nodeSettings(
  sysctls: Sysctls | undefined,
  names: readonly string[],
  inInterface: string,
): { readonly settings: readonly KernelSetting[]; readonly left: readonly string[] } {
  if (sysctls === undefined) return { settings: [untold], left: [] };
  const isChecked = sysctls.has(keyOf(inInterface, 'rp_filter'));
  const keys = [
    ...readSettings.node,
    ...['all', ...names].flatMap((name) => readSettings.interface.map((setting) => keyOf(name, setting))),
    ...names.flatMap((name) => readSettings.interface6.map((setting) => keyOf6(name, setting))),
  ].filter((key) => isChecked || !key.endsWith('.rp_filter'));
  const settings: KernelSetting[] = [untold];
  const left: string[] = [];
  for (const key of keys) {
    const value = sysctls.get(key);
    if (value === undefined) continue;
    const path = key.replaceAll(/[./]/g, (sign) => (sign === '.' ? '/' : '.'));
    if (isSettable(path, value)) settings.push({ path, value });
    else left.push(`${key} = ${value}: cannot be set here`);
  }
  return { settings, left };
}

/** Names of interfaces with other signs than these have no part in what is written. */
function isSettable(path: string, value: string): boolean {
  return /^net(?:\/[\w-]+(?:[.][\w-]+)*)+$/.test(path) && /^-?\d{1,10}$/.test(value);
}
