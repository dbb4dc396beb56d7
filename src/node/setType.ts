/** What one dimension of a set holds. */
export type Dimension = 'address' | 'net' | 'port' | 'mac' | 'mark' | 'interface' | 'set';

/**
 * A type of set. `family`: `given` by the create line, always IPv4, or none (such a set takes packets of both).
 * `nomatch`: the kernel treats `nomatch` entries and `--return-nomatch` specially only in these types.
 */
export interface SetType {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly family: 'given' | 'IPv4' | 'none';
  readonly nomatch: boolean;
  /** Whether an entry may have prefix length 0. */
  readonly lengthZero: boolean;
}

function hash(dimensions: readonly Dimension[], name: string, lengthZero = false): SetType {
  return { name, dimensions, family: 'given', nomatch: dimensions.includes('net'), lengthZero };
}

const types: readonly SetType[] = [
  { name: 'bitmap:ip', dimensions: ['address'], family: 'IPv4', nomatch: false, lengthZero: true },
  { name: 'bitmap:ip,mac', dimensions: ['address', 'mac'], family: 'IPv4', nomatch: false, lengthZero: true },
  { name: 'bitmap:port', dimensions: ['port'], family: 'none', nomatch: false, lengthZero: true },
  hash(['address'], 'hash:ip'),
  hash(['net'], 'hash:net'),
  { name: 'hash:mac', dimensions: ['mac'], family: 'none', nomatch: false, lengthZero: true },
  hash(['address', 'mac'], 'hash:ip,mac'),
  hash(['address', 'mark'], 'hash:ip,mark'),
  hash(['address', 'port'], 'hash:ip,port'),
  hash(['address', 'port', 'address'], 'hash:ip,port,ip'),
  hash(['address', 'port', 'net'], 'hash:ip,port,net'),
  hash(['net', 'port'], 'hash:net,port'),
  hash(['net', 'net'], 'hash:net,net', true),
  hash(['net', 'port', 'net'], 'hash:net,port,net', true),
  hash(['net', 'interface'], 'hash:net,iface', true),
  { name: 'list:set', dimensions: ['set'], family: 'none', nomatch: false, lengthZero: true },
];

const byName: ReadonlyMap<string, SetType> = new Map(types.map((type) => [type.name, type]));

/** Names that ipset 4 and its scripts used; `ipset restore` still takes them. @see ipset lib/ipset_*.c aliases */
const oldNames: ReadonlyMap<string, string> = new Map([
  ['ipmap', 'bitmap:ip'],
  ['portmap', 'bitmap:port'],
  ['iphash', 'hash:ip'],
  ['nethash', 'hash:net'],
  ['ipporthash', 'hash:ip,port'],
  ['ipportiphash', 'hash:ip,port,ip'],
  ['ipportnethash', 'hash:ip,port,net'],
  ['netporthash', 'hash:net,port'],
  ['netifacehash', 'hash:net,iface'],
  ['macipmap', 'bitmap:ip,mac'],
  ['setlist', 'list:set'],
]);

/**
 * A type by the name of a create line, old names included; undefined where there is none.
 * @see linux kernel/net/netfilter/ipset/ip_set_*.c struct ip_set_type
 */
export function setType(name: string): SetType | undefined {
  return byName.get(oldNames.get(name) ?? name);
}
