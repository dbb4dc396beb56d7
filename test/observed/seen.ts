import { describePacket } from '../../src/packet/describePacket.js';
import { packetKeys, writeField } from '../../src/packet/writePacket.js';
import { readObservation } from '../../src/observed/readObservation.js';
import type { Observation, Observed } from '../../src/observed/observation.js';
import type { CtDirection } from '../../src/netfilter/states.js';

/** What a line tells, as `key=value` words in the order of a packet's JSON form; a fault or something else in words. */
export function seen(line: string, direction: CtDirection = 'ORIGINAL'): string {
  const read = readObservation(line, direction);
  return read === undefined ? 'nothing' : observedWords(read);
}

export function observedWords(read: Observed): string {
  switch (read.kind) {
    case 'packet':
      return packetWords(read.observation);
    case 'fault':
      return `fault at ${read.fault.at}: ${read.fault.message}`;
    case 'other':
      return `other: ${read.what}`;
  }
}

function packetWords({ seen: description, frame }: Observation): string {
  const { outInterface, ...others } = description;
  const { packet } = describePacket(others, false);
  const words = packetKeys.flatMap((key) => {
    const value = writeField(packet, key);
    return key !== 'family' && key in others && value !== undefined ? [`${key}=${value}`] : [];
  });
  return [
    ...words,
    ...(outInterface === undefined ? [] : [`out=${outInterface}`]),
    ...(frame === undefined ? [] : [`frame ${frame}`]),
  ].join(' ');
}
