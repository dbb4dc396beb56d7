/**
 * The text of a dump, latin1: one character is one byte. A large one comes on several sheets, so that memory for it need not be found twice while it is
 * read. Each sheet has whole lines: all but the last end with a newline, and none is empty.
 *
 * A place in the text is one number, 32 bits of which the upper ones are the index of the sheet. `bits`: the lower ones, which say how far from the sheet's
 * beginning. Lines begin at places; where one ends that fills more than a sheet's usual length need not be one.
 */
export interface DumpText {
  readonly sheets: readonly string[];
  readonly bits: number;
  /** In bytes. */
  readonly length: number;
}

/** A place as its sheet and how far from the sheet's beginning, 0-based. */
export interface SheetPlace {
  readonly sheet: string;
  readonly at: number;
}

/** Of a text that is on one sheet, however long it is. */
const oneSheetBits = 31;

/** Lines of several sheets begin within so much of theirs: 2 MiB. */
const sheetBits = 21;

/** In bytes: where a line would begin behind that, another sheet begins. */
export const sheetLength = 2 ** sheetBits;

/** So many sheets a text may have. */
export const mostSheets = 2 ** (oneSheetBits - sheetBits);

/** In bytes: as much as is on so many sheets at least, since what two of them have together would not be on one. */
export const longestText = (mostSheets * sheetLength) / 2;

/** The text that is on these sheets, at most `mostSheets`. */
export function dumpTextOf(written: string | readonly string[]): DumpText {
  const sheets = (typeof written === 'string' ? [written] : written).filter((sheet) => sheet !== '');
  if (sheets.length > mostSheets) throw new RangeError(`${sheets.length} sheets are too many for one dump`);
  const length = sheets.reduce((sum, sheet) => sum + sheet.length, 0);
  return { sheets, bits: sheets.length > 1 ? sheetBits : oneSheetBits, length };
}

/** The place where a sheet begins. */
export function startOfSheet({ bits }: DumpText, index: number): number {
  return index << bits;
}

/** What a place is. */
export function placeOn({ sheets, bits }: DumpText, place: number): SheetPlace {
  return { sheet: sheets[place >> bits] ?? '', at: place & ((1 << bits) - 1) };
}

/** As one string, which takes as much memory again where there are several sheets. */
export function wholeText({ sheets }: DumpText): string {
  return sheets.length === 1 ? (sheets[0] ?? '') : sheets.join('');
}

/** Up to so many of its first characters. */
export function beginningOf({ sheets }: DumpText, length: number): string {
  let beginning = '';
  for (const sheet of sheets) {
    beginning += sheet.slice(0, length - beginning.length);
    if (beginning.length >= length) break;
  }
  return beginning;
}

/** The text without so many of its first characters, all of which are on the first sheet. */
export function textBehind({ sheets }: DumpText, length: number): DumpText {
  return dumpTextOf(sheets.map((sheet, index) => (index === 0 ? sheet.slice(length) : sheet)));
}
