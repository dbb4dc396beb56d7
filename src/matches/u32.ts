import { rangeSet } from '../address/range.js';
import type { Range } from '../address/range.js';
import { negateIf } from '../condition/condition.js';
import type { ByteStep, ByteTest } from '../condition/condition.js';
import { match } from '../extension/extension.js';
import type { OptionType } from '../extension/option.js';
import { given } from '../extension/shapes/given.js';
import { readNumber } from '../extension/types/numbers.js';
import { word } from '../extension/types/words.js';

/** Tests, steps of a test and ranges of a test. @see linux include/uapi/linux/netfilter/xt_u32.h XT_U32_MAXSIZE */
const most = 10;

const operations: ReadonlyMap<string, ByteStep['operation']> = new Map([
  ['&', 'and'],
  ['<<', 'shift-left'],
  ['>>', 'shift-right'],
  ['@', 'move'],
] as const);

const program: OptionType<readonly ByteTest[]> = word(
  'tests such as 0>>22&0x3C@12>>26=0x3, joined with &&',
  (written) => {
    const tests: ByteTest[] = [];
    for (const part of written.split('&&')) {
      const test = readTest(part);
      if (test === undefined) return undefined;
      tests.push(test);
    }
    return tests.length > most ? undefined : tests;
  },
);

/** @see iptables extensions/libxt_u32.c u32_parse */
function readTest(written: string): ByteTest | undefined {
  const [location = '', values, ...rest] = written.split('=');
  if (values === undefined || rest.length > 0) return undefined;
  const [startText = '', ...stepTexts] = location.split(/(&|<<|>>|@)/);
  const start = readOperand(startText);
  if (start === undefined) return undefined;
  const steps: ByteStep[] = [];
  for (let index = 0; index < stepTexts.length; index += 2) {
    const operation = operations.get(stepTexts[index] ?? '');
    const number = readOperand(stepTexts[index + 1] ?? '');
    if (operation === undefined || number === undefined) return undefined;
    steps.push({ operation, number });
  }
  const ranges: Range[] = [];
  for (const text of values.split(',')) {
    const [lowText = '', highText, ...more] = text.split(':');
    const low = readOperand(lowText);
    const high = highText === undefined ? low : readOperand(highText);
    if (low === undefined || high === undefined || more.length > 0) return undefined;
    ranges.push([low, high]);
  }
  return steps.length >= most || ranges.length > most ? undefined : { start, steps, set: rangeSet(ranges) };
}

function readOperand(text: string): number | undefined {
  return readNumber(text.trim(), 0xffffffff);
}

/**
 * Calculates with the bytes of the packet, from its IP header on.
 * @see linux net/netfilter/xt_u32.c u32_match_it
 * @see iptables extensions/libxt_u32.c
 */
export default match({
  name: 'u32',
  families: [4, 6],
  options: { u32: { type: program, invert: true, required: true } },
  condition(values) {
    const { value, negated } = given(values.u32);
    return negateIf(negated, { kind: 'bytes', program: value });
  },
});
