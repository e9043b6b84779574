import { optionNames } from './shape.ts';
import type { OptionShape, ProgramShape } from './shape.ts';

/** For bash 3.2 (on macOS) and newer. Falls back to file names. */
export function bashCompletion({ name, commands, options }: ProgramShape): string {
  const names = commands.map((command) => command.name);
  const all = [...options, ...commands.flatMap((command) => command.options)];
  return `_forgejo_artifacts() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="" options="" choices="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      ${names.join(' | ')}) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${valueCases(all).join('\n')}
  esac
  case "$command" in
    "") choices="${names.join(' ')}" ;;
${commands.map((one) => `    ${one.name}) options="${optionNames(one.options).join(' ')}" choices="${one.choices.join(' ')}" ;;`).join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    choices="$options ${optionNames(options).join(' ')} --help"
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$word"))
}
complete -o default -F _forgejo_artifacts ${name}
`;
}

function valueCases(options: readonly OptionShape[]): readonly string[] {
  const known = options.filter(({ choices }) => choices.length > 0);
  const others = optionNames(options.filter(({ value, choices }) => value !== 'none' && choices.length === 0));
  return [
    ...known.map((option) => {
      const words = option.choices.join(' ');
      return `    ${optionNames([option]).join(' | ')}) COMPREPLY=($(compgen -W "${words}" -- "$word")); return ;;`;
    }),
    `    ${[...new Set(others)].join(' | ')}) return ;;`,
  ];
}
