import { existsSync } from 'node:fs';
import process from 'node:process';

const tools = [
  'iptables-nft-restore',
  'iptables-nft-save',
  'ip6tables-nft-restore',
  'iptables-legacy-restore',
  'ip6tables-legacy-restore',
  'ipset',
  'nft',
  'ip',
  'perl',
  'setpriv',
  'unshare',
  'nsenter',
];

/** Why the kernel cannot be asked here, or undefined where it can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'not root';
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin');
  const missing = tools.filter((tool) => !folders.some((folder) => existsSync(`${folder}/${tool}`)));
  return missing.length === 0 ? undefined : `missing ${missing.join(', ')}`;
}

/**
 * Whether tests may ask the kernel. Where they cannot, says so once and gives false, so that the tests are skipped.
 * @throws where CALITRACE_REQUIRE_KERNEL=1 and the kernel cannot be asked
 */
export function requireKernel(): boolean {
  asked ??= askKernel();
  return asked;
}

let asked: boolean | undefined;

function askKernel(): boolean {
  const reason = obstacle();
  if (reason === undefined) return true;
  if (process.env['CALITRACE_REQUIRE_KERNEL'] === '1') {
    throw new Error(`the comparison with the kernel is required, but: ${reason}`);
  }
  console.warn(
    `skipped: comparison with the kernel (${reason}; it needs root, iptables, ipset, nftables, iproute2, perl)`,
  );
  return false;
}
