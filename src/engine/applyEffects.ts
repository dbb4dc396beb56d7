import { fullMask, changeMark } from '../netfilter/marks.js';
import { TCP } from '../netfilter/protocols.js';
import type { Verdict } from '../netfilter/states.js';
import type { Outcome } from '../extension/extension.js';
import { writeAddress } from '../address/address.js';
import { translatePrefix } from '../address/translatePrefix.js';
import { lengthOfHeaders } from '../packet/describePacket.js';
import type { Effect } from '../packet/effect.js';
import { changedTtl } from '../packet/changedTtl.js';
import { hashMark } from '../packet/hashMark.js';
import type { Connection, Packet } from '../packet/packet.js';
import type { Assumption } from '../trace/trace.js';
import type { Branch, TableHopHead } from './branch.js';
import { templateOf } from './conntrack.js';
import { changedByCopy } from './copies.js';
import { translate } from './nat.js';
import { changeSet, mapFromSet } from './nodeFacts.js';
import type { Walk } from './walk.js';

/** What became of a branch at a target. `reason` tells why the kernel dropped it where the rule alone would not have. */
export interface Applied {
  readonly branch: Branch;
  readonly verdict: Exclude<Verdict, 'JUMP' | 'GOTO'>;
  readonly reason?: string;
  readonly notes: readonly string[];
  readonly assumptions: readonly Assumption[];
}

/** Applies a target's effects, in order. The one place where a packet changes by a rule. */
export function applyEffects(
  walk: Walk,
  branch: Branch,
  outcome: Extract<Outcome, { kind: 'do' }>,
  head: TableHopHead,
): readonly Applied[] {
  const notes: string[] = outcome.detail === undefined ? [] : [outcome.detail];
  let current = branch;
  for (const effect of outcome.effects) {
    const next = applyEffect(walk, current, effect, head);
    notes.push(...next.notes);
    current = next.branch;
    if (next.dropped !== undefined) {
      return [{ branch: current, verdict: 'DROP', reason: next.dropped, notes, assumptions: [] }];
    }
  }
  const detail = outcome.verdict === 'REJECT' || outcome.verdict === 'QUEUE' ? outcome.detail : undefined;
  return [
    {
      branch: outcome.bypass === true ? { ...current, bypassed: head } : current,
      verdict: outcome.verdict,
      ...(detail === undefined ? {} : { reason: detail }),
      notes,
      assumptions: [],
    },
  ];
}

interface Effected {
  readonly branch: Branch;
  readonly notes: readonly string[];
  readonly dropped?: string;
}

function withPacket(branch: Branch, change: Partial<Packet>): Effected {
  return { branch: { ...branch, packet: { ...branch.packet, ...change } }, notes: [] };
}

function withConnection(branch: Branch, change: Partial<Connection>): Effected {
  return { branch: { ...branch, connection: { ...branch.connection, ...change } }, notes: [] };
}

function shifted(value: number, shift: number | undefined): number {
  if (shift === undefined || shift === 0) return value;
  return shift > 0 ? (value << shift) >>> 0 : value >>> -shift;
}

