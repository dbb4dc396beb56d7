import { familyOf, readAddress } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { Problem } from '../ast/problem.js';
import type { Family } from '../netfilter/hooks.js';
import { inputLines, isPrompt, lineProblem, promptProblem } from './inputLine.js';
import type { InputLine } from './inputLine.js';
import type { Prefix, Route, RouteType } from './node.js';
import { everything } from './prefix.js';
import { readNumber } from './readElement.js';
import { asObject, numberOf, objectsOf, readJsonObjects, stringOf, stringsOf } from './readJson.js';
import type { JsonObject } from './readJson.js';
import { readPrefix } from './readPrefix.js';
import { readRoutedTos } from './routedTos.js';
import { readRouteWords } from './routeWords.js';
import { MAIN, readTable } from './routingTable.js';

const routeTypes: ReadonlySet<string> = new Set<RouteType>([
  'unicast',
  'local',
  'broadcast',
  'multicast',
  'anycast',
  'throw',
  'unreachable',
  'prohibit',
  'blackhole',
  'nat',
]);

function isRouteType(word: string): word is RouteType {
  return routeTypes.has(word);
}

type NextHop = NonNullable<Route['nextHops']>[number];

/** A route as written, in the words of either form. */
interface Raw {
  readonly type: RouteType;
  readonly destination: string;
  readonly source?: string;
  readonly words: ReadonlyMap<string, string>;
  readonly flags: readonly string[];
  readonly nextHops: readonly NextHop[];
}

/**
 * Reads `ip -j route show table all` (or of one table), or its plain text. `family` decides for a default route in which
 * nothing else does.
 * @see iproute2 ip/iproute.c print_route
 */
export function readRoutes(
  text: string,
  family?: Family,
): { readonly routes: readonly Route[]; readonly problems: readonly Problem[] } {
  const routes: Route[] = [];
  const problems: Problem[] = [];
  const objects = readJsonObjects(text);
  if (objects === undefined) readText(text, family, routes, problems);
  else {
    for (const object of objects) {
      if (object.size === 0) continue;
      const raw = rawOfObject(object);
      const route = raw === undefined ? undefined : makeRoute(raw, family);
      if (route !== undefined) routes.push(route);
      else problems.push(badObject(object));
    }
  }
  const seen = new Set<string>();
  const once = routes.filter((route) => {
    const key = JSON.stringify(route);
    return !seen.has(key) && seen.add(key);
  });
  return { routes: once, problems };
}

function badObject(object: JsonObject): Problem {
  return {
    severity: 'error',
    code: 'bad-route',
    message: `a route to ${stringOf(object, 'dst') ?? 'nowhere'} cannot be read`,
    hint: 'run `ip -j route show table all` and give its output',
  };
}

/** Undefined where it is of a type that nobody knows. */
function rawOfObject(object: JsonObject): Raw | undefined {
  const type = stringOf(object, 'type') ?? 'unicast';
  if (!isRouteType(type)) return undefined;
  const words = new Map<string, string>();
  const put = (word: string, value: string | number | undefined): void => {
    if (value !== undefined) words.set(word, String(value));
  };
  put('via', gatewayOf(object));
  put('dev', stringOf(object, 'dev'));
  put('src', stringOf(object, 'prefsrc'));
  put('metric', numberOf(object, 'metric'));
  put('tos', stringOf(object, 'tos'));
  put('table', stringOf(object, 'table') ?? numberOf(object, 'table'));
  put('scope', stringOf(object, 'scope'));
  put('pref', stringOf(object, 'pref'));
  put('hoplimit', objectsOf(object, 'metrics').map((metrics) => numberOf(metrics, 'hoplimit'))[0]);
  put('proto', stringOf(object, 'protocol') ?? numberOf(object, 'protocol'));
  const source = stringOf(object, 'from');
  return {
    type,
    destination: stringOf(object, 'dst') ?? '',
    ...(source === undefined ? {} : { source }),
    words,
    flags: stringsOf(object, 'flags'),
    nextHops: objectsOf(object, 'nexthops').map((hop) =>
      nextHop(gatewayOf(hop), stringOf(hop, 'dev'), numberOf(hop, 'weight'), stringsOf(hop, 'flags')),
    ),
  };
}

function gatewayOf(object: JsonObject): string | undefined {
  const via = asObject(object.get('via'));
  return stringOf(object, 'gateway') ?? (via === undefined ? undefined : stringOf(via, 'host'));
}

function nextHop(
  gateway: string | undefined,
  device: string | undefined,
  weight: number | undefined,
  flags: readonly string[],
): NextHop {
  const address = readAddress(gateway ?? '');
  return {
    ...(address === undefined ? {} : { gateway: address }),
    ...(device === undefined ? {} : { device }),
    weight: weight ?? 1,
    ...(flags.includes('dead') ? { dead: true } : {}),
  };
}

