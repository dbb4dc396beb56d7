import { andAddress, familyOf, maskOfLength } from '../address/address.js';
import type { Address } from '../address/address.js';
import type { SetElement, SetEntry } from './node.js';
import type { ProbePart } from './setProbe.js';

function addressKey(address: Address): string {
  return typeof address === 'number' ? String(address) : address.join('.');
}

function netKey(address: Address, length: number): string {
  return `${addressKey(address)}/${length}`;
}

function portKey(protocol: number | undefined, port: number): string {
  return `${protocol ?? ''}:${port}`;
}

/**
 * The key under which an entry is looked up; undefined where a part of it is a range. Interfaces, and a MAC address
 * behind another dimension, are no part of it.
 */
export function entryKey(entry: SetEntry): string | undefined {
  const parts: string[] = [];
  for (const [at, element] of entry.elements.entries()) {
    if (element.kind === 'interface' || (element.kind === 'mac' && at > 0)) continue;
    const part = elementPart(element);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join(',');
}

/** The key of the entry that would hold a packet, with these lengths of its net dimensions. */
export function probeKey(probe: readonly ProbePart[], netLengths: readonly number[]): string {
  const parts: string[] = [];
  let dimension = 0;
  for (const [at, part] of probe.entries()) {
    switch (part.kind) {
      case 'address':
        parts.push(addressKey(part.address));
        break;
      case 'net': {
        const length = netLengths[dimension++] ?? 0;
        parts.push(netKey(andAddress(part.address, maskOfLength(length, familyOf(part.address))), length));
        break;
      }
      case 'port':
        parts.push(portKey(part.protocol, part.port));
        break;
      case 'mac':
        if (at === 0) parts.push(String(part.mac));
        break;
      case 'mark':
        parts.push(String(part.mark));
        break;
      case 'interface':
      case 'unknown':
        break;
    }
  }
  return parts.join(',');
}

function elementPart(element: SetElement): string | undefined {
  switch (element.kind) {
    case 'address': {
      const low = addressKey(element.low);
      return low === addressKey(element.high) ? low : undefined;
    }
    case 'net':
      return netKey(element.address, element.length);
    case 'port':
      return element.low === element.high ? portKey(element.protocol, element.low) : undefined;
    case 'mac':
      return String(element.mac);
    case 'mark':
      return String(element.mark);
    case 'interface':
      return element.name;
    case 'set':
      return element.name;
  }
}

/** A text that is the same exactly for the entries that the kernel takes for one: ranges and interfaces included. */
export function entryName(entry: SetEntry): string {
  const parts = entry.elements.map((element) => {
    const part = elementPart(element);
    if (element.kind === 'interface') return `${part ?? ''} ${element.physical} ${element.wildcard}`;
    if (part !== undefined) return part;
    if (element.kind === 'address') return `${addressKey(element.low)}-${addressKey(element.high)}`;
    return element.kind === 'port' ? `${element.protocol ?? ''}:${element.low}-${element.high}` : '';
  });
  return parts.join(',');
}
