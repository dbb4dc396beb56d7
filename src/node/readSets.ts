import type { Problem } from '../ast/problem.js';
import { inputLines, isPrompt, lineProblem, promptProblem } from './inputLine.js';
import type { InputLine } from './inputLine.js';
import type { IpSet, SetEntry } from './node.js';
import { readCreate } from './readCreate.js';
import { readEntries } from './readEntry.js';
import { entryName } from './setKey.js';
import { setType } from './setType.js';

/** A set while its lines are read. Entries by their name, so that a later add of the same one replaces it. */
interface Draft {
  readonly set: IpSet;
  readonly entries: Map<string, SetEntry>;
}

type Command = 'create' | 'add' | 'del' | 'flush' | 'destroy' | 'rename' | 'swap' | 'nothing';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['create', 'create'],
  ['n', 'create'],
  ['-N', 'create'],
  ['--create', 'create'],
  ['add', 'add'],
  ['-A', 'add'],
  ['--add', 'add'],
  ['del', 'del'],
  ['-D', 'del'],
  ['--del', 'del'],
  ['flush', 'flush'],
  ['-F', 'flush'],
  ['--flush', 'flush'],
  ['destroy', 'destroy'],
  ['x', 'destroy'],
  ['-X', 'destroy'],
  ['--destroy', 'destroy'],
  ['rename', 'rename'],
  ['e', 'rename'],
  ['-E', 'rename'],
  ['--rename', 'rename'],
  ['swap', 'swap'],
  ['w', 'swap'],
  ['-W', 'swap'],
  ['--swap', 'swap'],
  ['COMMIT', 'nothing'],
  ['quit', 'nothing'],
]);

/**
 * Reads the text of `ipset save`, or what `ipset restore` takes. All problems are collected, lines that cannot be read
 * are left out.
 * @see ipset src/ipset.c
 */
export function readSets(text: string): {
  readonly sets: ReadonlyMap<string, IpSet>;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const drafts = new Map<string, Draft>();
  for (const line of inputLines(text)) {
    const other = otherOutput(line);
    if (other !== undefined) {
      problems.push(other);
      break;
    }
    const problem = readLine(line, drafts);
    if (problem !== undefined) problems.push(problem);
  }
  const sets = new Map<string, IpSet>();
  for (const [name, { set, entries }] of drafts)
    sets.set(name, { ...set, name, entries: [...entries.values()] });
  return { sets, problems };
}

function otherOutput(line: InputLine): Problem | undefined {
  if (!/^(?:Name: |<ipsets>|<\?xml|\[ ?\{)/.test(line.text)) return undefined;
  return lineProblem(line, 'error', 'ipset-list', 'this is a listing of `ipset list`, not of `ipset save`', {
    expected: 'create NAME TYPE …',
    hint: 'run `ipset save` and give its output',
  });
}

function readLine(line: InputLine, drafts: Map<string, Draft>): Problem | undefined {
  const words = splitWords(line.text).filter(
    (word) => word !== '-!' && word !== '-exist' && word !== '--exist',
  );
  const [verb, ...rest] = words;
  if (verb === undefined || verb.startsWith('#')) return undefined;
  const command = commands.get(verb);
  if (command === undefined) {
    if (isPrompt(line.text)) return promptProblem(line);
    return lineProblem(line, 'error', 'unknown-command', `\`${verb}\` is no command of ipset save`, {
      word: verb,
      expected: 'create or add',
    });
  }
  switch (command) {
    case 'nothing':
      return undefined;
    case 'create':
      return createSet(line, rest, drafts);
    case 'add':
    case 'del':
      return changeEntries(line, command, rest, drafts);
    case 'flush':
    case 'destroy':
      clearSets(command, rest[0], drafts);
      return undefined;
    case 'rename':
    case 'swap':
      return exchange(line, command, rest, drafts);
  }
}

/** Words as ipset splits them: quotes group, nothing escapes. @see ipset src/ipset.c build_argv */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  let any = false;
  for (const character of text) {
    if (character === '"') {
      quoted = !quoted;
      any = true;
    } else if (!quoted && (character === ' ' || character === '\t')) {
      if (any) words.push(word);
      word = '';
      any = false;
    } else {
      word += character;
      any = true;
    }
  }
  if (any) words.push(word);
  return words;
}

function createSet(
  line: InputLine,
  words: readonly string[],
  drafts: Map<string, Draft>,
): Problem | undefined {
  const [name, type, ...options] = words;
  if (name === undefined || type === undefined) {
    return lineProblem(line, 'error', 'incomplete-create', 'the set has no name or no type', {
      expected: 'create NAME TYPE …',
    });
  }
  if (setType(type) === undefined) {
    return lineProblem(line, 'error', 'unknown-set-type', `unknown set type ${type}`, { word: type });
  }
  const { set, unknown } = readCreate(name, type, options);
  const doubled = drafts.has(name);
  drafts.set(name, { set, entries: new Map() });
  if (doubled) {
    return lineProblem(
      line,
      'error',
      'duplicate-set',
      `the set ${name} was created before; the later one is used`,
    );
  }
  if (unknown === undefined) return undefined;
  return lineProblem(
    line,
    'warning',
    'unknown-set-option',
    `option ${unknown} of the set is not known: ignored`,
    {
      word: unknown,
    },
  );
}

function missingSet(line: InputLine, name: string | undefined): Problem {
  return lineProblem(line, 'error', 'undeclared-set', `there is no set ${name ?? ''} here`, {
    ...(name === undefined ? {} : { word: name }),
    hint: 'its create line must come first',
  });
}

function changeEntries(
  line: InputLine,
  command: 'add' | 'del',
  words: readonly string[],
  drafts: Map<string, Draft>,
): Problem | undefined {
  const [name, element, ...options] = words;
  const draft = name === undefined ? undefined : drafts.get(name);
  if (draft === undefined) return missingSet(line, name);
  if (element === undefined) return lineProblem(line, 'error', 'bad-entry', 'the entry is missing');
  const read = readEntries(element, options, draft.set);
  if ('wrong' in read) {
    return lineProblem(line, 'error', 'bad-entry', `\`${read.part}\` is ${read.wrong}`, { word: read.part });
  }
  for (const entry of read.entries) {
    if (command === 'add') draft.entries.set(entryName(entry), entry);
    else draft.entries.delete(entryName(entry));
  }
  if (read.unknown === undefined) return undefined;
  return lineProblem(
    line,
    'warning',
    'unknown-entry-option',
    `option ${read.unknown} of the entry is not known`,
    {
      word: read.unknown,
    },
  );
}

/** Sets that are not there may still exist on the node, so flushing or destroying one is nothing wrong. */
function clearSets(command: 'flush' | 'destroy', name: string | undefined, drafts: Map<string, Draft>): void {
  for (const key of name === undefined ? [...drafts.keys()] : [name]) {
    if (command === 'destroy') drafts.delete(key);
    else drafts.get(key)?.entries.clear();
  }
}

function exchange(
  line: InputLine,
  command: 'rename' | 'swap',
  words: readonly string[],
  drafts: Map<string, Draft>,
): Problem | undefined {
  const [from, to] = words;
  const first = from === undefined ? undefined : drafts.get(from);
  if (from === undefined || to === undefined || first === undefined) return missingSet(line, from);
  const second = drafts.get(to);
  if (command === 'swap' && second === undefined) return missingSet(line, to);
  drafts.delete(from);
  if (second !== undefined) drafts.set(from, second);
  drafts.set(to, first);
  return undefined;
}
