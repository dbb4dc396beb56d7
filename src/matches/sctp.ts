import { all, always, any, fieldIn, negateIf, never } from '../condition/condition.js';
import type { Condition } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import { bad, good } from '../extension/option.js';
import type { OptionType } from '../extension/option.js';
import { headerOf, portConditions, portOptions } from '../extension/shapes/transport.js';
import { portRange } from '../extension/types/ports.js';
import { SCTP } from '../netfilter/protocols.js';

/** A chunk type's number and the letters of its flags. */
type ChunkType = readonly [number: number, flags: string];

const chunkTypes: ReadonlyMap<string, ChunkType> = new Map<string, ChunkType>([
  ['DATA', [0, 'IUBE']],
  ['INIT', [1, '']],
  ['INIT_ACK', [2, '']],
  ['SACK', [3, '']],
  ['HEARTBEAT', [4, '']],
  ['HEARTBEAT_ACK', [5, '']],
  ['ABORT', [6, 'T']],
  ['SHUTDOWN', [7, '']],
  ['SHUTDOWN_ACK', [8, '']],
  ['ERROR', [9, '']],
  ['COOKIE_ECHO', [10, '']],
  ['COOKIE_ACK', [11, '']],
  ['ECN_ECNE', [12, '']],
  ['ECN_CWR', [13, '']],
  ['SHUTDOWN_COMPLETE', [14, 'T']],
  ['I_DATA', [64, 'IUBE']],
  ['ASCONF_ACK', [128, '']],
  ['RE_CONFIG', [130, '']],
  ['PAD', [132, '']],
  ['FORWARD_TSN', [192, '']],
  ['ASCONF', [193, '']],
  ['I_FORWARD_TSN', [194, '']],
]);

interface Chunk {
  readonly name: string;
  readonly number: number;
  /** Letters as written: upper case set, lower case clear. */
  readonly flags: string;
}

interface ChunkTest {
  readonly how: 'any' | 'all' | 'only';
  /** `all`: every type there is. */
  readonly chunks: 'all' | readonly Chunk[];
}

/** @see iptables extensions/libxt_sctp.c parse_sctp_chunks */
const chunkTest: OptionType<ChunkTest> = {
  takes: 2,
  read([howText = '', list = '']) {
    const how = (['any', 'all', 'only'] as const).find((each) => each === howText.toLowerCase());
    if (how === undefined) return bad('any, all or only, and then chunk types');
    if (list.toLowerCase() === 'all') return good({ how, chunks: 'all' });
    if (list.toLowerCase() === 'none') return good({ how, chunks: [] });
    const chunks: Chunk[] = [];
    for (const word of list.split(',')) {
      if (word === '') continue;
      const chunk = readChunk(word);
      if (chunk === undefined) return bad(`ALL, NONE or a list of ${[...chunkTypes.keys()].join(', ')}`);
      chunks.push(chunk);
    }
    return good({ how, chunks });
  },
};

function readChunk(word: string): Chunk | undefined {
  const cut = word.indexOf(':');
  const name = (cut < 0 ? word : word.slice(0, cut)).toUpperCase();
  const flags = cut < 0 ? '' : word.slice(cut + 1);
  const type = chunkTypes.get(name);
  if (type === undefined) return undefined;
  const known = new RegExp(`^[${type[1]}]*$`, 'i');
  return known.test(flags) ? { name, number: type[0], flags } : undefined;
}

/**
 * SCTP ports and chunks. A packet is described by one chunk; whether more of them ride along is a question.
 * @see linux net/netfilter/xt_sctp.c sctp_mt, match_packet
 * @see iptables extensions/libxt_sctp.c
 */
export default match({
  name: 'sctp',
  families: [4, 6],
  protocols: [SCTP],
  options: { ...portOptions(portRange), 'chunk-types': { type: chunkTest, invert: true } },
  condition(values) {
    const chunks = values['chunk-types'];
    const tested = chunks === undefined ? [] : [negateIf(chunks.negated, chunkCondition(chunks.value))];
    return all(...headerOf(SCTP), ...portConditions(values), ...tested);
  },
});

function chunkCondition({ how, chunks }: ChunkTest): Condition {
  if (chunks === 'all') return how === 'all' ? never : always;
  const each = chunks.map(hasChunk);
  if (how !== 'all') return any(...each);
  const [only, ...others] = each;
  if (only === undefined) return always;
  if (others.length === 0) return only;
  const written = chunks.map(({ name }) => name).join(',');
  return asks(`sctp:all=${written}`, `has the packet a chunk each of ${written}`);
}

function hasChunk({ name, number, flags }: Chunk): Condition {
  const typed = fieldIn('sctpChunk', [[number, number]]);
  return flags === ''
    ? typed
    : all(typed, asks(`sctp:flags=${name}:${flags}`, `has its ${name} chunk the flags ${flags}`));
}

function asks(subject: string, question: string): Condition {
  return {
    kind: 'ask',
    ask: {
      subject,
      asks: question,
      because: 'the packet is described by one chunk without flags',
      reads: ['sctpChunk'],
      fresh: false,
      contents: true,
    },
  };
}
