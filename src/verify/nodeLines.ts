import { writeAddress } from '../address/address.js';
import type { Family } from '../netfilter/hooks.js';
import { writeMark } from '../netfilter/marks.js';
import type { Interface, Prefix, Route, RoutingRule, RoutingTable } from '../node/node.js';

/** The numbers that stand for tables which only the node can name. */
export type TableNumbers = Map<string, number>;

const firstNamedTable = 100_000;
const mainTable = 254;
const localTable = 255;

/**
 * Whether `ip` can be given an interface's name: the kernel takes it, and nothing in it ends a word or a line.
 * @see linux net/core/dev.c dev_valid_name
 */
export function isUsableName(name: string): boolean {
  return /^(?:(?![/:%"'\\#@])[!-~\xa1-\xff]){1,15}$/.test(name) && name !== '.' && name !== '..';
}

/** The addresses of one family, in the kernel's order. */
export function addressLines(
  interfaces: readonly Interface[],
  family: Family,
  withRoutes: boolean,
): readonly string[] {
  return interfaces.flatMap(({ name, addresses }) =>
    addresses
      .filter((one) => one.family === family)
      .map((one) => {
        const peer = one.peer === undefined ? '' : ` peer ${writeAddress(one.peer)}`;
        const broadcast = one.broadcast === undefined ? '' : ` broadcast ${writeAddress(one.broadcast)}`;
        const scope = family === 4 ? ` scope ${one.scope}` : ' nodad';
        const deprecated = one.deprecated === true ? ' preferred_lft 0' : '';
        const own =
          peer === ''
            ? `${writeAddress(one.address)}/${one.length}`
            : `${writeAddress(one.address)}${peer}/${one.length}`;
        return `addr add ${own}${broadcast} dev ${name}${scope}${deprecated}${withRoutes ? ' noprefixroute' : ''}`;
      }),
  );
}

/** Routes of one family: what is local first, then what needs no gateway. */
export function routeLines(
  routes: readonly Route[],
  family: Family,
  tables: TableNumbers,
): readonly string[] {
  const order = (route: Route): number => {
    if (route.table === localTable) return 0;
    return route.gateway === undefined && route.nextHops === undefined ? 1 : 2;
  };
  return routes
    .filter((route) => route.family === family && route.dead !== true && route.type !== 'nat')
    .map((route, index) => ({ route, index }))
    .sort((one, other) => order(one.route) - order(other.route) || one.index - other.index)
    .map(({ route }) => routeLine(route, tables));
}

function routeLine(route: Route, tables: TableNumbers): string {
  return [
    'route append',
    route.type,
    writePrefix(route.destination),
    ...(route.source === undefined ? [] : ['from', writePrefix(route.source)]),
    ...(route.tos === 0 ? [] : ['tos', `0x${route.tos.toString(16)}`]),
    ...hopWords(route),
    'table',
    tableNumber(route.table, tables),
    ...(route.family === 4 && /^(?:global|site|link|host|nowhere)$/.test(route.scope)
      ? ['scope', route.scope]
      : []),
    ...(route.preferredSource === undefined ? [] : ['src', writeAddress(route.preferredSource)]),
    ...(route.metric === 0 ? [] : ['metric', route.metric]),
    ...(route.nextHops ?? [])
      .filter((hop) => hop.dead !== true)
      .flatMap((hop) => ['nexthop', ...hopWords(hop), 'weight', hop.weight]),
  ].join(' ');
}

/** Next hops are taken to be on the link, as nothing answers there. */
function hopWords({ gateway, device }: Pick<Route, 'gateway' | 'device'>): readonly string[] {
  const via =
    gateway === undefined
      ? []
      : ['via', ...(typeof gateway === 'number' ? [] : ['inet6']), writeAddress(gateway)];
  const dev = device === undefined ? [] : ['dev', device];
  return [...via, ...dev, ...(gateway === undefined || device === undefined ? [] : ['onlink'])];
}

/** Policy rules of one family, instead of the kernel's own three. */
export function ruleLines(
  rules: readonly RoutingRule[],
  family: Family,
  tables: TableNumbers,
): readonly string[] {
  const own = rules.filter((rule) => rule.family === family);
  if (own.length === 0) return [];
  return [
    ...own.map((rule) => `rule add ${ruleWords(rule, tables)}`),
    // The kernel has these from the start; where the node has them too there are two of each now.
    ...[0, 32766, ...(family === 4 ? [32767] : [])].map((priority) => `rule del priority ${priority}`),
  ];
}

function ruleWords(rule: RoutingRule, tables: TableNumbers): string {
  const range = ([low, high]: readonly [number, number]): string => `${low}-${high}`;
  return [
    ...(rule.negated ? ['not'] : []),
    'priority',
    rule.priority,
    'from',
    rule.source === undefined ? 'all' : writePrefix(rule.source),
    ...(rule.destination === undefined ? [] : ['to', writePrefix(rule.destination)]),
    ...(rule.inInterface === undefined ? [] : ['iif', rule.inInterface]),
    ...(rule.outInterface === undefined ? [] : ['oif', rule.outInterface]),
    ...(rule.mark === undefined
      ? []
      : ['fwmark', `${writeMark(rule.mark.value)}/${writeMark(rule.mark.mask)}`]),
    ...(rule.tos === undefined ? [] : ['tos', `0x${rule.tos.toString(16)}`]),
    ...(rule.protocol === undefined ? [] : ['ipproto', rule.protocol]),
    ...(rule.sourcePorts === undefined ? [] : ['sport', range(rule.sourcePorts)]),
    ...(rule.destinationPorts === undefined ? [] : ['dport', range(rule.destinationPorts)]),
    ...(rule.uids === undefined ? [] : ['uidrange', range(rule.uids)]),
    ...actionWords(rule, tables),
    ...(rule.suppressPrefixLength === undefined ? [] : ['suppress_prefixlength', rule.suppressPrefixLength]),
  ].join(' ');
}

function actionWords({ action }: RoutingRule, tables: TableNumbers): readonly (string | number)[] {
  switch (action.kind) {
    case 'lookup':
      return ['lookup', tableNumber(action.table, tables)];
    case 'goto':
      return ['goto', action.priority];
    case 'nop':
    case 'blackhole':
    case 'unreachable':
    case 'prohibit':
      return [action.kind];
  }
}

/** Prefixes that are the node's own without being an address of an interface. */
export function localLines(prefixes: readonly Prefix[]): readonly string[] {
  return prefixes.map((prefix) => `route append local ${writePrefix(prefix)} dev lo table ${localTable}`);
}

/** A route to one prefix, made up. */
export function deviceLine(prefix: Prefix, device: string): string {
  return `route append unicast ${writePrefix(prefix)} dev ${device} table ${mainTable}`;
}

export function writePrefix({ address, length }: Prefix): string {
  return `${writeAddress(address)}/${length}`;
}

function tableNumber(table: RoutingTable, tables: TableNumbers): number {
  if (typeof table === 'number') return table;
  const number = tables.get(table) ?? firstNamedTable + tables.size;
  tables.set(table, number);
  return number;
}
