import { familyOf, maskOfLength, sameAddress, writeAddress } from '../address/address.js';
import type { Derived } from '../condition/condition.js';
import { isWithin, writeWindow } from '../condition/timeWindow.js';
import type { Hook } from '../netfilter/hooks.js';
import { testAddressType } from '../node/addressType.js';
import { testReversePath } from '../node/reversePath.js';
import type { Branch } from './branch.js';
import { settle } from './settle.js';
import type { OpenQuestion } from './knowledge.js';
import { localFact } from './nodeFacts.js';
import { recentKey } from './overlay.js';
import type { Walk } from './walk.js';

type Fact<F extends Derived['fact']> = Extract<Derived, { readonly fact: F }>;

/** Facts of the packet together with the node: by what was given about it, else a question. */
export function deriveFact(walk: Walk, branch: Branch, hook: Hook, derived: Derived): boolean | OpenQuestion {
  switch (derived.fact) {
    case 'address-type':
      return addressType(walk, branch, derived);
    case 'reverse-path':
      return reversePath(walk, branch, derived);
    case 'socket':
      return socket(walk, branch, hook, derived);
    case 'bridge-port':
      return bridgePort(walk, branch);
    case 'time':
      if (walk.moment !== undefined) return isWithin(derived.window, walk.moment.seconds, walk.moment.zone);
      return settle(walk, branch, {
        subject: `time:${writeWindow(derived.window)}`,
        asks: `does the packet arrive ${writeWindow(derived.window)}`,
        because: 'a dump does not tell when the packet arrives',
        settle: '--time',
        reads: [],
        fresh: false,
      });
    case 'recent':
      return recent(walk, branch, derived);
  }
}

function addressType(walk: Walk, branch: Branch, derived: Fact<'address-type'>): boolean | OpenQuestion {
  const { packet } = branch;
  const address = packet[derived.side];
  const device =
    derived.limit === undefined
      ? undefined
      : derived.limit === 'in'
        ? packet.inInterface
        : packet.outInterface;
  const query = { address, types: derived.types, ...(device === undefined ? {} : { device }) };
  const open = (derived.limit === 'in' && branch.inOpen) || (derived.limit === 'out' && branch.outOpen);
  const told = open ? undefined : testAddressType(walk.node, query);
  if (told === 'yes' || told === 'no') return told === 'yes';
  const local = localFact(walk, branch, address);
  if (typeof local === 'object') return local;
  const name = writeAddress(address);
  if (local) {
    const length = familyOf(address) === 4 ? 32 : 128;
    const again = open
      ? undefined
      : testAddressType({ ...walk.node, locals: [...walk.node.locals, { address, length }] }, query);
    if (again === 'yes' || again === 'no') return again === 'yes';
    return settle(walk, branch, {
      subject: `address-on:${device ?? ''}:${name}`,
      asks: `is ${name} an address of ${device === undefined || device === '' ? 'that interface' : device} itself`,
      because: 'the addresses of the interfaces are no part of a dump',
      settle: '--addrs',
      reads: [],
      fresh: false,
    });
  }
  // Of the types that IPv6 looks up, one must hold.
  const isElse = derived.types.includes('ANYCAST') || derived.types.includes('UNREACHABLE');
  if (typeof address !== 'number' && !isElse) return false;
  const unicast = derived.types.includes('UNICAST');
  const broadcast = derived.types.includes('BROADCAST');
  if (typeof address === 'number' && unicast === broadcast) return unicast;
  return settle(walk, branch, {
    subject: `${typeof address === 'number' ? 'broadcast' : derived.types.join(',').toLowerCase()}:${name}`,
    asks: `is ${name} of the type ${derived.types.join(' or ')}`,
    because: 'the addresses and routes of the node are no part of a dump',
    settle: '--addrs',
    reads: [],
    fresh: false,
  });
}

/**
 * What TPROXY gave the packet to is its socket from then on, and is transparent. A socket that listens on any address need not count for the first packet of a
 * connection though that of the connection counts for later ones: each is asked for itself.
 * @see linux net/netfilter/xt_socket.c socket_match (skb->sk), include/net/netfilter/nf_tproxy.h nf_tproxy_assign_sock
 */
