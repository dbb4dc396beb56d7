import { Command, type Option } from 'commander';
import { nearest } from '../document/nearest.js';
import { addPacketOptions } from './questionOptions.js';

/** What a line of a file of packets says under one option. */
export interface SaidOption {
  readonly option: PacketOption;
  /** True of an option without a value; null takes away what the command line says. */
  readonly value: string | true | null;
  /** Of the value, or of the option where it has none: bytes of the line, from 0. */
  readonly at: number;
  readonly length: number;
}

/** Why a line cannot be used. */
export interface LineFault {
  readonly code: 'packet-syntax' | 'unknown-option' | 'packet-value';
  readonly message: string;
  readonly at: number;
  readonly length: number;
  readonly expected?: string;
  readonly hint?: string;
}

/** A fault, to be thrown by those who read a line. */
export class LineError extends Error {
  constructor(readonly fault: LineFault) {
    super(fault.message);
  }
}

/** An option of the packet or its connection. */
export interface PacketOption extends Pick<Option, 'required' | 'optional' | 'flags'> {
  readonly long: string | undefined;
  /** Without its dashes. */
  readonly name: string;
  /** The key of its value. */
  readonly key: string;
}

const options = addPacketOptions(new Command()).options;
const byName: ReadonlyMap<string, PacketOption> = new Map(
  options.flatMap((option): readonly (readonly [string, PacketOption])[] => {
    const { long, short, required, optional, flags } = option;
    const own = { long, required, optional, flags, name: option.name(), key: option.attributeName() };
    return [[long ?? option.name(), own], ...(short === undefined ? [] : ([[short, own]] as const))];
  }),
);

/** The option that is called so: `--src`, `-s`. */
export function packetOption(called: string): PacketOption | undefined {
  return byName.get(called);
}

/** The fault of an option that there is not; `dashes` is what stands before names in this kind of line. */
export function unknownOption(
  called: string,
  dashes: string,
  place: { readonly at: number; readonly length: number },
): LineError {
  const names = options.map((option) => `${dashes}${option.name()}`);
  const meant = nearest(called, names);
  return new LineError({
    code: 'unknown-option',
    message: `no option "${called}" describes a packet`,
    ...place,
    hint: meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`,
  });
}
