import { match } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { readNumber } from '../extension/types/numbers.js';
import { text, word } from '../extension/types/words.js';

/** @see linux include/uapi/linux/netfilter/xt_bpf.h XT_BPF_MAX_NUM_INSTR, XT_BPF_PATH_MAX */
const mostInstructions = 64;
const longestPath = 511;

/** Four numbers; sscanf cuts them to size and looks at nothing behind them. */
const instruction = /^\s*[+-]?\d+\s+[+-]?\d+\s+[+-]?\d+\s+[+-]?\d/;

/**
 * `COUNT,code jt jf k,…`: classic BPF, as nfbpf_compile prints it.
 * @see iptables extensions/libxt_bpf.c bpf_parse_string
 */
const bytecode: OptionType<string> = word('a program COUNT,CODE JT JF K,…', (written) => {
  const [countText = '', ...instructions] = written.split(',');
  if (instructions.at(-1)?.trim() === '') instructions.pop();
  const count = readNumber(countText.trim(), mostInstructions);
  return count === undefined || count === 0 || count !== instructions.length
    ? undefined
    : instructions.every((each) => instruction.test(each))
      ? written
      : undefined;
});

/**
 * A program that looks at the packet: always a question. A pinned one, and one that looks elsewhere, is asked anew at each visit.
 * @see linux net/netfilter/xt_bpf.c bpf_mt_v1
 * @see iptables extensions/libxt_bpf.c
 */
export default match({
  name: 'bpf',
  families: [4, 6],
  options: {
    bytecode: { type: bytecode },
    'object-pinned': { type: text(0, longestPath) },
  },
  check: (values) =>
    (values.bytecode === undefined) === (values['object-pinned'] === undefined)
      ? 'one of --bytecode and --object-pinned must be given'
      : undefined,
  condition(values, rule) {
    const pinned = values['object-pinned']?.value;
    const program = values.bytecode?.value;
    const subject = pinned === undefined ? `bpf:${rule.name}` : `bpf:${pinned}`;
    const words = pinned === undefined ? 'the BPF program of the rule' : `the BPF program ${pinned}`;
    return {
      kind: 'ask',
      ask: {
        subject,
        ...(program === undefined ? {} : { about: `bpf:${program}` }),
        asks: `does ${words} take the packet`,
        because: 'calitrace runs no BPF programs',
        reads: [
          ...(['protocol', 'source', 'destination', 'sourcePort', 'destinationPort'] as const),
          ...(['tos', 'ttl', 'length'] as const),
        ],
        fresh: program === undefined || looksElsewhere(program),
        contents: true,
      },
    };
  },
});

/**
 * Whether a program may load what is not in the packet: its interface, its mark, a random number, the header of its frame. Another one may read maps and the clock, too.
 * @see linux include/uapi/linux/filter.h SKF_AD_OFF, SKF_LL_OFF: such offsets are negative
 */
function looksElsewhere(program: string): boolean {
  const [, ...instructions] = program.split(',');
  return instructions.some((each) => {
    const [code = 0, , , value = 0] = each.trim().split(/\s+/).map(Number.parseFloat);
    return isLoad(code) && (value < 0 || value > 0x7fffffff);
  });
}

/** @see linux include/uapi/linux/bpf_common.h BPF_LD, BPF_LDX */
function isLoad(code: number): boolean {
  return (code & 0x07) <= 1;
}
