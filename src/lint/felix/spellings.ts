import type { OptionNode } from '../../ast/ast.js';

/**
 * How Felix may have written what iptables-save prints.
 * @see calico felix/iptables/match_builder.go, actions.go
 */

/** A part of a rule that Felix wrote in one of these ways. */
export type Spellings = readonly string[];

const longNames: ReadonlyMap<string, string> = new Map([
  ['-s', '--source'],
  ['-d', '--destination'],
  ['-i', '--in-interface'],
  ['-o', '--out-interface'],
]);

/** Protocols that Felix knows by a number where iptables-save prints a name. */
const protocolNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['tcp', ['6']],
  ['udp', ['17']],
  ['icmp', ['1']],
  ['ipv6-icmp', ['58', 'icmpv6']],
  ['icmpv6', ['58', 'ipv6-icmp']],
  ['ipencap', ['4', 'ipip']],
  ['ipip', ['4', 'ipencap']],
  ['sctp', ['132']],
  ['udplite', ['136']],
  ['gre', ['47']],
  ['esp', ['50']],
  ['ipv6-crypt', ['50', 'esp']],
  ['ah', ['51']],
  ['ipv6-auth', ['51', 'ah']],
  ['ipv6', ['41']],
  ['ospf', ['89']],
  ['ospfigp', ['89', 'ospf']],
  ['vrrp', ['112']],
  ['pim', ['103']],
  ['igmp', ['2']],
]);

/** A rule's own `-s -d -i -o -p`. */
export function spellBasic(option: OptionNode): Spellings {
  const value = option.words[0]?.text ?? '';
  const not = isNegated(option) ? '! ' : '';
  const name = option.name.text;
  if (name === '-p') return [value, ...(protocolNames.get(value) ?? [])].map((one) => `${not}-p ${one}`);
  const bare = /^(.*)\/(?:32|128)$/.exec(value)?.[1];
  return [value, ...(bare === undefined ? [] : [bare])].map(
    (one) => `${not}${longNames.get(name) ?? name} ${one}`,
  );
}

/** A match with `-m` and its options. */
export function spellMatch(option: OptionNode, options: readonly OptionNode[]): Spellings {
  const match = option.words[0]?.text ?? '';
  const head = `-m ${match}`;
  const plain = [head, ...options.map(written)].join(' ');
  const [first] = options;
  const value = first?.words[0]?.text ?? '';
  switch (match) {
    case 'mark': {
      const clear = /^0x0(\/.*)$/.exec(value)?.[1];
      if (clear !== undefined) return [plain.replace(value, `0${clear}`), plain];
      return value.includes('/') ? [plain] : [`${plain}/0xffffffff`, plain];
    }
    case 'multiport':
      return [
        plain.replace(' --sports ', ' --source-ports ').replace(' --dports ', ' --destination-ports '),
        plain,
      ];
    case 'tcp':
    case 'udp':
      return [options.map(written).join(' '), plain];
    case 'rpfilter': {
      const inverted = options.some(({ name }) => name.text === '--invert');
      return inverted ? [`${head} --invert --validmark`, `${head} --invert`, plain] : [plain];
    }
    case 'conntrack':
      return [plain, plain.replace(value, value.split(',').reverse().join(','))];
    case 'connlimit':
      return [
        `${head} ${options
          .filter(({ name }) => name.text !== '--connlimit-saddr')
          .map(written)
          .join(' ')}`,
        plain,
      ];
    case 'u32': {
      const network = /^0x0>>0x16&0x3c@0xc>>0x8=(0x[0-9a-f]+)$/.exec(value)?.[1];
      return network === undefined ? [plain] : [`${head} --u32 "0>>22&0x3C@12>>8=${network}"`, plain];
    }
    case 'limit':
      return limits(head, options);
    default:
      return [plain];
  }
}

const units: ReadonlyMap<string, readonly string[]> = new Map([
  ['sec', ['sec', 'second', 's']],
  ['min', ['min', 'minute', 'm']],
  ['hour', ['hour', 'h']],
  ['day', ['day', 'd']],
]);

/** How many seconds a unit has. */
const seconds: ReadonlyMap<string, number> = new Map([
  ['sec', 1],
  ['min', 60],
  ['hour', 3600],
  ['day', 86_400],
]);

/** A tenth of a millisecond, in which the kernel keeps what a rate leaves between two packets. */
const limitScale = 10_000;

/**
 * The rates that iptables-save prints as this one: it, in larger units, too (60/min is printed as 1/sec); then those that come to the
 * same between two packets (300/sec is printed as 303/sec), rounder ones first.
 * @see iptables extensions/libxt_limit.c parse_rate, print_rate; linux include/uapi/linux/netfilter/xt_limit.h XT_LIMIT_SCALE
 */
