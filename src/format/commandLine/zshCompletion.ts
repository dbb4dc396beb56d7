import { ownName, withCommandsBelow } from './commandWords.js';
import type { CommandWords, OptionWords, Values } from './commandWords.js';

/** A script of zsh, to stand in its `$fpath` as `_NAME` or to be sourced behind `compinit`, that completes a program. */
export function zshCompletion(program: CommandWords): string {
  const { called: name } = program;
  return `#compdef ${name} kubectl-${name}
# Completion of ${name} for zsh, written by \`${name} completion zsh\`.

${withCommandsBelow(program).map(commandFunction).join('\n')}
if [[ $funcstack[1] = _${name} ]]; then _${name} "$@"; else compdef _${name} ${name} kubectl-${name}; fi
`;
}

/** The function that completes a command: its options and arguments, or one of the commands below it and what that takes. */
function commandFunction(command: CommandWords): string {
  const { options, arguments: taken, commands } = command;
  const specs = [
    ...options.map(optionSpec),
    ...taken.flatMap(({ name, values, repeatable, before }) => [
      ...(before.length === 0 ? [] : [single(`:${name}:(${before.join(' ')})`)]),
      single(`${repeatable ? '*' : ''}:${name}:${valuesOf(values)}`),
    ]),
    ...(commands.length === 0 ? [] : ["'1: :->command'", "'*:: :->rest'"]),
  ];
  const all = specs.map((spec) => ` \\\n    ${spec}`).join('');
  if (commands.length === 0) return `${functionName(command)}() {\n  _arguments -s${all}\n}\n`;
  const told = commands.map((below) => single(`${ownName(below)}:${below.description}`));
  const calls = commands.map((below) => `        ${ownName(below)}) ${functionName(below)} ;;`);
  return `${functionName(command)}() {
  local curcontext="$curcontext" state line
  local -A opt_args
  _arguments -C${all} && return
  case $state in
    command)
      local -a commands=(
${told.map((each) => `        ${each}`).join('\n')}
      )
      _describe command commands ;;
    rest)
      curcontext="\${curcontext%:*:*}:${functionName(command).slice(1)}-$words[1]:"
      case $words[1] in
${calls.join('\n')}
      esac ;;
  esac
}
`;
}

const functionName = ({ called }: CommandWords): string => `_${called.replaceAll(' ', '_')}`;

/** An option as `_arguments` wants it: `'(-s --src)'{-s,--src=}'[source address]:address: '`. */
function optionSpec({ short, long, takes, valueName, values, repeatable, description }: OptionWords): string {
  const tail = `[${escaped(description)}]${valueSpec(takes, valueName, values)}`;
  const forms = [
    ...(short === undefined ? [] : [short]),
    ...(long === undefined ? [] : [`${long}${{ nothing: '', value: '=', 'value or nothing': '=' }[takes]}`]),
  ];
  const [only = ''] = forms;
  if (forms.length === 1) return single(`${repeatable ? '*' : ''}${only}${tail}`);
  return `${repeatable ? "'*'" : single(`(${short ?? ''} ${long ?? ''})`)}{${forms.join(',')}}${single(tail)}`;
}

function valueSpec(takes: OptionWords['takes'], name: string, values: Values): string {
  switch (takes) {
    case 'nothing':
      return '';
    case 'value':
      return `:${escaped(name)}:${valuesOf(values)}`;
    case 'value or nothing':
      return `::${escaped(name)}:${valuesOf(values)}`;
  }
}

function valuesOf(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `(${values.words.join(' ')})`;
    case 'file':
      return '_files';
    case 'any':
      return ' ';
  }
}

/** Of a description, what `_arguments` would take for its end. */
const escaped = (text: string): string => text.replaceAll(/[\\:[\]]/g, (sign) => `\\${sign}`);

const single = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
