import { writeAddress } from '../address/address.js';
import { writeMark } from '../netfilter/marks.js';
import { protocolName } from '../netfilter/protocols.js';
import { writeMac } from '../packet/writePacket.js';
import type { SetElement, SetEntry } from './node.js';

/** An entry of an ipset as `ipset save` writes it, without what it counts: `10.0.0.0/8,tcp:80`, `10.0.0.1 nomatch`. */
export function writeEntry({ elements, nomatch }: SetEntry): string {
  return `${elements.map(writeElement).join(',')}${nomatch ? ' nomatch' : ''}`;
}

function writeElement(element: SetElement): string {
  switch (element.kind) {
    case 'address': {
      const low = writeAddress(element.low);
      const high = writeAddress(element.high);
      return low === high ? low : `${low}-${high}`;
    }
    case 'net':
      return `${writeAddress(element.address)}/${element.length}`;
    case 'port': {
      const ports = element.low === element.high ? `${element.low}` : `${element.low}-${element.high}`;
      return element.protocol === undefined ? ports : `${protocolName(element.protocol)}:${ports}`;
    }
    case 'mac':
      return writeMac(element.mac);
    case 'mark':
      return writeMark(element.mark);
    case 'interface':
      return `${element.physical ? 'physdev:' : ''}${element.name}${element.wildcard ? '+' : ''}`;
    case 'set':
      return element.name;
  }
}
