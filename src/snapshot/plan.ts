import type { Backend, Family } from '../netfilter/hooks.js';
import type { OutputKind } from './snapshot.js';

/** What is looked at before anything is run. */
export interface Machine {
  has(program: string): boolean;
  /** The text of a file of the kernel; undefined where it is not there or may not be read. */
  read(path: string): string | undefined;
  /** Whether the file is there, and this user may not read it. */
  refuses(path: string): boolean;
  /** Which variant the program without a variant in its name is (`iptables-save`, `ip6tables-save`), where it is there. */
  readonly variants: ReadonlyMap<string, Backend>;
  /** Whether this user is root. */
  readonly isRoot: boolean;
}

/** A program to be run, which reads and changes nothing. */
export interface PlannedCommands {
  /** Words of the command; the next one is tried where one fails, as an old `ip` does that knows no JSON. */
  readonly commands: readonly (readonly string[])[];
  /** What nobody knows if it fails, as the end of a sentence. */
  readonly unknown: string;
}

export interface PlannedRun extends PlannedCommands {
  readonly holds: OutputKind;
  readonly family?: Family;
  readonly backend?: Backend;
}

export interface Plan<Run = PlannedRun> {
  readonly runs: readonly Run[];
  /** Sentences about what cannot be read here. */
  readonly missing: readonly string[];
}

const families: readonly Family[] = [4, 6];

/**
 * The programs that print the rules. Those of a backend that is not in use are not run, since that would bring its modules into the kernel:
 * iptables-legacy is in use where the kernel lists tables of it, and iptables-nft is not where its module is not loaded.
 * @see linux net/netfilter/x_tables.c xt_table_seq_show, iptables iptables/iptables-save.c for_each_table
 */
export function planTables(machine: Machine): Plan {
  const runs: PlannedRun[] = [];
  const missing: string[] = [];
  const withoutNft = nftIsAbsent(machine);
  for (const family of families) {
    const tables = family === 4 ? 'iptables' : 'ip6tables';
    const plain = machine.variants.get(`${tables}-save`);
    const add = (backend: Backend, unknown: string): void => {
      const own = `${tables}-${backend}-save`;
      const program = machine.has(own) ? own : plain === backend ? `${tables}-save` : undefined;
      if (program === undefined) missing.push(`${own} is not installed: ${unknown}`);
      else runs.push({ holds: 'tables', family, backend, commands: [[program, '-c']], unknown });
    };
    const names = `/proc/net/${family === 4 ? 'ip' : 'ip6'}_tables_names`;
    if (machine.refuses(names)) {
      missing.push(
        `${tables}-legacy-save is not run, since ${names} may not be read: the IPv${family} rules of iptables-legacy are not known`,
      );
    } else if ((machine.read(names) ?? '').trim() !== '') {
      add('legacy', `the IPv${family} rules of iptables-legacy, which this kernel has, are not known`);
    }
    if (!withoutNft) add('nft', `the IPv${family} rules of iptables-nft are not known`);
  }
  return { runs, missing };
}

export const unknownNftChains = 'which tables nftables has beside those of iptables is not known';

/** The program that tells which chains nftables has, of iptables or not. It is not run where it would bring a module into the kernel. */
export function planNftChains(machine: Machine): Plan<PlannedCommands> {
  const unknown = unknownNftChains;
  if (nftIsAbsent(machine)) return { runs: [], missing: [] };
  if (!machine.has('nft')) return { runs: [], missing: [`nft is not installed: ${unknown}`] };
  return { runs: [{ commands: [['nft', '-j', 'list', 'chains']], unknown }], missing: [] };
}

/** What tells the rules of such tables; without elements of sets, where nft can leave them out. */
export function planNftTables(
  tables: readonly { readonly family: string; readonly name: string }[],
): Plan<PlannedCommands> {
  const unknown = 'what that table of nftables does is not known';
  const named = tables.filter(isPlainName);
  return {
    runs: named.map(({ family, name }) => ({
      commands: [['nft', '-j', '-t', 'list', 'table', family, name]],
      unknown,
    })),
    missing:
      named.length === tables.length ? [] : [`nft is not asked for a table with a strange name: ${unknown}`],
  };
}

/** What nft is given is a program to it, so that a name may be a command. */
function isPlainName({ family, name }: { readonly family: string; readonly name: string }): boolean {
  return /^[a-z0-9]+$/.test(family) && /^[A-Za-z_][\w./-]*$/.test(name);
}

/**
 * Whether nftables surely has no rules: it is a module that is not loaded. Where it may be part of the kernel itself, it may have some.
 */
function nftIsAbsent(machine: Machine): boolean {
  const loaded = machine.read('/proc/modules');
  const release = machine.read('/proc/sys/kernel/osrelease')?.trim() ?? '';
  const builtIn = machine.read(`/lib/modules/${release}/modules.builtin`);
  if (loaded === undefined || builtIn === undefined || release === '') return false;
  return !/^nf_tables /m.test(loaded) && !builtIn.includes('/nf_tables.ko');
}

/** Rules that ask or change an ipset. */
const usesSets = /--(?:match-set|add-set|del-set|map-set)\b/;

/** The programs that tell what rules leave out. `rules`: the text of all rules, as far as it could be read. */
export function planNode(machine: Machine, rules: string): Plan {
  const wanted: readonly PlannedRun[] = [
    ...(usesSets.test(rules)
      ? [
          {
            holds: 'sets',
            commands: [['ipset', 'save']],
            unknown: 'what the ipsets hold is not known',
          } as const,
        ]
      : []),
    { holds: 'addresses', commands: withTunnels, unknown: 'the addresses of this node are not known' },
    ...families.flatMap((family): readonly PlannedRun[] => [
      {
        holds: 'routes',
        family,
        commands: ofIp('route', family, 'show', 'table', 'all'),
        unknown: `the IPv${family} routes are not known`,
      },
      {
        holds: 'rules',
        family,
        commands: ofIp('rule', family),
        unknown: `the IPv${family} rules of policy routing are not known`,
      },
    ]),
    // The file is there once the module of IPVS is.
    ...(machine.read('/proc/net/ip_vs') === undefined
      ? []
      : [
          {
            holds: 'ipvs',
            commands: [['ipvsadm', '-Sn']],
            unknown: 'the services of IPVS are not known',
          } as const,
        ]),
  ];
  const runs = wanted.filter(({ commands }) => machine.has(commands[0]?.[0] ?? ''));
  const left = wanted.filter((run) => !runs.includes(run));
  return {
    runs,
    missing: left.map(({ commands, unknown }) => `${commands[0]?.[0] ?? ''} is not installed: ${unknown}`),
  };
}

/** The addresses, and with `-d` how tunnels are set. */
const withTunnels = [
  ['ip', '-d', '-j', '-p', 'addr'],
  ['ip', 'addr'],
];

/** JSON on many lines, else plain text. */
function ofIp(object: string, family?: Family, ...rest: readonly string[]): readonly (readonly string[])[] {
  const words = [...(family === undefined ? [] : [`-${family}`]), object, ...rest];
  return [
    ['ip', '-j', '-p', ...words],
    ['ip', ...words],
  ];
}
