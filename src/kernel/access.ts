import type { Family } from '../netfilter/hooks.js';
import { ProgramFailure, type Programs } from './programs.js';

/** How namespaces can be made here: as root, or inside a user namespace; or the sentence that says why not. */
export type Access = { readonly kind: 'root' | 'user' } | { readonly kind: 'none'; readonly because: string };

/** Programs and the Debian packages that have them. */
const packages: ReadonlyMap<string, string> = new Map([
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['perl', 'perl-base'],
  ['ip', 'iproute2'],
  ['nft', 'nftables'],
  ['iptables-nft-restore', 'iptables'],
  ['iptables-nft-save', 'iptables'],
  ['ip6tables-nft-restore', 'iptables'],
  ['ip6tables-nft-save', 'iptables'],
  ['ipset', 'ipset'],
  ['setpriv', 'util-linux'],
]);

/** What a question needs besides what every question does. */
export interface Needs {
  readonly family: Family;
  readonly sets: boolean;
  readonly users: boolean;
}

/**
 * Whether the kernel can be asked on this machine.
 * @param readSetting the text of a file below /proc/sys; undefined where it cannot be read
 */
export async function findAccess(
  programs: Programs,
  needs: Needs,
  readSetting: (path: string) => string | undefined,
): Promise<Access> {
  if (programs.platform !== 'linux') {
    return { kind: 'none', because: 'this is not Linux, whose kernel is to be asked' };
  }
  const missing = neededPrograms(needs).filter((program) => !programs.has(program));
  if (missing.length > 0) return { kind: 'none', because: missingWords(missing) };
  if (programs.userId === 0 && (await canRun(programs, ['unshare', '--net', 'true'])) === undefined) {
    return { kind: 'root' };
  }
  const refused = await canRun(programs, ['unshare', '--user', '--map-root-user', '--net', 'true']);
  if (refused === undefined) return { kind: 'user' };
  return { kind: 'none', because: refusedWords(programs, refused, readSetting) };
}

function neededPrograms({ family, sets, users }: Needs): readonly string[] {
  const six = family === 6 ? '6' : '';
  return [
    ...['unshare', 'nsenter', 'perl', 'ip', 'nft'],
    ...[`ip${six}tables-nft-restore`, `ip${six}tables-nft-save`],
    ...(sets ? ['ipset'] : []),
    ...(users ? ['setpriv'] : []),
  ];
}

function missingWords(missing: readonly string[]): string {
  const debian = [...new Set(missing.map((program) => packages.get(program) ?? program))];
  const [are, programs, those] =
    missing.length === 1 ? ['is', 'the program', 'it'] : ['are', 'the programs', 'them'];
  return `${programs} ${missing.join(', ')} ${are} missing; on Debian and Ubuntu: apt-get install ${debian.join(' ')} brings ${those}`;
}

async function canRun(programs: Programs, words: readonly string[]): Promise<string | undefined> {
  try {
    await programs.run(words);
    return undefined;
  } catch (error) {
    if (error instanceof ProgramFailure) return error.said;
    throw error;
  }
}

/** Settings that forbid user namespaces to those who are not root, with the value that does. */
const switches: readonly (readonly [name: string, forbids: string])[] = [
  ['user.max_user_namespaces', '0'],
  ['kernel.unprivileged_userns_clone', '0'],
  ['kernel.apparmor_restrict_unprivileged_userns', '1'],
];

function refusedWords(
  programs: Programs,
  said: string,
  readSetting: (path: string) => string | undefined,
): string {
  const who =
    programs.userId === 0
      ? 'this root may make no network namespace (a container without CAP_SYS_ADMIN?)'
      : 'this needs root, or a user namespace';
  const off = switches.flatMap(([name, forbids]) =>
    readSetting(`/proc/sys/${name.replaceAll('.', '/')}`)?.trim() === forbids
      ? [`${name} is ${forbids}`]
      : [],
  );
  const why = off.length > 0 ? off.join(', ') : said.split('\n').join('; ');
  return `${who}, and user namespaces are refused here: ${why}`;
}
