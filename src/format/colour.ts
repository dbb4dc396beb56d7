import { Chalk } from 'chalk';

/** What a piece of text is for; what colour that gives stands here alone. */
export type Role =
  | 'plain'
  | 'dim'
  | 'strong'
  /** A hook's or path's heading. */
  | 'heading'
  /** The left column: a table's name, `routing`. */
  | 'label'
  /** The packet gets through. */
  | 'through'
  /** The packet ends. */
  | 'ended'
  /** Assumed, asked, or cut. */
  | 'unsure'
  /** Something of the packet is rewritten. */
  | 'change';

/** Paints text by its role; returns it as it is where colours are off. */
export type Colour = (role: Role, text: string) => string;

export function colourFor(enabled: boolean): Colour {
  if (!enabled) return (_, text) => text;
  const chalk = new Chalk({ level: 1 });
  const paints: Readonly<Record<Role, (text: string) => string>> = {
    plain: (text) => text,
    dim: chalk.dim,
    strong: chalk.bold,
    heading: chalk.bold.underline,
    label: chalk.cyan,
    through: chalk.bold.green,
    ended: chalk.bold.red,
    unsure: chalk.yellow,
    change: chalk.magenta,
  };
  return (role, text) => (text === '' ? '' : paints[role](text));
}
