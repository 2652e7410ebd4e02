// Environment files → the part of a script that reads them when the daemon starts, by the grammar of systemd's
// EnvironmentFile= (as `env-file.ts` has it), in nothing but POSIX sh. No value is ever run, shown, or an argument of
// a process. That a file is valid UTF-8 is checked at apply, not here: a shell sees bytes.

import type { EnvFile } from '../model.ts';
import { script, shellQuote } from './shell-text.ts';

/** Names that dash, bash or busybox computes, forbids or obeys when one assigns to it; and zsh, a Mac owner's choice. */
const SHELLS_OWN = [
  '_ | IFS | PWD | PPID | SHLVL | UID | EUID | GID | EGID | GROUPS | LINENO | OPTIND | HISTCMD | DIRSTACK | PIPESTATUS',
  'RANDOM | SRANDOM | SECONDS | EPOCHSECONDS | EPOCHREALTIME | FUNCNAME | FUNCNEST | SHELLOPTS | BASHOPTS | BASHPID',
  'BASH | BASH_[!E]* | BASH_EX* | ds_*',
];
const ZSHS_OWN = 'TMOUT | USERNAME | COLUMNS | LINES | HISTSIZE | ERRNO | TTYIDLE';

const OWN = new RegExp(
  `^(?:${[...SHELLS_OWN, ZSHS_OWN].join('|').replaceAll(' ', '').replaceAll('[!', '[^').replaceAll('*', '.*')})$`,
);

/** Whether a shell would keep a variable of this name to itself, or change it, rather than hand it on. */
export const isShellsOwn = (name: string): boolean => OWN.test(name);

/**
 * `carried`: assignments that have to go through env as well, before those of the files. null: what follows is the
 * person's own script, to which nothing can be handed past the shell that runs it.
 */
export function envFileReader(files: readonly EnvFile[], carried: readonly string[] | null): string {
  const calls = files.map(({ path, optional }) => `ds_env_file ${shellQuote(path)}${optional ? ' optional' : ''}\n`);
  if (carried === null) return [READER, putFunction(true), ...calls].join('');
  return [READER, putFunction(false), 'ds_odd=\n', ...calls, handOn(carried)].join('');
}

const READER = script`
# Environment files, in the grammar of systemd's EnvironmentFile=. Read anew at each start; the later assignment wins.
ds_blank=$(printf ' \t')
ds_cr=$(printf '\r')
ds_newline='
'
ds_word=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_

ds_env_file() {
  if [ -d "$1" ] || [ ! -r "$1" ]; then
    if [ ! -e "$1" ]; then
      [ "\${2:-}" != optional ] || return 0
      ds_fail 78 "$1 is not there; make it, or give it \"optional: true\" under env_file"
    fi
    [ "\${2:-}" = optional ] || ds_fail 78 "$1 cannot be read; env_file must name a file that $(id -un) may read"
    ds_say "$1 cannot be read: going on without it, as it is optional"
    return 0
  fi
  ds_state=name ds_end=$ds_newline
  while [ -n "$ds_end" ]; do
    # The end of the file ends the last line too: it has no newline then.
    IFS= read -r ds_rest || ds_end=
    ds_env_line
  done <"$1"
  [ "$ds_state" = name ] || ds_env_put
}

# One line: $ds_rest. A value may go on in the next one, so the state outlives it. A carriage return ends a line as well.
# shellcheck disable=SC2295 # These are sets of characters.
ds_env_line() {
  while :; do
    case $ds_state in
      name)
        ds_rest=\${ds_rest#"\${ds_rest%%[!$ds_blank]*}"}
        case \${ds_rest%%"$ds_cr"*} in
          '#'* | ';'*) ;;
          ?*=*)
            ds_name=\${ds_rest%%=*}
            ds_rest=\${ds_rest#?*=}
            ds_value='' ds_state=value
            continue
            ;;
        esac
        # A comment, or nothing that is an assignment.
        case $ds_rest in
          *"$ds_cr"*) ds_rest=\${ds_rest#*"$ds_cr"} ;;
          *) return 0 ;;
        esac
        ;;
      value) # Quoted parts may follow each other.
        ds_rest=\${ds_rest#"\${ds_rest%%[!$ds_blank]*}"}
        case $ds_rest in
          "'"*) ds_rest=\${ds_rest#?} ds_state=single ;;
          '"'*) ds_rest=\${ds_rest#?} ds_state=double ;;
          *) ds_state=plain ;;
        esac
        ;;
      single)
        case $ds_rest in
          *"'"*)
            ds_value=$ds_value\${ds_rest%%"'"*}
            ds_rest=\${ds_rest#*"'"}
            ds_state=value
            ;;
          *)
            ds_value=$ds_value$ds_rest$ds_end
            return 0
            ;;
        esac
        ;;
      double)
        ds_part=\${ds_rest%%[\"\\]*}
        ds_value=$ds_value$ds_part
        ds_rest=\${ds_rest#"$ds_part"}
        case $ds_rest in
          '')
            ds_value=$ds_value$ds_end
            return 0
            ;;
          '"'*) ds_rest=\${ds_rest#?} ds_state=value ;;
          \\) return 0 ;;
          \\[\"\\\`\$]*) ds_rest=\${ds_rest#?} && ds_env_take ;;
          *) ds_env_take ;;
        esac
        ;;
      plain)
        ds_part=\${ds_rest%%[\\$ds_cr]*}
        ds_rest=\${ds_rest#"$ds_part"}
        case $ds_rest in
          \\*)
            # The next character is an ordinary one; a line end is dropped.
            ds_value=$ds_value$ds_part
            ds_rest=\${ds_rest#?}
            case $ds_rest in
              '') return 0 ;;
              "$ds_cr"*) ds_rest=\${ds_rest#?} ;;
              *) ds_env_take ;;
            esac
            ;;
          *)
            ds_value=$ds_value\${ds_part%"\${ds_part##*[!$ds_blank]}"}
            ds_env_put
            ;;
        esac
        ;;
    esac
  done
}

# Moves the first character of $ds_rest to $ds_value.
ds_env_take() {
  ds_part=\${ds_rest#?}
  ds_value=$ds_value\${ds_rest%"$ds_part"}
  ds_rest=$ds_part
}

`;

function putFunction(toScript: boolean): string {
  const own = toScript
    ? script`ds_say "$ds_name in an env_file is the shell's own: the script does not see it"`
    : script`
eval "ds_odd_$ds_name=\$ds_value"
      ds_odd="$ds_odd $ds_name"`;
  // As arguments of env they can be seen for a moment; but none is a secret.
  const names = toScript ? SHELLS_OWN : [...SHELLS_OWN, ZSHS_OWN];
  return script`
# One assignment: what is no name is ignored, and what a shell keeps for itself ${toScript ? 'is left alone' : 'waits for the last lines'}.
# shellcheck disable=SC2295
ds_env_put() {
  ds_state=name
  ds_name=\${ds_name%"\${ds_name##*[!$ds_blank]}"}
  case $ds_name in
    '' | [0123456789]* | *[!$ds_word]*) ;;
    ${names.join(' | \\\n      ')})
      ${own}
      ;;
    *) export "$ds_name=$ds_value" ;;
  esac
}

`;
}

const handOn = (carried: readonly string[]): string => script`

# What the shell keeps for itself (UID, SHLVL, _ and so on) reaches the program through env.
set -- /usr/bin/env${carried.map((assignment) => ` ${shellQuote(assignment)}`).join('')}
for ds_name in $ds_odd; do
  eval "set -- \"\$@\" \"$ds_name=\$ds_odd_$ds_name\""
done
`;
