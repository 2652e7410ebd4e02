// The tables → a fish script.
import { type CommandEntry, OPTION_NAMES, type OptionName, option, optionsOf, SHOWN } from '../commands/table.ts';

export function fish(): string {
  const commands = SHOWN.map((command) => command.name).join(' ');
  return `# daemonsync completion for fish: daemonsync completion fish | source
function __daemonsync_at --description 'is this the command? "none" while there is none'
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if contains -- $word ${commands}
            contains -- $word $argv
            return
        end
    end
    contains -- none $argv
end
function __daemonsync_names
    set -l words (commandline -opc)
    set -l file
    for i in (seq 2 (count $words))
        switch $words[$i]
            case -f --file
                set file $words[(math $i + 1)]
            case '--file=*'
                set file (string replace -- --file= '' $words[$i])
        end
    end
    if test -n "$file"
        set file -f (string replace -r '^~/' "$HOME/" -- $file)
    end
    command daemonsync __names $file 2>/dev/null
end
complete -c daemonsync -f
${SHOWN.map((command) => `complete -c daemonsync -n '__daemonsync_at none' -a ${command.name} -d ${quote(command.summary)}`).join('\n')}
${OPTION_NAMES.map(optionLine).join('\n')}
${SHOWN.flatMap(wordsLine).join('\n')}
`;
}

function optionLine(name: OptionName): string {
  const { short, takes, choices, summary } = option(name);
  const where = SHOWN.filter((command) => optionsOf(command).includes(name)).map((command) => command.name);
  const value = choices
    ? `-x -a '${choices.join(' ')}'`
    : takes?.kind === 'file'
      ? '-r -F'
      : takes?.kind === 'folder'
        ? "-x -a '(__fish_complete_directories)'"
        : takes
          ? '-x'
          : '';
  const parts = [
    `complete -c daemonsync -n '__daemonsync_at none ${where.join(' ')}'`,
    short ? `-s ${short}` : '',
    `-l ${name}`,
    value,
    `-d ${quote(summary)}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function wordsLine({ name, words }: CommandEntry): string[] {
  if (words === undefined) return [];
  const from =
    words.kind === 'names'
      ? "'(__daemonsync_names)'"
      : quote((words.choices ?? SHOWN.map((command) => command.name)).join(' '));
  return [`complete -c daemonsync -n '__daemonsync_at ${name}' -a ${from}`];
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
