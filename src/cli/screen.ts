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

/** The width of text that goes into a file or a pipe. */
const pipeWidth = 100;

/** NO_COLOR and `--color` decide; `auto` means on a terminal only. COLUMNS overrides the terminal's own width. */
export function screenOf(io: Io, choice: ColourChoice): Screen {
  const wanted = Number(io.environment['COLUMNS']);
  const width = Number.isInteger(wanted) && wanted > 0 ? wanted : (io.columns ?? pipeWidth);
  const noColour = (io.environment['NO_COLOR'] ?? '') !== '' || io.environment['TERM'] === 'dumb';
  const coloured = (terminal: boolean): boolean =>
    choice === 'always' || (choice === 'auto' && terminal && !noColour);
  return {
    io,
    width,
    colour: colourFor(coloured(io.stdoutIsTerminal)),
    errorWidth: width,
    errorColour: colourFor(coloured(io.stderrIsTerminal)),
  };
}
