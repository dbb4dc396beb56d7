import { createHash } from 'node:crypto';

/** A match as Felix writes it, which the hash of its rule is made of, and as iptables-save prints it. */
export interface FelixMatch {
  readonly written: string;
  readonly saved: string;
  /** iptables-save prints these first, in the order of their numbers, wherever Felix wrote them. */
  readonly basic?: number;
}

/** What a rule does; undefined in the rules that only carry a comment. */
export interface FelixAction {
  readonly written: string;
  readonly saved: string;
}

/** A rule of Felix. */
export interface FelixRule {
  readonly matches: readonly FelixMatch[];
  readonly action: FelixAction | undefined;
  readonly comments: readonly string[];
}

/** A rule from its parts. @see calico felix/iptables/renderer.go renderInner */
export function rule(matches: readonly FelixMatch[], action?: FelixAction, comment?: string): FelixRule {
  return { matches, action, comments: comment === undefined ? [] : [comment] };
}

const same = (text: string): FelixMatch => ({ written: text, saved: text });

/** Matches. @see calico felix/iptables/match_builder.go */
export const match = {
  from: (prefix: string): FelixMatch => ({ written: `--source ${prefix}`, saved: `-s ${prefix}`, basic: 0 }),
  to: (prefix: string): FelixMatch => ({
    written: `--destination ${prefix}`,
    saved: `-d ${prefix}`,
    basic: 1,
  }),
  in: (name: string): FelixMatch => ({ written: `--in-interface ${name}`, saved: `-i ${name}`, basic: 2 }),
  out: (name: string): FelixMatch => ({ written: `--out-interface ${name}`, saved: `-o ${name}`, basic: 3 }),
  protocol: (name: string, written = name): FelixMatch => ({
    written: `-p ${written}`,
    saved: `-p ${name}`,
    basic: 4,
  }),
  ports: (ports: string): FelixMatch => ({
    written: `-m multiport --destination-ports ${ports}`,
    saved: `-m multiport --dports ${ports}`,
  }),
  marked: (bits: string): FelixMatch => same(`-m mark --mark ${bits}/${bits}`),
  clear: (bits: string): FelixMatch => ({
    written: `-m mark --mark 0/${bits}`,
    saved: `-m mark --mark 0x0/${bits}`,
  }),
  state: (states: string): FelixMatch => same(`-m conntrack --ctstate ${states}`),
  notState: (states: string): FelixMatch => same(`-m conntrack ! --ctstate ${states}`),
  set: (name: string, sides: string): FelixMatch => same(`-m set --match-set ${name} ${sides}`),
  notSet: (name: string, sides: string): FelixMatch => same(`-m set ! --match-set ${name} ${sides}`),
  sourceType: (type: string): FelixMatch => same(`-m addrtype --src-type ${type}`),
  destinationType: (type: string): FelixMatch => same(`-m addrtype --dst-type ${type}`),
  notSourceTypeOfOut: (type: string): FelixMatch =>
    same(`-m addrtype ! --src-type ${type} --limit-iface-out`),
  wrongWay: {
    written: '-m rpfilter --invert --validmark',
    saved: '-m rpfilter --validmark --invert',
  },
} as const;

/** Actions. @see calico felix/iptables/actions.go */
export const action = {
  jump: (chain: string): FelixAction => ({ written: `--jump ${chain}`, saved: `-j ${chain}` }),
  goTo: (chain: string): FelixAction => ({ written: `--goto ${chain}`, saved: `-g ${chain}` }),
  setMark: (bits: string, mask = bits): FelixAction => ({
    written: `--jump MARK --set-mark ${bits}/${mask}`,
    saved: `-j MARK --set-xmark ${bits}/${mask}`,
  }),
  clearMark: (bits: string): FelixAction => ({
    written: `--jump MARK --set-mark 0/${bits}`,
    saved: `-j MARK --set-xmark 0x0/${bits}`,
  }),
} as const;

/**
 * The rules of a chain as iptables-save prints them behind `-A CHAIN `, each with Felix's hash of itself and of all before it.
 * @see calico felix/generictables/rules.go RuleHashes
 */
export function savedRules(chain: string, rules: readonly FelixRule[]): readonly string[] {
  let digest = createHash('sha224').update(chain).digest();
  return rules.map(({ matches, action: done, comments }) => {
    const said = comments.map((text) => `-m comment --comment "${text}"`);
    const written = [`-A ${chain} HASH`, ...said, ...matches.map((one) => one.written), done?.written ?? ''];
    digest = createHash('sha224')
      .update(digest)
      .update(written.filter((part) => part !== '').join(' '))
      .digest();
    const hash = `-m comment --comment "cali:${digest.toString('base64url').slice(0, 16)}"`;
    const basics = matches
      .filter(({ basic }) => basic !== undefined)
      .sort((a, b) => (a.basic ?? 0) - (b.basic ?? 0));
    const others = matches.filter(({ basic }) => basic === undefined);
    const saved = [
      ...basics.map((one) => one.saved),
      hash,
      ...said,
      ...others.map((one) => one.saved),
      done?.saved ?? '',
    ];
    return saved.filter((part) => part !== '').join(' ');
  });
}

/**
 * The name of a chain for something with an id: the id itself, or its hash where the whole is longer than 28 characters.
 * @see calico libcalico-go/lib/hash/unique_id.go GetLengthLimitedID
 */
export function chainName(prefix: string, id: string): string {
  if (prefix.length + id.length <= 28) return `${prefix}${id}`;
  const hash = createHash('sha256').update(id).digest('base64url');
  return `${prefix}_${hash}`.slice(0, 28);
}

/** The name of the set of what a selector selects. @see calico felix/ipsets/ipset_config.go NameForMainIPSet */
export function setName(kind: 's' | 'n', text: string): string {
  return `cali40${kind}:${createHash('sha224').update(`${kind}:${text}`).digest('base64url')}`.slice(0, 31);
}
