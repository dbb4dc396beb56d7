import { ownName, withCommandsBelow } from './commandWords.js';
import type { CommandWords, Values } from './commandWords.js';

/**
 * A script of bash (3.2 or later; the package bash-completion is not needed) that completes a program. Readline splits words at `=`, so words
 * are taken from the line, and of what is offered only what stands behind the last `=` is given back.
 */
export function bashCompletion(program: CommandWords): string {
  const commands = withCommandsBelow(program);
  const { called: name } = program;
  return `# Completion of ${name} for bash, written by \`${name} completion bash\`.
_${name}() {
  local line="\${COMP_LINE:0:COMP_POINT}" path=${name} current='' before='' options='' offered='' files='' word
  local -a words
  read -r -a words <<< "$line"
  case $line in *[[:space:]]) words+=('') ;; esac
  current=\${words[\${#words[@]}-1]}
  for word in "\${words[@]:1:\${#words[@]}-2}"; do
    case "$path $word" in
${commands.flatMap(({ commands: below }) => below.map(({ called }) => `      ${quoted(called)}) path+=" $word" ;;`)).join('\n')}
    esac
    before=$word
  done
  case $path in
${commands.map((command) => `    ${quoted(command.called)}) ${offeredBy(command)} ;;`).join('\n')}
  esac
  case $current in
    --*=*) before=\${current%%=*} offered='' files='' ;;
    -*) offered=$options files='' ;;
  esac
  case "$path $before" in
${commands.flatMap(optionCases).join('\n')}
  esac
  COMPREPLY=()
  if [ -n "$offered" ]; then
    case $current in --*=*) offered=$before=\${offered//$'\\n'/$'\\n'$before=} ;; esac
    local IFS=$'\\n'
    COMPREPLY=($(compgen -W "$offered" -- "$current"))
    if [[ $COMP_WORDBREAKS = *=* && $current = *=* ]]; then
      local index
      for index in "\${!COMPREPLY[@]}"; do COMPREPLY[index]=\${COMPREPLY[index]#"\${current%=*}="}; done
    fi
  fi
  # Where nothing is offered readline completes the name of a file, unless that is switched off (bash 4 and later).
  [ -n "$files" ] || compopt +o default 2> /dev/null
  return 0
}
complete -o default -F _${name} ${name} kubectl-${name}
`;
}

/** What may stand in a place where no option waits for its value. */
function offeredBy(command: CommandWords): string {
  const { options, commands, arguments: taken } = command;
  const flags = options.flatMap(({ short, long }) => [...given(short), ...given(long)]);
  const words = [
    ...commands.map(ownName),
    ...taken.flatMap(({ values }) => (values.kind === 'words' ? values.words : [])),
  ];
  const files = taken.some(({ values }) => values.kind === 'file') ? '1' : "''";
  const before = taken.flatMap((each) => each.before);
  const first =
    before.length === 0 ? '' : `; if [ "$before" = ${ownName(command)} ]; then offered=${list(before)}; fi`;
  return `options=${list(flags)} offered=${list(words)} files=${files}${first}`;
}

/** What may stand in the place of a value: for each such place the options that it is the value of. */
function optionCases({ called, options }: CommandWords): readonly string[] {
  const patterns = new Map<string, readonly string[]>();
  for (const { short, long, takes, values } of options) {
    if (takes === 'nothing') continue;
    const flags = [...given(short), ...given(long)].map((flag) => quoted(`${called} ${flag}`));
    const place = valuesOf(values);
    patterns.set(place, [...(patterns.get(place) ?? []), ...flags]);
  }
  return [...patterns].map(([place, flags]) => `    ${flags.join(' | ')}) ${place} ;;`);
}

function valuesOf(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `offered=${list(values.words)} files=''`;
    case 'file':
      return "offered='' files=1";
    case 'any':
      return "offered='' files=''";
  }
}

const given = (flag: string | undefined): readonly string[] => (flag === undefined ? [] : [flag]);

const list = (words: readonly string[]): string =>
  words.length === 0 ? "''" : `$${quoted(words.join('\\n'))}`;

const quoted = (text: string): string => `'${text}'`;
