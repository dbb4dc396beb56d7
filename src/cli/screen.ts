import { colourFor } from '../format/colour.js';
import type { Colour } from '../format/colour.js';
import type { Io } from './io.js';

export type ColourChoice = 'auto' | 'always' | 'never';

/** How output is laid out for whoever reads it. */
export interface Screen {
  readonly io: Io;
  readonly width: number;
  readonly colour: Colour;
  readonly errorWidth: number;
  readonly errorColour: Colour;
}

/** The width of text that goes into a file; the most of what goes into a pipe, as a pager shows that on the same terminal. */
const fileWidth = 100;

/** NO_COLOR and `--color` decide; `auto` means on a terminal only. COLUMNS overrides the terminal's own width. */
export function screenOf(io: Io, choice: ColourChoice): Screen {
  const asked = Number(io.environment['COLUMNS']);
  const wanted = Number.isInteger(asked) && asked > 0 ? asked : undefined;
  const width = wanted ?? io.columns ?? widthElsewhere(io);
  const noColour = (io.environment['NO_COLOR'] ?? '') !== '' || io.environment['TERM'] === 'dumb';
  const coloured = (terminal: boolean): boolean =>
    choice === 'always' || (choice === 'auto' && terminal && !noColour);
  return {
    io,
    width,
    colour: colourFor(coloured(io.stdoutIsTerminal)),
    errorWidth: wanted ?? io.errorColumns ?? width,
    errorColour: colourFor(coloured(io.stderrIsTerminal)),
  };
}

function widthElsewhere({ stdoutIsPipe, errorColumns = fileWidth }: Io): number {
  return stdoutIsPipe ? Math.min(errorColumns, fileWidth) : fileWidth;
}
