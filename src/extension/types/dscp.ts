import { bad, good } from '../option.js';
import type { OptionType } from '../option.js';
import { number } from './numbers.js';

/** Largest of the 64 DiffServ code points. */
export const maximalDscp = 0x3f;

/** A DiffServ code point as number, 6 bits. */
export const dscp: OptionType<number> = number(0, maximalDscp);

/** @see iptables extensions/dscp_helper.c ds_classes */
const classes: readonly (readonly [name: string, dscp: number])[] = [
  ['CS0', 0x00],
  ['CS1', 0x08],
  ['CS2', 0x10],
  ['CS3', 0x18],
  ['CS4', 0x20],
  ['CS5', 0x28],
  ['CS6', 0x30],
  ['CS7', 0x38],
  ['BE', 0x00],
  ['AF11', 0x0a],
  ['AF12', 0x0c],
  ['AF13', 0x0e],
  ['AF21', 0x12],
  ['AF22', 0x14],
  ['AF23', 0x16],
  ['AF31', 0x1a],
  ['AF32', 0x1c],
  ['AF33', 0x1e],
  ['AF41', 0x22],
  ['AF42', 0x24],
  ['AF43', 0x26],
  ['EF', 0x2e],
];

/** A DiffServ class by name in any case; as in iptables whatever follows a known name is ignored. */
export const dscpClass: OptionType<number> = {
  takes: 1,
  read([text = '']) {
    const upper = text.toUpperCase();
    const found = classes.find(([name]) => upper.startsWith(name));
    return found === undefined ? bad('a DiffServ class: BE, EF, CS0 to CS7 or AF11 to AF43') : good(found[1]);
  },
};
