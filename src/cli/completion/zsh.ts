import { optionNames, singleQuoted } from './shape.ts';
import type { CommandShape, OptionShape, ProgramShape } from './shape.ts';

const QUOTE = String.raw`'\''`;

/** To be sourced, or put as \`_forgejo-artifacts\` into a directory of \`fpath\`. */
export function zshCompletion({ name, commands, options }: ProgramShape): string {
  const described = commands.map((one) =>
    singleQuoted(`${one.name}:${one.description.replaceAll(':', String.raw`\:`)}`, QUOTE),
  );
  return `#compdef ${name}
_forgejo_artifacts() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands=(
    ${described.join('\n    ')}
  )
  local -a common=(
    ${options.flatMap(specsOf).join('\n    ')}
    '--help[show help]'
  )
  _arguments -C $common '1:command:->command' '*::argument:->rest' && return
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${commands.map((one) => `        ${one.name}) _arguments $common ${argumentsOf(one).join(' ')} ;;`).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _${name} ]]; then
  _forgejo_artifacts "$@"
else
  compdef _forgejo_artifacts ${name}
fi
`;
}

function argumentsOf({ options, choices }: CommandShape): readonly string[] {
  const argument = choices.length > 0 ? `1:argument:(${choices.join(' ')})` : '*:argument:';
  return [...options.flatMap(specsOf), singleQuoted(argument, QUOTE)];
}

function specsOf(option: OptionShape): readonly string[] {
  const { description, value, choices } = option;
  const text = description.replace(/[[\]:\\]/g, String.raw`\$&`);
  const values = choices.length > 0 ? `(${choices.join(' ')})` : value === 'path' ? '_files' : '';
  const after = value === 'none' ? '' : `:value:${values}`;
  return optionNames([option]).map((one) => singleQuoted(`*${one}[${text}]${after}`, QUOTE));
}