function ratesSavedAs(rate: number, unit: string): readonly string[] {
  const named = (one: number, of: string): readonly string[] =>
    (units.get(of) ?? [of]).map((spelled) => `${String(one)}/${spelled}`);
  const length = seconds.get(unit) ?? 1;
  const larger = [...seconds].flatMap(([name, other]) =>
    other > length ? named((rate * other) / length, name) : [],
  );
  const between = Math.floor((limitScale * length) / rate);
  const lowest = Math.floor((limitScale * length) / (between + 1)) + 1;
  if (between < 1 || rate - lowest > limitScale) return [...named(rate, unit), ...larger];
  const others = Array.from({ length: Math.max(0, rate - lowest) }, (_, index) => lowest + index);
  others.sort((a, b) => zerosOf(b) - zerosOf(a) || b - a);
  return [...named(rate, unit), ...larger, ...others.map((one) => `${String(one)}/${unit}`)];
}

/** How many zeros a number ends in. */
function zerosOf(number: number): number {
  return /0*$/.exec(String(number))?.[0].length ?? 0;
}

/** The usual burst may stand on neither side; units are spelled as Felix's configuration does. */
function limits(head: string, options: readonly OptionNode[]): Spellings {
  const value = (name: string): string | undefined =>
    options.find((one) => one.name.text === name)?.words[0]?.text;
  const [, rate = '', unit = ''] = /^(\d+)\/([a-z]+)$/.exec(value('--limit') ?? '') ?? [];
  const burst = value('--limit-burst') ?? '5';
  return ratesSavedAs(Number(rate), unit).flatMap((one) => {
    const short = `${head} --limit ${one}`;
    return burst === '5' ? [`${short} --limit-burst 5`, short] : [`${short} --limit-burst ${burst}`];
  });
}

/** A target with its options. */
export function spellAction(option: OptionNode, options: readonly OptionNode[]): Spellings {
  const target = option.words[0]?.text ?? '';
  if (option.name.text === '-g') return [`--goto ${target}`];
  const head = `--jump ${target}`;
  const plain = [head, ...options.map(written)].join(' ');
  const value = (name: string): string | undefined =>
    options.find((one) => one.name.text === name)?.words[0]?.text;
  switch (target) {
    case 'MARK':
    case 'CONNMARK':
      return [...changesOfMarks(head, value), ...copiesOfMarks(head, options, value), plain];
    case 'REJECT': {
      const answer = value('--reject-with') ?? '';
      return answer.endsWith('port-unreachable') || answer === ''
        ? [head, plain]
        : [plain, plain.replace('--jump', '-j')];
    }
    case 'LOG': {
      const prefix = value('--log-prefix') ?? '';
      return [`${head} --log-prefix "${prefix}" --log-level ${value('--log-level') ?? '5'}`];
    }
    case 'NFLOG': {
      const short = `${head} --nflog-group ${value('--nflog-group') ?? '0'} --nflog-prefix ${value('--nflog-prefix') ?? ''}`;
      const size = value('--nflog-size') ?? value('--nflog-range');
      return size === undefined
        ? [short]
        : [`${short} --nflog-size ${size}`, `${short} --nflog-range ${size}`];
    }
    case 'CT':
      return options.some(({ name }) => name.text === '--notrack') ? ['--jump NOTRACK', plain] : [plain];
    case 'DSCP': {
      const number = Number(value('--set-dscp'));
      return Number.isInteger(number) ? [`${head} --set-dscp ${number}`, plain] : [plain];
    }
    default:
      return [plain];
  }
}

function changesOfMarks(head: string, value: (name: string) => string | undefined): Spellings {
  const set = value('--set-xmark');
  if (set === undefined) return [];
  const clear = /^0x0(\/.*)$/.exec(set)?.[1];
  return clear === undefined
    ? [`${head} --set-mark ${set}`]
    : [`${head} --set-mark 0${clear}`, `${head} --set-mark ${set}`];
}

function copiesOfMarks(
  head: string,
  options: readonly OptionNode[],
  value: (name: string) => string | undefined,
): Spellings {
  const copy = options.find(({ name }) => name.text === '--save-mark' || name.text === '--restore-mark');
  if (copy === undefined) return [];
  const mask = value('--nfmask') ?? value('--mask') ?? '0xffffffff';
  return [`${head} ${copy.name.text} --mask ${mask}`];
}

/** An option as it stands in a rule. */
export function written(option: OptionNode): string {
  const words = [option.name.text, ...option.words.map(({ text }) => text)].join(' ');
  return isNegated(option) ? `! ${words}` : words;
}

function isNegated({ negation, innerNegation }: OptionNode): boolean {
  return negation !== undefined || innerNegation !== undefined;
}
