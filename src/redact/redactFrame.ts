import { wantedSysctls } from '../snapshot/sysctls.js';
import type { Names } from './names.js';

/**
 * What stands around the texts of programs: a snapshot as it was taken has only what this program writes there, which stays; where somebody else has
 * written, words are words.
 */

/** `ipset save failed (Error in line 1: acme): what the ipsets hold is not known`, less what a program said, which may name something. */
export function redactMissing(sentence: string, names: Names): string {
  const own = sentence.replace(/ \(.*\)(?=: )/, '');
  if (ownSentence.test(own)) return own;
  const [, before, table = '', behind = ''] = ofNftTable.exec(own) ?? [];
  return before === undefined ? names.words(own) : before + names.words(table) + behind;
}

/** @see planTables, planNftChains, planNode, which say what is missing */
const ownSentence = new RegExp(
  '^(?:ip6?tables-(?:legacy-|nft-)?save(?: -c)?|ipset(?: save)?|ipvsadm(?: -Sn)?|ip(?: -[djp46]| addr| route| rule| show| table| all)*)' +
    ' (?:is not installed|failed|is not run, since /proc/net/ip6?_tables_names may not be read): ' +
    '(?:what the ipsets hold is|the addresses of this node are|the services of IPVS are|the IPv[46] routes are' +
    '|the IPv[46] rules of (?:policy routing|iptables-nft|iptables-legacy(?:, which this kernel has,)?) are) not known$' +
    '|^nft (?:is not installed|-j list chains (?:failed|printed no JSON)): which tables nftables has beside those of iptables is not known$' +
    '|^nft is not asked for a table with a strange name: what that table of nftables does is not known$',
);

const ofNftTable =
  /^(nft -j -t list table (?:ip6?|inet|netdev|bridge|arp) )(\S+)( failed: what that table of nftables does is not known)$/;

/** The words of a command. */
export function redactCommand(command: readonly string[], names: Names): readonly string[] {
  return command.map((word) => (ownWord.test(word) ? word : names.words(word)));
}

const ownWord =
  /^(?:ip6?tables-(?:legacy-|nft-)?save|ipset|save|ipvsadm|ip|addr|route|rule|show|table|all|nft|list|chains|ip6|inet|netdev|bridge|-c|-Sn|-[djpt46])$/;

/** `net.ipv4.conf.eth0/100.rp_filter = 0`. */
export function redactSysctl(line: string, names: Names): string {
  const [, key = ''] = /^(\S+) = -?\d{1,20}$/.exec(line) ?? [];
  if (settings.has(key)) return line;
  const [, before = '', name = '', behind = ''] =
    /^(net\.ipv[46]\.conf\.)([^.]+)(\.[a-z_]+)$/.exec(key) ?? [];
  if (!settings.has(`${before}*${behind}`)) return names.words(line);
  if (name === 'all' || name === 'default') return line;
  const own = names.interface(name.replaceAll('/', '.')).replaceAll('.', '/');
  return before + own + line.slice(before.length + name.length);
}

/** Those of a snapshot, as `sysctl` prints them; `*` stands for an interface. */
const settings: ReadonlySet<string> = new Set(wantedSysctls.map((path) => path.replaceAll('/', '.')));

/** Of `6.1.0-18-amd64` the numbers: what stands behind them is the name of a vendor, or somebody's own. */
export function kernelVersion(release: string): string {
  return /^\d{1,2}\.\d{1,3}(?:\.\d{1,3})?(?!\d)(?:-\d{1,5}(?!\d))?/.exec(release)?.[0] ?? 'redacted';
}

/** When it was taken, ISO 8601. */
export function redactMoment(moment: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z$/.test(moment) ? moment : 'redacted';
}