function applyEffect(walk: Walk, branch: Branch, effect: Effect, head: TableHopHead): Effected {
  const { packet, connection } = branch;
  switch (effect.kind) {
    case 'mark':
      return withPacket(branch, { mark: changeMark(packet.mark, effect.value, effect.mask) });
    case 'mark-hash': {
      const mark = hashMark(effect.hash, packet, connection);
      return mark === undefined
        ? { branch, notes: ['HMARK needs a value that the packet does not give'] }
        : withPacket(branch, { mark });
    }
    case 'connmark-set':
      if (!connection.entry) return { branch, notes: [] };
      return withConnection(branch, {
        mark: shifted(changeMark(connection.mark, effect.value, effect.mask), effect.shift),
      });
    case 'connmark-save': {
      if (!connection.entry) return { branch, notes: [] };
      const mark = shifted(packet.mark & effect.nfMask, effect.shift);
      return withConnection(branch, { mark: changeMark(connection.mark, mark, effect.ctMask) });
    }
    case 'connmark-restore': {
      if (!connection.entry) return { branch, notes: [] };
      const mark = shifted(connection.mark & effect.ctMask, effect.shift);
      return withPacket(branch, { mark: changeMark(packet.mark, mark, effect.nfMask) });
    }
    case 'nat':
      return translate(walk, branch, effect.to, head.hook);
    case 'prefix': {
      const address = translatePrefix(packet[effect.side], effect.from, effect.to);
      if (address === undefined) {
        const dropped = 'the prefix cannot be translated: parameter problem goes back to the sender';
        return { branch, notes: [], dropped };
      }
      const { branch: after, notes } = withPacket(branch, { [effect.side]: address });
      // Over lo the packet keeps its route.
      return { branch: branch.looped ? { ...after, routedFor: after.packet.destination } : after, notes };
    }
    case 'notrack':
      if (connection.entry)
        return {
          branch,
          notes: [
            connection.template === true
              ? 'a rule before decided how it is tracked: no effect'
              : 'the connection is tracked already: no effect',
          ],
        };
      return withConnection(branch, { state: 'UNTRACKED' });
    case 'ct-template':
      if (connection.entry || connection.state === 'UNTRACKED')
        return { branch, notes: ['a rule before decided how it is tracked, or it is already: no effect'] };
      return {
        branch: {
          ...branch,
          connection: templateOf(packet),
          template: {
            zone: effect.zone ?? 0,
            ...(effect.zoneFromMark === true ? { zoneFromMark: true } : {}),
            ...(effect.zoneDirection === undefined ? {} : { zoneDirection: effect.zoneDirection }),
            ...(effect.helper === undefined ? {} : { helper: effect.helper }),
          },
        },
        notes: [],
      };
    case 'tos':
      return withPacket(branch, { tos: ((packet.tos & ~effect.mask) ^ effect.value) & 0xff });
    case 'ttl':
      return withPacket(branch, { ttl: changedTtl(packet.ttl, effect.change, effect.value) });
    case 'set-entry':
      return changeSet(walk, branch, effect);
    case 'set-map':
      return mapFromSet(walk, branch, effect);
    case 'copy':
      return {
        branch: { ...branch, overlay: { ...branch.overlay, doubted: changedByCopy(walk.ruleset) } },
        notes: [`a copy leaves for ${writeAddress(effect.gateway)}`],
      };
    case 'tproxy':
      return {
        branch: {
          ...branch,
          proxied: true,
          packet: { ...packet, mark: changeMark(packet.mark, effect.value, effect.mask & fullMask) },
        },
        notes: [],
      };
    case 'tcp-options':
      return { branch: { ...branch, packet: withOptions(packet, effect) }, notes: [effect.text] };
    case 'note':
      return { branch, notes: [effect.text] };
  }
}

/**
 * Options in front of data cannot be added without moving it, which the kernel does not do.
 * @see linux net/netfilter/xt_TCPMSS.c tcpmss_mangle_packet, net/netfilter/xt_TCPOPTSTRIP.c tcpoptstrip_mangle_packet
 */
function withOptions(packet: Packet, { change, options }: Extract<Effect, { kind: 'tcp-options' }>): Packet {
  const carried = packet.tcpOptions ?? [];
  if (change === 'strip') {
    return carried.length === 0
      ? packet
      : { ...packet, tcpOptions: carried.filter((one) => !options.includes(one)) };
  }
  const bare = packet.length === (packet.family === 4 ? 20 : 40) + lengthOfHeaders(packet) + 20;
  return packet.protocol === TCP && packet.fragment === 'none' && bare
    ? { ...packet, tcpOptions: [...carried, ...options], length: packet.length + 4 }
    : packet;
}
