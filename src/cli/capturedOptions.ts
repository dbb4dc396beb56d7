import { writeProblem } from '../format/problem.js';
import type { Family } from '../netfilter/hooks.js';
import type { Node } from '../node/node.js';
import type { ReadDump } from './ground.js';
import { packetSource } from './packetSource.js';
import type { QuestionOptions } from './questionOptions.js';
import { openPieces } from './readInput.js';
import { readNode } from './readNode.js';
import type { Screen } from './screen.js';
import { UsageError } from './usageError.js';

/**
 * The options with one packet of a capture: of the frame that `--frame` names, else the first of IP that there is. No more of the file is read than up to
 * that. Undefined where the frame cannot be used, which stands on stderr then.
 * @throws UsageError where there is no such packet
 */
export async function capturedOptions(
  screen: Screen,
  options: QuestionOptions,
  path: string,
  read: ReadDump,
): Promise<QuestionOptions | undefined> {
  const { io, errorWidth: width, errorColour: colour } = screen;
  const file = openPieces(io, path);
  const { name } = file;
  const { frame: wanted } = options;
  const nodes = new Map<Family, Node>();
  const nameOf = (index: number, family: Family): string | undefined => {
    const node = nodes.get(family) ?? readNode(io, options, family, read.snapshot).node;
    nodes.set(family, node);
    return node.addresses?.find((own) => own.index === index)?.name;
  };
  const source = await packetSource({ name, pieces: file.pieces, capture: true, defaults: options, nameOf });
  let last = 0;
  for await (const { number, read: packet } of source.packets) {
    last = number;
    if (wanted !== undefined && number !== wanted) continue;
    switch (packet?.kind) {
      case 'packet':
        if (wanted === undefined) {
          io.writeError(`calitrace: frame ${number}, the first packet of ${name}; --frame takes another\n`);
        }
        return packet.options;
      case 'problem':
        io.writeError(
          `${writeProblem({ ...packet.problem, source: name }, { width, colour, source: '' })}\n`,
        );
        return undefined;
      case 'other':
        if (wanted === undefined) continue;
        throw new UsageError(`frame ${wanted} of ${name} is no packet that could be traced: ${packet.what}`);
      case undefined:
        continue;
    }
  }
  const fault = source.fault();
  const broken = fault === undefined ? '' : `, and is not read to its end: ${fault}`;
  throw new UsageError(
    wanted === undefined
      ? `${name} holds no packet${broken}`
      : `${name} has no frame ${wanted}: it has ${last}${broken}`,
  );
}
