import { action, match, rule, savedRules } from './felixRule.js';
import type { FelixRule } from './felixRule.js';
import { append, emptyTable } from './tableText.js';
import type { TableText } from './tableText.js';

/** The tables that Felix writes into. */
export interface FelixTables {
  readonly raw: TableText;
  readonly mangle: TableText;
  readonly nat: TableText;
  readonly filter: TableText;
}

/** The bits that Felix uses. @see calico felix/dataplane/driver.go */
export const bits = {
  accept: '0x10000',
  pass: '0x20000',
  scratch0: '0x40000',
  scratch1: '0x80000',
  all: '0xf0000',
} as const;

/** The interfaces of workloads. */
export const workloads = 'cali+';

/** The cluster's pods. */
export const pool = '10.128.0.0/10';

/** Puts a chain of Felix into a table. */
export function putChain(table: TableText, chain: string, rules: readonly FelixRule[]): void {
  append(table, chain, ...savedRules(chain, rules));
}

const toHost = match.destinationType('LOCAL');
const { jump, goTo, setMark, clearMark } = action;
const [accept, drop, giveBack] = [jump('ACCEPT'), jump('DROP'), jump('RETURN')];
const accepted = match.marked(bits.accept);
const hostAccepted = 'Host endpoint policy accepted packet.';
const vxlan = [match.protocol('udp', '17'), match.ports('4789')];
const vxlanNode = 'cali40all-vxlan-net';

/** What stands on each node (Calico 3.25, VXLAN, no host endpoints). @see calico felix/rules/static.go */
export function felixFrame(): FelixTables {
  const tables = {
    raw: emptyTable('raw'),
    mangle: emptyTable('mangle'),
    nat: emptyTable('nat'),
    filter: emptyTable('filter'),
  };
  writeFilter(tables.filter);
  writeRaw(tables.raw);
  writeMangle(tables.mangle);
  writeNat(tables.nat);
  return tables;
}

function writeFilter(filter: TableText): void {
  for (const hook of ['INPUT', 'FORWARD', 'OUTPUT']) putChain(filter, hook, [rule([], jump(`cali-${hook}`))]);
  append(
    filter,
    'FORWARD',
    ...savedRules('FORWARD*appends*', [
      rule([accepted], accept, 'Policy explicitly accepted packet.'),
      rule([], setMark(bits.accept)),
    ]),
  );
  putChain(filter, 'cali-FORWARD', [
    rule([], clearMark('0xe0000')),
    rule([match.clear(bits.accept)], jump('cali-from-hep-forward')),
    rule([match.in(workloads)], jump('cali-from-wl-dispatch')),
    rule([match.out(workloads)], jump('cali-to-wl-dispatch')),
    rule([], jump('cali-to-hep-forward')),
    rule([], jump('cali-cidr-block')),
  ]);
  putChain(filter, 'cali-INPUT', [
    rule(
      [...vxlan, match.set(vxlanNode, 'src'), toHost],
      accept,
      'Allow IPv4 VXLAN packets from allowed hosts',
    ),
    rule([...vxlan, toHost], drop, 'Drop IPv4 VXLAN packets from non-allowed hosts'),
    rule([match.in(workloads)], goTo('cali-wl-to-host')),
    rule([accepted], accept),
    rule([], clearMark(bits.all)),
    rule([], jump('cali-from-host-endpoint')),
    rule([accepted], accept, hostAccepted),
  ]);
  putChain(filter, 'cali-OUTPUT', [
    rule([accepted], accept),
    rule([match.out(workloads)], giveBack),
    rule(
      [...vxlan, match.sourceType('LOCAL'), match.set(vxlanNode, 'dst')],
      accept,
      'Allow IPv4 VXLAN packets to other allowed hosts',
    ),
    rule([], clearMark(bits.all)),
    rule([match.notState('DNAT')], jump('cali-to-host-endpoint')),
    rule([accepted], accept, hostAccepted),
  ]);
  putChain(filter, 'cali-cidr-block', [rule([match.to('10.96.0.0/12')], drop)]);
  putChain(filter, 'cali-wl-to-host', [
    rule([], jump('cali-from-wl-dispatch')),
    rule([], drop, 'Configured DefaultEndpointToHostAction'),
  ]);
  for (const empty of ['from-hep-forward', 'to-hep-forward', 'from-host-endpoint', 'to-host-endpoint']) {
    append(filter, `cali-${empty}`);
  }
}

function writeRaw(raw: TableText): void {
  const fromWorkload = match.marked(bits.scratch0);
  for (const hook of ['PREROUTING', 'OUTPUT']) putChain(raw, hook, [rule([], jump(`cali-${hook}`))]);
  putChain(raw, 'cali-PREROUTING', [
    rule([], clearMark(bits.all)),
    rule([match.in(workloads)], setMark(bits.scratch0)),
    rule([fromWorkload], jump('cali-rpf-skip')),
    rule([fromWorkload, match.wrongWay], drop),
    rule([match.clear(bits.scratch0)], jump('cali-from-host-endpoint')),
    rule([accepted], accept),
  ]);
  putChain(raw, 'cali-OUTPUT', [
    rule([], clearMark(bits.all)),
    rule([], jump('cali-to-host-endpoint')),
    rule([accepted], accept),
  ]);
  for (const empty of ['rpf-skip', 'from-host-endpoint', 'to-host-endpoint']) append(raw, `cali-${empty}`);
}

function writeMangle(mangle: TableText): void {
  for (const hook of ['PREROUTING', 'POSTROUTING']) putChain(mangle, hook, [rule([], jump(`cali-${hook}`))]);
  putChain(mangle, 'cali-PREROUTING', [
    rule([match.state('RELATED,ESTABLISHED')], accept),
    rule([accepted], accept),
    rule([], jump('cali-from-host-endpoint')),
    rule([accepted], accept, hostAccepted),
  ]);
  putChain(mangle, 'cali-POSTROUTING', [
    rule([accepted], giveBack),
    rule([], clearMark(bits.all)),
    rule([match.state('DNAT')], jump('cali-to-host-endpoint')),
    rule([accepted], giveBack, hostAccepted),
  ]);
  for (const empty of ['from-host-endpoint', 'to-host-endpoint']) append(mangle, `cali-${empty}`);
}

function writeNat(nat: TableText): void {
  for (const hook of ['PREROUTING', 'OUTPUT', 'POSTROUTING'])
    putChain(nat, hook, [rule([], jump(`cali-${hook}`))]);
  putChain(nat, 'cali-PREROUTING', [rule([], jump('cali-fip-dnat'))]);
  putChain(nat, 'cali-OUTPUT', [rule([], jump('cali-fip-dnat'))]);
  const masquerade = { written: '--jump MASQUERADE --random-fully', saved: '-j MASQUERADE --random-fully' };
  putChain(nat, 'cali-POSTROUTING', [
    rule([], jump('cali-fip-snat')),
    rule([], jump('cali-nat-outgoing')),
    rule(
      [match.out('vxlan.calico'), match.notSourceTypeOfOut('LOCAL'), match.sourceType('LOCAL')],
      masquerade,
    ),
  ]);
  putChain(nat, 'cali-nat-outgoing', [
    rule(
      [match.set('cali40masq-ipam-pools', 'src'), match.notSet('cali40all-ipam-pools', 'dst')],
      masquerade,
    ),
  ]);
  for (const empty of ['fip-dnat', 'fip-snat']) append(nat, `cali-${empty}`);
}
