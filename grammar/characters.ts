/** Codes of the characters that a line of iptables-save is made of, beside those of words. */
export const tab = 0x09;
export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const blank = 0x20;
export const bang = 0x21;
export const quote = 0x22;
export const dash = 0x2d;
export const colon = 0x3a;
export const bracket = 0x5b;
export const backslash = 0x5c;
export const closingBracket = 0x5d;
