import type { Word } from './ast.js';
import { firstWord, missing, tooMany } from './commandLine.js';
import type { CommandLine, RuleReading } from './commandLine.js';
import { checkChainName } from './limits.js';

/** `-N CHAIN`, which is what `:CHAIN -` says. */
export function readNewChain(line: CommandLine): RuleReading {
  const [name, ...more] = line.node.words;
  if (name === undefined) return missing(line, 'missing-name', 'a chain name');
  const none: Word = { text: '-', raw: '', gap: '', column: line.walk.end + 1 };
  checkChainName(line.walk, name, true);
  return tooMany(line, [...more, ...optionWords(line)]) ?? chainLine(line, name, none);
}

/** `-P CHAIN POLICY`. */
export function readPolicy(line: CommandLine): RuleReading {
  const [name, policy, ...more] = line.node.words;
  if (name === undefined) return missing(line, 'missing-name', 'a chain name');
  if (policy === undefined) return missing(line, 'missing-policy', 'ACCEPT or DROP');
  return tooMany(line, [...more, ...optionWords(line)]) ?? chainLine(line, name, policy);
}

function optionWords({ options }: CommandLine): readonly Word[] {
  return options.map(({ name }) => name);
}

function chainLine({ walk, command, node }: CommandLine, name: Word, policy: Word): RuleReading {
  const { line, raw, ending } = walk.line;
  return {
    kind: 'line',
    problems: walk.problems,
    line: {
      kind: 'chain',
      line,
      ending,
      before: raw.slice(0, command.column - 1),
      command: withoutGap(command),
      name: firstWord(node, name),
      policy,
      after: raw.slice(walk.end),
    },
  };
}

function withoutGap({ text, raw, column }: Word): Word {
  return raw === undefined ? { text, column } : { text, raw, column };
}
