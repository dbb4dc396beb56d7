import { writeAddress } from '../../address/address.js';
import type { TunnelKind, Way, WayEnd } from '../../path/journey.js';
import type { Path } from '../../trace/trace.js';
import type { Role } from '../colour.js';
import { harmlessSentence } from '../sentence.js';
import { dispositionRole, dispositionWord, verdictWords } from '../trace/verdict.js';

/** As people call it. */
export function writeTunnel(kind: TunnelKind): string {
  switch (kind) {
    case 'ipip':
      return 'IPIP';
    case 'vxlan':
      return 'VXLAN';
    case 'wireguard':
      return 'WireGuard';
  }
}

/** How a way ends, as its last line says it: a word, and for what it is. */
export function endLabel(end: WayEnd): { readonly role: Role; readonly text: string } {
  switch (end.kind) {
    case 'arrives':
      return { role: 'through', text: 'ARRIVES' };
    case 'leaves':
      return { role: 'through', text: 'LEAVES' };
    case 'stopped':
      return { role: dispositionRole(end.disposition.kind), text: dispositionWord(end.disposition.kind) };
    case 'lost':
      return { role: 'ended', text: 'LOST' };
    case 'unknown':
      return { role: 'unsure', text: 'NOT KNOWN' };
  }
}

/** Where a way ends, and what decided: `at b, by filter FORWARD rule 3, line 20 of the dump`. */
export function endSentence({ end, legs }: Pick<Way, 'end' | 'legs'>): string {
  const last: Path | undefined = legs.at(-1)?.path;
  const node = harmlessSentence(end.node);
  switch (end.kind) {
    case 'arrives':
      return end.outInterface === undefined
        ? `at ${node} itself, which has ${writeAddress(last?.packet.destination ?? 0)}`
        : `at ${writeAddress(last?.packet.destination ?? 0)}, behind ${harmlessSentence(end.outInterface)} of ${node}`;
    case 'leaves':
      return `the known nodes: ${node} sends it out of ${harmlessSentence(end.outInterface)} to ${writeAddress(end.nextHop)}, which is none of them`;
    case 'stopped':
      return last === undefined ? `at ${node}` : `at ${node}, ${verdictWords(last)}`;
    case 'lost':
    case 'unknown':
      return `behind ${node}: ${harmlessSentence(end.reason)}`;
  }
}