/** Plain text: a route a line, its next hops on lines of their own. */
function readText(text: string, family: Family | undefined, routes: Route[], problems: Problem[]): void {
  let open: { readonly line: InputLine; readonly words: string[]; readonly hops: NextHop[] } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const route = makeRoute(rawOfWords(open.words, open.hops), family);
    if (route !== undefined) routes.push(route);
    else problems.push(notRoute(open.line));
    open = undefined;
  };
  for (const line of inputLines(text)) {
    const words = line.text.trim().split(/[\s\\]+/);
    if (words[0] === '' || words[0] === 'cache') continue;
    if (words[0] === 'nexthop') {
      if (open === undefined) problems.push(notRoute(line));
      else open.hops.push(...hopsOf(words));
      continue;
    }
    close();
    if (isPrompt(line.text)) problems.push(promptProblem(line));
    else {
      const at = words.indexOf('nexthop');
      open = {
        line,
        words: at < 0 ? words : words.slice(0, at),
        hops: at < 0 ? [] : hopsOf(words.slice(at)),
      };
    }
  }
  close();
}

function notRoute(line: InputLine): Problem {
  return lineProblem(line, 'error', 'bad-route', 'this is no line of `ip route`', {
    expected: 'a destination, then via, dev and other words',
    hint: 'run `ip -j route show table all` and give its output',
  });
}

/** `nexthop via A dev D weight N …`, several of them with `ip -o`. */
function hopsOf(words: readonly string[]): NextHop[] {
  const starts = words.flatMap((word, at) => (word === 'nexthop' ? [at] : []));
  return starts.map((start, index) => {
    const part = words.slice(start + 1, starts[index + 1]);
    const values = readRouteWords(part);
    const weight = values.words.get('weight');
    return nextHop(
      values.words.get('via'),
      values.words.get('dev'),
      weight === undefined ? undefined : Number(weight),
      values.flags,
    );
  });
}

function rawOfWords(words: readonly string[], nextHops: readonly NextHop[]): Raw {
  const [first = ''] = words;
  const typed = isRouteType(first);
  const rest = typed ? words.slice(1) : words;
  const values = readRouteWords(rest.slice(1));
  const source = values.words.get('from');
  return {
    type: typed ? first : 'unicast',
    destination: rest[0] ?? '',
    ...(source === undefined ? {} : { source }),
    ...values,
    nextHops,
  };
}

function makeRoute(raw: Raw, given: Family | undefined): Route | undefined {
  const { words } = raw;
  const gateway = readAddress(words.get('via') ?? '');
  const preferredSource = readAddress(words.get('src') ?? '');
  const family = familyOfRoute(raw, gateway, preferredSource) ?? given ?? 4;
  const destination = readDestination(raw.destination, family);
  const source = raw.source === undefined ? undefined : readDestination(raw.source, family);
  const tos = readRoutedTos(words.get('tos') ?? '0');
  if (destination === undefined || tos === undefined || (raw.source !== undefined && source === undefined))
    return undefined;
  const device = words.get('dev');
  const hopLimit = readNumber(words.get('hoplimit') ?? '');
  return {
    family,
    type: raw.type,
    table: readTable(words.get('table') ?? String(MAIN)),
    destination,
    ...(source === undefined ? {} : { source }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(device === undefined ? {} : { device }),
    ...(preferredSource === undefined ? {} : { preferredSource }),
    metric: Number(words.get('metric') ?? 0) || 0,
    scope: words.get('scope') ?? 'global',
    tos,
    ...(hopLimit === undefined ? {} : { hopLimit }),
    ...(raw.flags.includes('dead') ? { dead: true } : {}),
    ...(raw.type === 'local' && words.get('proto') !== 'kernel' ? { added: true } : {}),
    ...(raw.nextHops.length === 0 ? {} : { nextHops: raw.nextHops }),
  };
}

/** The family that the addresses tell; `pref` is printed for IPv6 only. */
function familyOfRoute(
  raw: Raw,
  gateway: Address | undefined,
  preferred: Address | undefined,
): Family | undefined {
  const destination = readPrefix(raw.destination);
  if (destination !== undefined) return familyOf(destination.address);
  if (raw.words.has('pref')) return 6;
  if (preferred !== undefined) return familyOf(preferred);
  if (gateway !== undefined) return familyOf(gateway);
  const hop = raw.nextHops.find((candidate) => candidate.gateway !== undefined)?.gateway;
  return hop === undefined ? undefined : familyOf(hop);
}

function readDestination(text: string, family: Family): Prefix | undefined {
  if (text === 'default' || text === 'all' || text === 'any') return everything(family);
  const prefix = readPrefix(text);
  return prefix === undefined || familyOf(prefix.address) !== family ? undefined : prefix;
}
