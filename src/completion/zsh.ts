// The tables → a zsh script, for `source` as well as for a file named _daemonsync on fpath.
import { type CommandEntry, OPTION_NAMES, type OptionName, option, optionsOf, SHOWN } from '../commands/table.ts';

export function zsh(): string {
  return `#compdef daemonsync
# daemonsync completion for zsh: source <(daemonsync completion zsh)
_daemonsync_names() {
  local file=\${opt_args[-f]:-\${opt_args[--file]:-$before}}
  local -a names from
  [[ -n $file ]] && from=(-f \${~\${(Q)file}})
  names=(\${(f)"$(command daemonsync __names $from 2>/dev/null)"})
  compadd -a names
}
_daemonsync_commands() {
  local -a commands
  commands=(
${SHOWN.map((command) => `    ${quote(`${command.name}:${command.summary}`)}`).join('\n')}
  )
  _describe -t commands command commands
}
_daemonsync() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C -S \\
${[...OPTION_NAMES.map(argument), "'(-): :_daemonsync_commands'", "'(-)*:: :->words'"].map((part) => `    ${part}`).join(' \\\n')}
  [[ $state == words ]] || return
  # What stands in front of the command counts for it too.
  local before=\${opt_args[-f]:-\${opt_args[--file]}}
  case $line[1] in
${SHOWN.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _daemonsync ]]; then _daemonsync "$@"; else compdef _daemonsync daemonsync; fi
`;
}

function commandCase(command: CommandEntry): string {
  const parts = [...optionsOf(command).map(argument), ...words(command)];
  return `    ${command.name})\n      _arguments -S \\\n${parts.map((part) => `        ${part}`).join(' \\\n')} ;;`;
}

function words({ words: takes }: CommandEntry): string[] {
  if (takes === undefined) return [];
  if (takes.kind === 'names') return ["'*: :_daemonsync_names'"];
  return [
    takes.kind === 'command'
      ? "'1: :_daemonsync_commands'"
      : quote(`1:${takes.kind}:(${(takes.choices ?? []).join(' ')})`),
  ];
}

function argument(name: OptionName): string {
  const { short, takes, summary } = option(name);
  const help = `[${summary.replace(/[[\]\\]/g, '\\$&')}]`;
  const value = takes ? `:${takes.placeholder}:${valueOf(name)}` : '';
  if (!short) return quote(`--${name}${takes ? '=' : ''}${help}${value}`);
  // One without the other: both spellings are the same option.
  return `'(-${short} --${name})'{-${short}${takes ? '+' : ''},--${name}${takes ? '=' : ''}}${quote(help + value)}`;
}

function valueOf(name: OptionName): string {
  const { takes, choices } = option(name);
  if (choices) return `(${choices.join(' ')})`;
  if (takes?.kind === 'file') return '_files';
  return takes?.kind === 'folder' ? '_files -/' : ' ';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
