import type { PacketOption } from './packetLineOption.js';

/** What a data file can say under the name of an option. */
export type OptionScalar = string | number | boolean | null;

/**
 * What an option's value is as typed: true of an option without a value; null takes away what the command line says, and so does false where the
 * option need have no value. Else what is wrong with it.
 */
export function packetOptionValue(
  option: PacketOption,
  value: OptionScalar,
): { readonly value: string | true | null } | { readonly wrong: string; readonly expected: string } {
  if (value === null) return { value };
  if (typeof value === 'boolean') {
    if (!option.required) return { value: value || null };
    return { wrong: `"${option.name}" is ${String(value)}`, expected: 'text or a number' };
  }
  if (option.required || option.optional) return { value: String(value) };
  return { wrong: `"${option.name}" is ${JSON.stringify(value)}`, expected: 'true or false' };
}
