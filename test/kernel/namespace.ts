import { execFileSync } from 'node:child_process';

/** Whether this machine lets the tests make network namespaces, with the tools they need. */
export function canUseNetworkNamespaces(): boolean {
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', 'command -v ip && command -v ipset && command -v iptables'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
