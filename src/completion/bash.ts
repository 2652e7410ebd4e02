// The tables → a bash script. It runs on bash 3.2 too (macOS has no newer one) and needs no bash-completion package.
import { type CommandEntry, OPTION_NAMES, type OptionName, option, optionsOf, SHOWN } from '../commands/table.ts';

export function bash(): string {
  const valued = OPTION_NAMES.filter((name) => option(name).takes).flatMap(spellings);
  const commands = SHOWN.map((command) => command.name).join(' ');
  return `# daemonsync completion for bash: source <(daemonsync completion bash)
_daemonsync_add() { # CANDIDATE…, one a line on standard input
  local line
  while IFS= read -r line; do [[ $line == "$1"* ]] && COMPREPLY+=("$line"); done
}
_daemonsync() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command= file= expects= word= options= words=0 ended= i
  COMPREPLY=()
  # bash cuts --file=PATH into three words.
  [[ $cur == = ]] && cur=
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word == = ]] && continue
    if [[ -n $expects ]]; then
      case $expects in ${spellings('file').join(' | ')}) file=$word ;; esac
      expects=
      continue
    fi
    if [[ -z $ended ]]; then
      case $word in
        --) ended=1; continue ;;
        ${valued.join(' | ')}) expects=$word; continue ;;
        -?*) continue ;;
      esac
    fi
    if [[ -z $command ]]; then command=$word; else words=$((words + 1)); fi
  done
  if [[ -n $expects ]]; then
    case $expects in
${OPTION_NAMES.filter((name) => option(name).takes)
  .map(valueCase)
  .join('\n')}
    esac
    return
  fi
  if [[ $cur == -* && -z $ended ]]; then
    case $command in
${SHOWN.map((command) => `      ${command.name}) options='${optionsOf(command).flatMap(spellings).join(' ')}' ;;`).join('\n')}
      *) options='${OPTION_NAMES.flatMap(spellings).join(' ')}' ;;
    esac
    _daemonsync_add "$cur" < <(printf '%s\\n' $options)
    return
  fi
  case $command in
    '') _daemonsync_add "$cur" < <(printf '%s\\n' ${commands}) ;;
${SHOWN.filter((command) => command.words)
  .map(wordsCase)
  .join('\n')}
  esac
}
complete -F _daemonsync daemonsync
`;
}

function spellings(name: OptionName): string[] {
  const { short } = option(name);
  return short ? [`-${short}`, `--${name}`] : [`--${name}`];
}

function valueCase(name: OptionName): string {
  return `      ${spellings(name).join(' | ')}) ${valueOf(name)} ;;`;
}

function valueOf(name: OptionName): string {
  const { takes, choices } = option(name);
  if (choices) return `_daemonsync_add "$cur" < <(printf '%s\\n' ${choices.join(' ')})`;
  const files = (flag: string) => `compopt -o filenames 2>/dev/null; _daemonsync_add '' < <(compgen ${flag} -- "$cur")`;
  if (takes?.kind === 'file') return files('-f');
  return takes?.kind === 'folder' ? files('-d') : ':';
}

function wordsCase({ name, words }: CommandEntry): string {
  const most = words?.most === null || words === undefined ? '' : `((words < ${words.most})) && `;
  const from =
    words?.kind === 'names'
      ? // A tilde is still a tilde here: the shell has not run the line.
        `[[ $file == '~/'* ]] && file=$HOME/\${file:2}
      _daemonsync_add "$cur" < <(command daemonsync __names \${file:+-f "$file"} 2>/dev/null)`
      : `${most}_daemonsync_add "$cur" < <(printf '%s\\n' ${(words?.choices ?? SHOWN.map((command) => command.name)).join(' ')})`;
  return `    ${name})
      ${from} ;;`;
}
