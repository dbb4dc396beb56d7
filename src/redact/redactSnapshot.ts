import type { Address } from '../address/address.js';
import type { Dump } from '../ast/ast.js';
import type { KeyedChance } from '../digest/digests.js';
import { addressMap } from './addressMap.js';
import { chainMap, type TellChain } from './chainMap.js';
import { isCommonInterface, workloadPrefixes } from './interfaces.js';
import { nameMap } from './nameMap.js';
import type { Names } from './names.js';
import { kernelVersion, redactCommand, redactMissing, redactMoment, redactSysctl } from './redactFrame.js';
import { redactNft } from './redactNft.js';
import { redactIp } from './redactIp.js';
import { redactRules, type BytesLeft, type OptionKinds } from './redactRules.js';
import { redactServices } from './redactServices.js';
import { redactSets } from './redactSets.js';
import { setMap } from './setMap.js';
import type { Output, Snapshot } from '../snapshot/snapshot.js';
import { wordMap } from './wordMap.js';

/** What redacting is handed, so that it knows no match, target or owner itself. */
export interface RedactTools {
  readonly parse: (text: string) => Dump;
  readonly kinds: OptionKinds;
  readonly tellChain: TellChain;
  readonly tellSet: (name: string) => string | undefined;
}

export interface Redacted {
  readonly snapshot: Snapshot;
  readonly names: Names;
  /** What became of what, one pair each, for whoever has to tell of the same packet. */
  readonly renames: readonly (readonly [was: string, is: string])[];
  /** Rules of which some bytes stay that may be part of an address; lines count in the rules of the whole snapshot. */
  readonly left: readonly BytesLeft[];
}

/**
 * Replaces addresses and names, the same one by the same wherever it stands, so that rules, sets and routes treat the packets of the one as those of
 * the other. It goes over all of it twice: what has to keep its order is known after the first time.
 */
export function redactSnapshot(snapshot: Snapshot, chance: KeyedChance, tools: RedactTools): Redacted {
  const noted = note(snapshot, tools);
  const names = namesOf(chance, noted, tools);
  const renames = new Map<string, string>();
  const recording = recorded(names, renames);
  const left: BytesLeft[] = [];
  let before = 0;
  const outputs = snapshot.outputs.map((output) => {
    const redacted = redactLines(output, recording, tools);
    left.push(...redacted.left.map((each) => ({ ...each, line: before + each.line })));
    if (output.holds === 'tables') before += output.lines.length;
    return {
      ...output,
      command: redactCommand(output.command, recording),
      lines: redacted.lines,
      errors: [],
    };
  });
  return {
    names,
    left,
    renames: [...renames].filter(([was, is]) => was !== is).sort(([a], [b]) => (a < b ? -1 : 1)),
    snapshot: {
      takenAt: redactMoment(snapshot.takenAt),
      host: 'redacted',
      kernel: kernelVersion(snapshot.kernel),
      redacted: true,
      missing: snapshot.missing.map((sentence) => redactMissing(sentence, recording)),
      outputs,
      ...(snapshot.nftables === undefined
        ? {}
        : {
            nftables: snapshot.nftables.map((printed) => ({
              ...printed,
              command: redactCommand(printed.command, recording),
              lines: redactNft(printed.lines, recording),
              errors: [],
            })),
          }),
      sysctls: snapshot.sysctls.map((line) => redactSysctl(line, recording)),
    },
  };
}

interface RedactedLines {
  readonly lines: readonly string[];
  readonly left: readonly BytesLeft[];
}

function redactLines({ holds, family = 4, lines }: Output, names: Names, tools: RedactTools): RedactedLines {
  switch (holds) {
    case 'tables':
      return redactRules(tools.parse(lines.join('\n')), family, names, tools.kinds);
    case 'sets':
      return { lines: redactSets(lines, names), left: [] };
    case 'addresses':
    case 'routes':
    case 'rules':
      return { lines: redactIp(lines, names), left: [] };
    case 'ipvs':
      return { lines: redactServices(lines, names), left: [] };
  }
}

/** What has to be known before anything is replaced. */
interface Noted {
  readonly interfaces: ReadonlySet<string>;
  readonly ranges: readonly (readonly [Address, Address])[];
  readonly bits: readonly { readonly prefix: Address; readonly length: number; readonly mask: Address }[];
  readonly branches: ReadonlyMap<string, string>;
}

function note(snapshot: Snapshot, tools: RedactTools): Noted {
  const interfaces = new Set<string>();
  const ranges: [Address, Address][] = [];
  const bits: Noted['bits'][number][] = [];
  const branches = new Map<string, string>();
  const same = <T>(value: T): T => value;
  const names: Names = {
    address: same,
    mac: same,
    interface: (name) => {
      interfaces.add(name);
      return name;
    },
    chain: same,
    set: same,
    words: same,
    replaced: nothing,
    range: (low, high) => ranges.push([low, high]),
    bits: (prefix, length, mask) => bits.push({ prefix, length, mask }),
    branch: (chain, prefix) => branches.set(chain, prefix),
  };
  for (const output of snapshot.outputs) redactLines(output, names, tools);
  for (const line of snapshot.sysctls) redactSysctl(line, names);
  return { interfaces, ranges, bits, branches };
}

function namesOf(
  chance: KeyedChance,
  { interfaces, ranges, bits, branches }: Noted,
  tools: RedactTools,
): Names {
  const address = addressMap(chance, { ranges, bits });
  const common = [...interfaces].filter(isCommonInterface);
  const own = nameMap(chance, 1, [...common, ...workloadPrefixes]);
  const words = wordMap(chance, address, (name) => (interfaces.has(name) ? own(name) : undefined));
  return {
    address,
    mac: (mac) => redactMac(chance, mac),
    interface: own,
    chain: chainMap({ words, interfaces: own, branches, tell: tools.tellChain }),
    set: setMap(words, tools.tellSet),
    words,
    replaced: nothing,
    range: nothing,
    bits: nothing,
    branch: nothing,
  };
}

function nothing(): void {
  // What there is to note was noted before.
}

/** Those that stand for all, none, or every gateway of Calico stay; of another its kind: for one or many, assigned or not. */
function redactMac(chance: KeyedChance, mac: number): number {
  if (mac === 0 || mac === 0xffffffffffff || mac === 0xeeeeeeeeeeee) return mac;
  const [high, low] = [Math.floor(mac / 2 ** 32), mac % 2 ** 32];
  const kind = (high >>> 8) & 3;
  const [first = 0, last = 0] = chance([4, high, low]);
  return ((first & 0xfcff) | (kind << 8)) * 2 ** 32 + last;
}

/** The same names, with a note of what was replaced. */
function recorded(names: Names, renames: Map<string, string>): Names {
  const noting =
    (map: (name: string) => string) =>
    (name: string): string => {
      const result = map(name);
      renames.set(name, result);
      return result;
    };
  return {
    ...names,
    replaced: (was, is) => renames.set(was, is),
    interface: noting(names.interface),
    chain: noting(names.chain),
    set: noting(names.set),
  };
}
