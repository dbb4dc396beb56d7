import { familyOf, readAddress } from '../address/address.js';
import type { Problem } from '../ast/problem.js';
import { inputLines, isPrompt, lineProblem, promptProblem } from './inputLine.js';
import type { InputLine } from './inputLine.js';
import type { Interface, InterfaceAddress } from './node.js';
import { readMac } from './readElement.js';
import { asObject, numberOf, objectsOf, readJsonObjects, stringOf, stringsOf } from './readJson.js';
import type { JsonObject } from './readJson.js';
import { hostLength, readInterfacePrefix } from './readPrefix.js';
import { tunnelSettings } from './tunnelSettings.js';

/** Addresses by all that is said of them: of many (an interface of IPVS has one for each service) each stands once. */
type Draft = { -readonly [Key in keyof Omit<Interface, 'addresses'>]: Interface[Key] } & {
  readonly addresses: Map<string, InterfaceAddress>;
};

/**
 * Reads `ip -j addr` or the plain text of `ip addr`, `ip -o addr` and `ip -br addr`. Interfaces of several outputs with
 * one index are joined.
 * @see iproute2 ip/ipaddress.c print_linkinfo, print_addrinfo
 */
export function readAddresses(text: string): {
  readonly addresses: readonly Interface[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const drafts = new Map<string, Draft>();
  const objects = readJsonObjects(text);
  if (objects !== undefined) {
    for (const object of objects) readObject(object, drafts, problems);
  } else {
    let current: Draft | undefined;
    for (const line of inputLines(text)) current = readLine(line, current, drafts, problems);
  }
  const interfaces = [...drafts.values()].map((draft) => ({
    ...draft,
    addresses: [...draft.addresses.values()],
  }));
  return { addresses: interfaces.sort((a, b) => a.index - b.index), problems };
}

function draftOf(drafts: Map<string, Draft>, index: number | undefined, name: string): Draft {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { index: index ?? drafts.size + 1, name, addresses: new Map() };
  drafts.set(name, draft);
  return draft;
}

function readFlags(draft: Draft, flags: readonly string[]): void {
  draft.up = flags.includes('UP');
  if (flags.includes('NOARP')) draft.isMute = true;
}

function addAddress(draft: Draft, address: InterfaceAddress): void {
  draft.addresses.set(JSON.stringify(address), address);
}

function readObject(object: JsonObject, drafts: Map<string, Draft>, problems: Problem[]): void {
  const name = stringOf(object, 'ifname');
  if (name === undefined) {
    if (object.size > 0) problems.push(notAddresses());
    return;
  }
  const draft = draftOf(drafts, numberOf(object, 'ifindex'), name);
  const mac = readMac(stringOf(object, 'address') ?? '');
  if (mac !== undefined) draft.mac = mac;
  if (stringOf(object, 'link_type') === 'ipip')
    draft.ipip = tunnelEnds(stringOf(object, 'address') ?? '', stringOf(object, 'broadcast') ?? '');
  const link = asObject(object.get('linkinfo'));
  if (link !== undefined) Object.assign(draft, tunnelSettings(link));
  const master = stringOf(object, 'master');
  if (master !== undefined) draft.master = master;
  const flags = stringsOf(object, 'flags');
  if (object.has('flags')) readFlags(draft, flags);
  for (const info of objectsOf(object, 'addr_info')) {
    const address = readInfo(info);
    if (address === undefined) {
      problems.push({
        severity: 'error',
        code: 'bad-address',
        message: `an address of ${name} cannot be read`,
      });
    } else addAddress(draft, address);
  }
}

/** The hardware addresses of an IPIP tunnel are its ends. @see iproute2 lib/ll_addr.c ll_addr_n2a */
function tunnelEnds(local: string, remote: string): NonNullable<Interface['ipip']> {
  const [from, to] = [readAddress(local), readAddress(remote)];
  return {
    ...(from === undefined || from === 0 ? {} : { local: from }),
    ...(to === undefined || to === 0 ? {} : { remote: to }),
  };
}

function notAddresses(): Problem {
  return {
    severity: 'error',
    code: 'not-addresses',
    message: 'this is no output of `ip -j addr`',
    hint: 'run `ip -j addr` and give its output',
  };
}

function readInfo(info: JsonObject): InterfaceAddress | undefined {
  const local = readAddress(stringOf(info, 'local') ?? '');
  const length = numberOf(info, 'prefixlen');
  if (local === undefined || length === undefined || length > hostLength(familyOf(local))) return undefined;
  const peer = readAddress(stringOf(info, 'address') ?? '');
  const broadcast = readAddress(stringOf(info, 'broadcast') ?? '');
  const flag = (name: string): boolean => info.get(name) === true || info.get(name) === null;
  return {
    family: familyOf(local),
    address: local,
    length,
    ...(peer === undefined ? {} : { peer }),
    ...(broadcast === undefined ? {} : { broadcast }),
    scope: readScope(stringOf(info, 'scope')),
    secondary: familyOf(local) === 4 && flag('secondary'),
    ...(flag('tentative') && !flag('optimistic') ? { tentative: true } : {}),
    ...(flag('deprecated') ? { deprecated: true } : {}),
    ...(flag('temporary') ? { temporary: true } : {}),
  };
}

function readScope(text: string | undefined): InterfaceAddress['scope'] {
  return text === 'site' || text === 'link' || text === 'host' ? text : 'global';
}

/** `2: eth0@if5: <UP,…> … master br0 …` */
const header = /^(\d{1,9}):\s+([^\s:@]+)(?:@\S+)?:\s+<([^>]*)>(.*)$/;
/** `2: eth0    inet 10.0.0.1/24 …` of `ip -o addr`. */
const oneLine = /^(\d{1,9}):\s+([^\s@]+)(?:@\S+)?\s+(inet6?)\s+(.*)$/;
/** `eth0@if5  UP  10.0.0.1/24 fe80::1/64` of `ip -br addr`. */
const brief =
  /^([^\s@]+)(?:@\S+)?\s+(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|TESTING|NOTPRESENT)(?:\s+(.*))?$/;

/** Reads one line of plain text; the interface that the following lines belong to. */
function readLine(
  line: InputLine,
  current: Draft | undefined,
  drafts: Map<string, Draft>,
  problems: Problem[],
): Draft | undefined {
  const text = line.text.trimEnd();
  const head = header.exec(text);
  if (head !== null) return readHeader(head, drafts);
  const single = oneLine.exec(text);
  if (single !== null) {
    const draft = draftOf(drafts, Number(single[1]), single[2] ?? '');
    addLine(line, draft, (single[4] ?? '').split('\\')[0] ?? '', problems);
    return draft;
  }
  const word = text.trimStart().split(/\s+/, 1)[0] ?? '';
  if (word === 'inet' || word === 'inet6') {
    if (current !== undefined) addLine(line, current, text.trimStart().slice(word.length).trim(), problems);
    else
      problems.push(
        lineProblem(line, 'error', 'address-without-interface', 'an address before any interface'),
      );
    return current;
  }
  const short = brief.exec(text);
  if (short !== null) return readBrief(line, short, drafts, problems);
  if (word.startsWith('link/')) {
    const [, own = '', brd = '', other = ''] = text.trimStart().split(/\s+/);
    if (current !== undefined && word === 'link/ipip')
      current.ipip = tunnelEnds(own, brd === 'peer' || brd === 'brd' ? other : '');
    const mac = readMac(own);
    if (current !== undefined && mac !== undefined) current.mac = mac;
    return current;
  }
  if (word === '' || text.startsWith(' ') || text.startsWith('\t')) return current;
  problems.push(
    isPrompt(text)
      ? promptProblem(line)
      : lineProblem(line, 'warning', 'unread-line', 'this line is no part of `ip addr`: ignored'),
  );
  return current;
}

function readHeader(head: RegExpExecArray, drafts: Map<string, Draft>): Draft {
  const draft = draftOf(drafts, Number(head[1]), head[2] ?? '');
  readFlags(draft, (head[3] ?? '').split(','));
  const master = / master (\S+)/.exec(head[4] ?? '')?.[1];
  if (master !== undefined) draft.master = master;
  return draft;
}

function addLine(line: InputLine, draft: Draft, text: string, problems: Problem[]): void {
  const address = readTextAddress(text);
  if (address !== undefined) addAddress(draft, address);
  else
    problems.push(lineProblem(line, 'error', 'bad-address', 'this address cannot be read', { word: text }));
}

/** `10.0.0.1/24 brd 10.0.0.255 scope global secondary eth0`, `10.0.0.1 peer 10.0.0.2/32 scope global tun0`. */
function readTextAddress(text: string): InterfaceAddress | undefined {
  const words = text.split(/\s+/);
  const value = (word: string): string => {
    const at = words.indexOf(word);
    return at < 0 ? '' : (words[at + 1] ?? '');
  };
  const first = readInterfacePrefix(words[0] ?? '');
  if (first === undefined) return undefined;
  const peer = readInterfacePrefix(value('peer'));
  const broadcast = readAddress(value('brd'));
  const has = (word: string): boolean => words.includes(word);
  return {
    family: familyOf(first.address),
    address: first.address,
    length: peer?.length ?? first.length,
    ...(peer === undefined ? {} : { peer: peer.address }),
    ...(broadcast === undefined ? {} : { broadcast }),
    scope: readScope(value('scope')),
    secondary: familyOf(first.address) === 4 && has('secondary'),
    ...(has('tentative') && !has('optimistic') ? { tentative: true } : {}),
    ...(has('deprecated') ? { deprecated: true } : {}),
    ...(has('temporary') ? { temporary: true } : {}),
  };
}

/** Scopes are not printed in brief; those of loopback and link-local addresses follow from the address. */
function readBrief(
  line: InputLine,
  short: RegExpExecArray,
  drafts: Map<string, Draft>,
  problems: Problem[],
): Draft {
  const draft = draftOf(drafts, undefined, short[1] ?? '');
  draft.up = short[2] !== 'DOWN';
  const words = (short[3] ?? '').trim().split(/\s+/);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '' || word === 'metric' || /^\d+$/.test(word)) continue;
    const peer = words[at + 1] === 'peer' ? ` peer ${words[at + 2] ?? ''}` : '';
    if (peer !== '') at += 2;
    const scope = /^127\.|^::1\//.test(word)
      ? 'host'
      : word.toLowerCase().startsWith('fe80:')
        ? 'link'
        : 'global';
    addLine(line, draft, `${word}${peer} scope ${scope}`, problems);
  }
  return draft;
}
