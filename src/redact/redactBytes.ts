import type { Family } from '../netfilter/hooks.js';
import { lengthOfMask } from '../address/address.js';
import type { Names } from './names.js';
import { redactMasked, redactText } from './redactText.js';

/** Options whose value is a pattern or a program for the bytes of a packet. Offsets count from its IP header. */
const redacting: ReadonlyMap<string, (text: string, family: Family, names: Names) => Bytes> = new Map([
  ['--hex-string', redactPattern],
  ['--u32', redactTests],
  ['--bytecode', redactProgram],
]);

/** What became of such a value. `left`: numbers stay that may be part of an address. */
export interface Bytes {
  readonly text: string;
  readonly left: boolean;
}

/** The value of an option with what `names` makes of the addresses in it; undefined where it is no such option. */
export function redactBytes(option: string, text: string, family: Family, names: Names): Bytes | undefined {
  return redacting.get(option)?.(text, family, names);
}

/**
 * A text in which `|0a 01|` stands for bytes, which become others.
 * @see iptables extensions/libxt_string.c parse_hex_string
 */
function redactPattern(text: string, _: Family, names: Names): Bytes {
  // A letter in front makes a word of it that is neither a short number nor known, so that each digit becomes another.
  const replaced = (digits: string): string => names.words(`z${digits}`).slice(1);
  const parts = text.split('|').map((part, index, all) => {
    const isBytes = index % 2 === 1 && index < all.length - 1;
    return isBytes ? part.replaceAll(/[0-9A-Za-z]+/g, replaced) : redactText(part, names, names.words);
  });
  return { text: parts.join('|'), left: false };
}

/**
 * Where a number is taken from: what stands before the addresses; an IPv4 address, of which `mask` has the bits that are asked and which was moved
 * to the right by `shift` bits; or anything else.
 */
type Source = Address | { readonly kind: 'header' } | { readonly kind: 'other' };

interface Address {
  readonly kind: 'address';
  readonly mask: number;
  readonly shift: number;
}

/** What is read from so many bytes at an offset: source and destination of IPv4, what stands before the addresses, or anything. */
function sourceAt(offset: number, length: number, family: Family): Source {
  if (offset + length <= (family === 4 ? 12 : 8)) return { kind: 'header' };
  return family === 4 && length === 4 && (offset === 12 || offset === 16)
    ? { kind: 'address', mask: 0xffffffff, shift: 0 }
    : { kind: 'other' };
}

/**
 * Tests such as `0xc&0xffff0000=0xa070000:0xa080000`, joined with `&&`.
 * @see iptables extensions/libxt_u32.c u32_parse
 */
function redactTests(text: string, family: Family, names: Names): Bytes {
  const tests = text.split('&&').map((test): Bytes => {
    const [location = '', values, ...rest] = test.split('=');
    const source = sourceOfLocation(location, family);
    if (source.kind === 'header') return { text: test, left: false };
    if (values === undefined || rest.length > 0 || source.kind === 'other') return { text: test, left: true };
    const written = values.split(',').map((range) => redactRange(range, source, names));
    return written.includes(undefined)
      ? { text: test, left: true }
      : { text: `${location}=${written.join(',')}`, left: false };
  });
  return { text: tests.map((test) => test.text).join('&&'), left: tests.some(({ left }) => left) };
}

/** `12`, `12&0xffff0000`, `12>>16`, and both. */
function sourceOfLocation(location: string, family: Family): Source {
  const [start = '', ...steps] = location.split(/(&|<<|>>|@)/);
  const offset = numberOf(start);
  if (offset === undefined || steps.includes('@')) return { kind: 'other' };
  let source = sourceAt(offset, 4, family);
  for (let index = 0; index < steps.length; index += 2) {
    const operand = numberOf(steps[index + 1] ?? '');
    if (operand === undefined) return { kind: 'other' };
    source = stepped(source, steps[index] ?? '', operand);
  }
  return source;
}

