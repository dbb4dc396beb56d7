import { sameAddress, writeAddress } from '../address/address.js';
import type { Packet } from '../packet/packet.js';
import { endWords, pathEndsAs, type EndWord } from '../trace/endsAs.js';
import type { Path, Trace } from '../trace/trace.js';
import { endpointText } from './compareTrace.js';

/** What a trace shows, to be expected of the same packet from now on. By the keys of a file of flows. */
export interface Observed {
  readonly end?: EndWord;
  readonly possible?: readonly EndWord[];
  readonly destination?: readonly string[];
  readonly source?: readonly string[];
  readonly by?: string;
  /** What answers the questions on which the paths part. */
  readonly settle: readonly string[];
}

/** So many addresses of one side are written out. */
const most = 50;

/** Undefined where the trace does not tell: not all paths were followed, or one was broken off. */
export function observe(trace: Trace): Observed | undefined {
  const { paths } = trace;
  const ends = [...new Set(paths.map(endOf))];
  if (!trace.complete || ends.length === 0 || ends.includes(undefined)) return undefined;
  const known = ends.flatMap((end) => end ?? []);
  const [only] = known;
  const by = only !== undefined && known.length === 1 && only !== 'accepted' ? deciderOf(paths) : undefined;
  const destination = destinationOf(trace);
  const source = sourceOf(trace);
  const open = paths.flatMap(({ assumptions }) => assumptions.filter(({ chance }) => chance === undefined));
  return {
    ...(known.length === 1 && only !== undefined ? { end: only } : { possible: known }),
    ...(destination === undefined ? {} : { destination }),
    ...(source === undefined ? {} : { source }),
    ...(by === undefined ? {} : { by }),
    settle: known.length === 1 ? [] : [...new Set(open.map(({ settle }) => settle))],
  };
}

/** The first word that fits: `accepted` before what it stands for. */
function endOf(path: Path): EndWord | undefined {
  return endWords.find((word) => pathEndsAs(path, word));
}

/** The chain in which it is decided: a rule's number changes with every rule before it. */
function deciderOf(paths: readonly Path[]): string | undefined {
  const places = new Set(
    paths.map(({ disposition: { by } }) => {
      switch (by.kind) {
        case 'rule':
          return `${by.rule.table}/${by.rule.chain}`;
        case 'policy':
          return `${by.table}/${by.chain}:policy`;
        case 'kernel':
          return 'kernel';
      }
    }),
  );
  const [place, ...others] = places;
  return others.length === 0 ? place : undefined;
}

/** Where the packets of the paths go to; undefined where no path changes that. */
function destinationOf({ packet: first, paths }: Trace): readonly string[] | undefined {
  const isChanged = ({ packet }: Path): boolean =>
    !sameAddress(packet.destination, first.destination) || packet.destinationPort !== first.destinationPort;
  return changedTexts(paths, isChanged, 'destination', (packet) => endpointText(packet, 'destination'));
}

/** Addresses from which they come; whichever port they come from says little. */
function sourceOf({ packet: first, paths }: Trace): readonly string[] | undefined {
  const isChanged = ({ packet }: Path): boolean =>
    packet.unknown?.includes('source') === true || !sameAddress(packet.source, first.source);
  return changedTexts(paths, isChanged, 'source', (packet) => writeAddress(packet.source));
}

function changedTexts(
  paths: readonly Path[],
  isChanged: (path: Path) => boolean,
  side: 'source' | 'destination',
  write: (packet: Packet) => string,
): readonly string[] | undefined {
  if (!paths.some(isChanged)) return undefined;
  const isUnknown = paths.some(({ packet }) => packet.unknown?.includes(side) === true);
  const texts = [...new Set(paths.map(({ packet }) => write(packet)))];
  if (!isUnknown && texts.length <= most) return texts;
  return paths.every(isChanged) ? ['translated'] : undefined;
}