function socket(
  walk: Walk,
  branch: Branch,
  hook: Hook,
  { transparent, noWildcard, restoreMark }: Fact<'socket'>,
): boolean | OpenQuestion {
  const mark = restoreMark === true ? ['mark'] : [];
  const marked = restoreMark === true ? ' (its mark, which the packet takes, counts as the same)' : '';
  if (branch.proxied) {
    if (noWildcard) return true;
    return settle(walk, branch, {
      subject: ['socket:tproxy', ...mark].join(':'),
      asks: `has the socket that TPROXY gave the packet to an address of its own${marked}`,
      because: `local sockets are no part of a dump (asked in ${hook})`,
      reads: [],
      fresh: false,
      contents: true,
    });
  }
  return settle(walk, branch, {
    subject: [
      'socket',
      ...(transparent ? ['transparent'] : []),
      ...(noWildcard ? ['nowildcard'] : []),
      ...mark,
    ].join(':'),
    asks: `does a local ${transparent ? 'transparent ' : ''}socket wait for the packet${marked}`,
    because: `local sockets are no part of a dump (asked in ${hook})`,
    reads: ['protocol', 'source', 'sourcePort', 'destination', 'destinationPort'],
    fresh: false,
    contents: true,
  });
}

/** Only what comes in by a bridge comes through a port of one; whether the bridge tells netfilter is a sysctl of br_netfilter. */
function bridgePort(walk: Walk, branch: Branch): boolean | OpenQuestion {
  const { inInterface } = branch.packet;
  if (branch.local || branch.looped) return false;
  const { addresses } = walk.node;
  const named = addresses !== undefined && !branch.inOpen;
  if (named && !addresses.some(({ master }) => master === inInterface)) return false;
  return settle(walk, branch, {
    subject: 'physdev',
    asks: 'did the packet come in through a port of a bridge',
    because:
      'a dump does not tell which interfaces are ports of a bridge, nor whether bridges hand packets to netfilter',
    settle: '--addrs',
    reads: ['inInterface'],
    fresh: false,
  });
}

function reversePath(walk: Walk, branch: Branch, derived: Fact<'reverse-path'>): boolean | OpenQuestion {
  const { packet } = branch;
  const told = testReversePath(walk.node, derived, packet);
  if (told === 'yes' || told === 'no') return told === 'yes';
  const back = writeAddress(packet.source);
  return settle(walk, branch, {
    subject: [
      `rpfilter:${back}:${packet.inInterface}`,
      ...(derived.loose ? ['loose'] : []),
      ...(derived.validMark ? ['validmark'] : []),
      ...(derived.acceptLocal ? ['accept-local'] : []),
    ].join(':'),
    asks: derived.loose
      ? `is there a route back to ${back}`
      : `does the route back to ${back} leave by ${branch.inOpen ? 'the interface that the packet came in by' : packet.inInterface}`,
    because: told.unknown,
    settle: '--routes',
    reads: derived.validMark ? ['mark'] : [],
    fresh: false,
  });
}

/**
 * What this packet itself did to the list comes first; what was in it before is kernel state.
 * @see linux net/netfilter/xt_recent.c recent_mt
 */
function recent(walk: Walk, branch: Branch, derived: Fact<'recent'>): boolean | OpenQuestion {
  const address = branch.packet[derived.side];
  const doubted = branch.overlay.doubted?.lists.has(derived.list) === true;
  const hostMask = maskOfLength(branch.packet.family === 4 ? 32 : 128, branch.packet.family);
  const hits = doubted
    ? undefined
    : branch.overlay.recent.get(recentKey(derived.list, address, derived.mask));
  if (hits === 0) return false;
  if (hits !== undefined && hits >= (derived.hitCount ?? 1)) return true;
  const details = [
    ...(derived.seconds === undefined ? [] : [`in the last ${derived.seconds} s`]),
    ...(derived.hitCount === undefined ? [] : [`${derived.hitCount} times`]),
  ];
  return settle(walk, branch, {
    subject: [
      'recent',
      derived.list,
      ...(sameAddress(derived.mask, hostMask) ? [] : [writeAddress(derived.mask)]),
      ...(derived.seconds === undefined ? [] : [`${derived.seconds}s`]),
      ...(derived.sameTtl ? ['ttl'] : []),
      ...(derived.hitCount === undefined ? [] : [`x${derived.hitCount}`]),
      ...(doubted ? ['copied'] : []),
    ].join(':'),
    asks: `is ${writeAddress(address)} in the recent list ${derived.list}${details.length > 0 ? ` (${details.join(', ')})` : ''}`,
    because: doubted
      ? 'a copy of the packet left by TEE, and a rule on its way changes the list'
      : 'the list is kernel state',
    reads: [derived.side],
    fresh: hits !== undefined,
  });
}