function stepped(source: Source, operation: string, operand: number): Source {
  if (source.kind !== 'address') return source;
  const { mask, shift } = source;
  if (operation === '&') return { kind: 'address', mask: (mask & ((operand << shift) >>> 0)) >>> 0, shift };
  if (operation !== '>>' || shift + operand > 31) return { kind: 'other' };
  const moved = shift + operand;
  return { kind: 'address', mask: (mask & ((-1 << moved) >>> 0)) >>> 0, shift: moved };
}

/** Undefined where it cannot be told what becomes of the range. */
function redactRange(text: string, source: Address, names: Names): string | undefined {
  const [lowText = '', highText, ...rest] = text.split(':');
  const [low, high] = [numberOf(lowText), numberOf(highText ?? lowText)];
  if (low === undefined || high === undefined || rest.length > 0) return undefined;
  const { mask, shift } = source;
  if (highText === undefined) {
    const number = redactNumber(low, source, names);
    return number === undefined ? undefined : written(number);
  }
  if (!isPrefix(mask)) return undefined;
  const from = ((low << shift) & mask) >>> 0;
  const to = ((high << shift) | ~mask) >>> 0;
  names.range(from, to);
  const end = (address: number): string =>
    written((((names.address(address) as number) & mask) >>> 0) >>> shift);
  return `${end(from)}:${end(to)}`;
}

/** Undefined where other bits are asked than those of a prefix. */
function redactNumber(value: number, { mask, shift }: Address, names: Names): number | undefined {
  if (!isPrefix(mask)) return undefined;
  return (redactMasked(((value << shift) & mask) >>> 0, mask, names) as number) >>> shift;
}

function isPrefix(mask: number): boolean {
  return lengthOfMask(mask) !== undefined;
}

/**
 * Classic BPF, `COUNT,CODE JT JF K,…`: what is compared with a word that is the source or destination.
 * @see linux include/uapi/linux/bpf_common.h, iptables utils/nfbpf_compile.c
 */
function redactProgram(text: string, family: Family, names: Names): Bytes {
  let source: Source = { kind: 'other' };
  let left = false;
  const [count = '', ...instructions] = text.split(',');
  const redacted = instructions.map((instruction) => {
    const found = /^(\s*(\d+)\s+\d+\s+\d+\s+)(\d+)(.*)$/s.exec(instruction);
    if (found === null) {
      left ||= instruction.trim() !== '';
      return instruction;
    }
    const [, before = '', code = '', operand = '', behind = ''] = found;
    const value = Number(operand) >>> 0;
    switch (Number(code)) {
      case LOAD_WORD:
      case LOAD_HALF:
      case LOAD_BYTE: {
        const length = Number(code) === LOAD_WORD ? 4 : Number(code) === LOAD_HALF ? 2 : 1;
        source = sourceAt(value, length, family);
        return instruction;
      }
      case AND:
        source = stepped(source, '&', value);
        return instruction;
      case RETURN:
        return instruction;
      case JUMP_IF_EQUAL: {
        const number = source.kind === 'address' ? redactNumber(value, source, names) : undefined;
        if (number !== undefined) return before + String(number) + behind;
      }
    }
    // Of all other instructions only jumps leave what was read as it was.
    const isJump = (Number(code) & 7) === JUMP;
    if (!isJump) source = { kind: 'other' };
    left ||= !isJump || source.kind !== 'header';
    return instruction;
  });
  return { text: [count, ...redacted].join(','), left };
}

/** BPF_LD with BPF_ABS, BPF_ALU with BPF_AND, BPF_RET and BPF_JMP with BPF_JEQ, each of a number. */
const LOAD_WORD = 0x20;
const LOAD_HALF = 0x28;
const LOAD_BYTE = 0x30;
const AND = 0x54;
const RETURN = 0x06;
const JUMP_IF_EQUAL = 0x15;
/** The class of all jumps. */
const JUMP = 0x05;

function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:0x[0-9a-fA-F]{1,8}|\d{1,10})$/.test(trimmed)) return undefined;
  const value = /^0\d/.test(trimmed) ? Number.parseInt(trimmed, 8) : Number(trimmed);
  return value <= 0xffffffff ? value : undefined;
}

function written(value: number): string {
  return `0x${value.toString(16)}`;
}
