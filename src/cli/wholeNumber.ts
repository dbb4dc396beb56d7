import { UsageError } from './usageError.js';

/** Reads the value of an option that takes a number from `least` on. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
      throw new UsageError(`${option}: "${text}" is not a number from ${least} on`);
    return number;
  };
}
