// The walls of the house: for each room what it may import. Each sentence says what a breach means.
// docs/decisions/0007-who-may-import-whom.md gives the reasons.

const rooms = {
  netfilter: {
    may: [],
    comment: "netfilter holds the kernel's constants. It imports nothing, so that everybody may import it.",
  },
  digest: {
    may: [],
    comment: 'digest hashes bytes. If it knows what is hashed, it can serve one reader only.',
  },
  address: {
    may: ['netfilter'],
    comment:
      'address knows numbers and text of addresses. Importing more ties arithmetic to what it is used for.',
  },
  packet: {
    may: ['address', 'netfilter'],
    comment:
      'packet is data. If it knows conditions or rules, a packet can no longer be described on its own.',
  },
  condition: {
    may: ['packet', 'address', 'netfilter'],
    comment:
      'condition asks an interface of facts. If it knows the engine or the node, it serves one reader only.',
  },
  extension: {
    may: ['condition', 'packet', 'address', 'netfilter'],
    comment:
      'extension is the contract of matches and targets. If it knows a reader or the walk, so does each of them.',
  },
  matches: {
    may: ['extension', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'A match declares, the engine asks. A match that imports the walk or the node sees a packet and may guess.',
  },
  targets: {
    may: ['extension', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'A target describes, the engine applies. A target that imports the walk would have a second way to act.',
  },
  ast: {
    may: ['netfilter'],
    grammar: true,
    comment:
      'ast is what the dump says, word for word. Importing meaning makes what is printed depend on it.',
  },
  ruleset: {
    may: ['extension', 'condition', 'packet', 'ast', 'address', 'netfilter'],
    comment: 'ruleset is handed the extensions. Importing the registries or the walk closes the open set.',
  },
  document: {
    may: ['ast'],
    comment:
      'document is plain data with places. If it knows what a text is about, only one reader can use it.',
  },
  node: {
    may: ['condition', 'packet', 'ast', 'address', 'netfilter'],
    comment: 'node is what a dump leaves out. If it knows rules or the walk, an answer depends on who asks.',
  },
  observed: {
    may: ['trace', 'node', 'ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'observed reads what somebody saw of a packet, and looks for it in a finished trace. If it knows the walk or the command line, what was seen depends on what was asked.',
  },
  trace: {
    may: ['condition', 'ruleset', 'packet', 'address', 'netfilter'],
    comment: 'trace is the finished result. If it imports the engine, a trace is no longer plain data.',
  },
  engine: {
    may: ['trace', 'node', 'ruleset', 'extension', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'engine walks any ruleset. If it knows one match, target, owner or format, an open set is switched over.',
  },
  kernel: {
    may: ['packet', 'address', 'netfilter'],
    comment:
      'kernel tells what the kernel did. If it knows rules, the walk or a trace, it is no judge of them any more.',
  },
  verify: {
    may: ['kernel', 'trace', 'node', 'ruleset', 'condition', 'packet', 'ast', 'address', 'netfilter'],
    comment:
      'verify lays two finished traces side by side. If it imports the engine, it could take part in what it compares.',
  },
  packetset: {
    may: ['ruleset', 'extension', 'condition', 'packet', 'node', 'address', 'netfilter'],
    comment:
      'packetset walks sets where the engine walks one packet. If one imports the other, they check nothing.',
  },
  witness: {
    may: ['packetset', 'node', 'engine', 'trace', 'ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment: 'witness finds one packet that shows something. If it knows who asks, only one can ask.',
  },
  lint: {
    may: [
      'witness',
      'packetset',
      'engine',
      'trace',
      'owners',
      'digest',
      'ruleset',
      'node',
      'ast',
      'condition',
      'packet',
      'address',
      'netfilter',
    ],
    comment: 'lint finds. If it knows a format or the command line, a finding depends on how it is printed.',
  },
  reach: {
    may: ['packetset', 'witness', 'ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'reach answers. If it knows a format or the command line, an answer depends on how it is printed.',
  },
  diff: {
    may: ['packetset', 'witness', 'ruleset', 'condition', 'packet', 'netfilter'],
    comment:
      'diff compares rules. If it knows a format or the command line, what differs depends on how it is printed.',
  },
  snapshot: {
    may: ['document', 'ast', 'netfilter'],
    comment:
      'snapshot keeps what programs printed, word for word. If it knows what that means, a newer meaning needs a newer snapshot.',
  },
  redact: {
    may: [
      'snapshot',
      'document',
      'digest',
      'owners',
      'ruleset',
      'ast',
      'condition',
      'packet',
      'address',
      'netfilter',
    ],
    comment: 'redact replaces names in text. If it walks rules, what it hides depends on a packet.',
  },
  owners: {
    may: ['ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'owners reads one bound ruleset. If it knows the walk, what a chain is called depends on a packet.',
  },
  graph: {
    may: ['trace', 'ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'graph says what is drawn, as plain data. If it knows a format or owners, what is shown depends on how it is drawn.',
  },
  explain: {
    may: ['owners', 'ruleset', 'node', 'extension', 'condition', 'packet', 'ast', 'address', 'netfilter'],
    comment:
      'explain says what a dump holds. If it knows the walk or a format, what a rule is depends on a packet or on how it is printed.',
  },
  names: {
    may: ['document', 'digest', 'owners', 'node', 'ruleset', 'ast', 'address', 'netfilter'],
    comment:
      'names tells what the things in a dump are called. If it knows a trace or a format, what it says depends on who asks.',
  },
  flows: {
    may: [
      'document',
      'trace',
      'owners',
      'ruleset',
      'node',
      'extension',
      'condition',
      'packet',
      'ast',
      'address',
      'netfilter',
    ],
    comment:
      'flows compares a finished trace with what was expected. If it knows the walk or a format, a test depends on how it is run or printed.',
  },
  path: {
    may: ['engine', 'trace', 'node', 'ruleset', 'condition', 'packet', 'address', 'netfilter'],
    comment:
      'path joins the traces of several nodes. If it knows a format, names or the command line, where a packet goes depends on who asks.',
  },
  format: {
    may: [
      'path',
      'explain',
      'flows',
      'graph',
      'trace',
      'witness',
      'lint',
      'reach',
      'diff',
      'packetset',
      'verify',
      'kernel',
      'ruleset',
      'condition',
      'packet',
      'ast',
      'digest',
      'address',
      'netfilter',
    ],
    comment:
      'A format prints a finished result. If it imports the engine or the node, printing can change the answer.',
  },
};

const escape = (name) => name.replaceAll(/[.-]/g, '\\$&');

function wall(room) {
  const { may, grammar, comment } = rooms[room];
  const open = [room, ...may].map((name) => `src/${name}/`);
  if (grammar === true) open.push('grammar/');
  return {
    name: `room-${room}`,
    severity: 'error',
    comment,
    from: { path: `^src/${room}/` },
    to: { path: '^(src|grammar|bin|bench|test|examples|scripts)/', pathNot: `^(${open.join('|')})` },
  };
}

/** A package that is imported through one place only. */
function door(dependency, place, comment) {
  return {
    name: `door-${dependency}`,
    severity: 'error',
    comment,
    from: { pathNot: place },
    to: { path: `(^|node_modules/)${escape(dependency)}(/|$)` },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one file, or a third one is missing below them.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'The import leads nowhere: a file was renamed, or a package is not in package.json.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file: it is dead, or somebody forgot to use it.',
      from: {
        orphan: true,
        path: '^(src|grammar|bench)/',
        pathNot: '^bench/main\\.ts$|^src/library/library\\.ts$|\\.d\\.ts$',
      },
      to: {},
    },
    ...Object.keys(rooms).map(wall),
    {
      name: 'grammar-knows-words',
      severity: 'error',
      comment: 'The grammar knows words, not firewalls. Whatever it imports from src is a firewall word.',
      from: { path: '^grammar/' },
      to: { path: '^(src|bin|bench|test|examples|scripts)/' },
    },
    {
      name: 'index-without-cli',
      severity: 'error',
      comment: 'The library runs in a browser. If it imports the command line, it needs a terminal.',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '^(src/cli|bin|bench|test|examples|scripts)/' },
    },
    {
      name: 'library-runs-what-runs',
      severity: 'error',
      comment:
        'The library gives what the commands give. If it knows their options or the rooms behind them, it may say something else.',
      from: { path: '^src/library/' },
      to: {
        path: '^(src|grammar|bin|bench|test|examples|scripts)/',
        pathNot: [
          '^src/library/',
          '^src/cli/(lintRun|parseRun|traceRun|usageError|io)\\.ts$',
          '^src/document/utf8\\.ts$',
          '^src/engine/tracePacket\\.ts$',
          '^src/netfilter/',
          '^src/(format|lint)/.*\\.ts$',
          '^src/kernel/programs\\.ts$',
        ],
      },
    },
    {
      name: 'bin-only-starts',
      severity: 'error',
      comment: 'bin hands over to the bundle and sets the exit code. Anything more is out of reach of tests.',
      from: { path: '^bin/' },
      to: { pathNot: ['^dist/calitrace\\.cjs$', '^(node:)?process$'] },
    },
    {
      name: 'bench-stands-outside',
      severity: 'error',
      comment:
        'The benchmark starts the program that ships, and borrows two files that draw tables. If it imports what it measures, it measures itself.',
      from: { path: '^bench/' },
      to: {
        path: '^(src|grammar|bin|test|examples|scripts)/',
        pathNot: '^src/format/(table|colour)\\.ts$',
      },
    },
    {
      name: 'extensions-are-strangers',
      severity: 'error',
      comment:
        'A match or target that imports another one breaks when that one changes. Share through src/extension.',
      from: { path: '^src/(matches|targets)/', pathNot: '/registry\\.ts$' },
      to: { path: '^src/(matches|targets)/' },
    },
    {
      name: 'one-registry-one-reader',
      severity: 'error',
      comment:
        'Only the index (and describe.ts for owners) reads a registry. Anybody else would depend on the open set.',
      from: { pathNot: ['^src/[^/]+\\.ts$', '^src/owners/describe\\.ts$', '^test/'] },
      to: { path: '^src/(matches|targets|owners)/registry\\.ts$' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      comment: 'What ships must not need the tests: they are not in the package.',
      from: { path: '^(src|grammar|bin|bench|scripts)/' },
      to: { path: '^test/' },
    },
    door(
      'chevrotain',
      '^grammar/',
      'Chevrotain belongs to the grammar: elsewhere its tokens would become our data.',
    ),
    door(
      'ip-num',
      '^src/address/',
      'ip-num reads and writes addresses at the door. Elsewhere addresses are plain numbers.',
    ),
    door(
      'yaml',
      '^(src/document|test)/',
      'yaml is read in one place, which guards against what a hostile text can do with it.',
    ),
    door(
      'chalk',
      '^src/format/colour\\.ts$',
      'One file decides on colours. A second one would not obey NO_COLOR.',
    ),
    door(
      'cli-table3',
      '^src/format/table\\.ts$',
      'One file draws tables, so that the library can be replaced there.',
    ),
    door(
      '@dagrejs/dagre',
      '^src/format/graph/layout\\.ts$',
      'One file places what is drawn, so that the library can be replaced there.',
    ),
    door(
      '@noble/hashes',
      '^src/digest/digests\\.ts$',
      'One file hashes, so that the library can be replaced there.',
    ),
    door(
      '@scure/base',
      '^src/digest/written\\.ts$',
      'One file writes bytes as text, so that the library can be replaced there.',
    ),
    door(
      'get-east-asian-width',
      '^src/format/wrap\\.ts$',
      'One file says how many columns a character takes. A second one would draw other tables.',
    ),
    door(
      'commander',
      '^(src/cli/|bench/main\\.ts$)',
      'commander reads the command line. Below the cli, options are plain data.',
    ),
    {
      name: 'only-one-file-touches-the-world',
      severity: 'error',
      comment:
        'All below the cli is pure, and the cli meets files, streams and the clock in io.ts, other programs in processPrograms.ts and its own bundle in start.ts only.',
      from: { path: '^(src|grammar)/', pathNot: '^src/cli/(io|processPrograms|start)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'runtime-packages',
      severity: 'error',
      comment: 'What ships imports runtime dependencies only, and docs/decisions/0003 counts them.',
      from: { path: '^(src|grammar|bin)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'npm-peer'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
