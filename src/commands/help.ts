// The tables → help texts. `help` for all, `help COMMAND` for one.
import { EXIT, type ExitName, exitLines } from '../exit-codes.ts';
import type { Paint } from '../report/color.ts';
import { padded, wrap } from '../report/text.ts';
import type { Run } from './context.ts';
import { type CommandEntry, OPTION_NAMES, type OptionName, option, SHOWN } from './table.ts';

export const run: Run = async ({ args, stdout, paint }) => {
  const [name] = args.words;
  const command = SHOWN.find((entry) => entry.name === name);
  stdout.write(command ? commandHelp(command, paint.stdout) : generalHelp(paint.stdout));
  return 'ok';
};

const COLUMNS = 80;

export function generalHelp(paint: Paint): string {
  const groups = [...new Set(SHOWN.map((entry) => entry.group))];
  const left = Math.max(...SHOWN.map((entry) => usage(entry).length)) + 2;
  return text([
    'One file says which background programs run for you, on Linux and on macOS.',
    '',
    `${paint.bold('Usage:')} daemonsync COMMAND [OPTION…]`,
    ...groups.flatMap((group) => [
      '',
      paint.bold(`${group}:`),
      ...SHOWN.filter((entry) => entry.group === group).map(
        (entry) => `  ${padded(usage(entry), left)}${entry.summary}`,
      ),
    ]),
    '',
    paint.bold('Options of most commands:'),
    ...optionLines(OPTION_NAMES.filter(isCommon)),
    '',
    paint.bold('The manifest:'),
    ...wrap(
      '--file, else $DAEMONSYNC_FILE, else `file` in config.ini, else ./daemons.yaml, else ~/.config/daemonsync/daemons.yaml.',
      COLUMNS - 2,
    ).map(indent),
    '',
    paint.bold('Exit codes:'),
    ...wrap(exitSummary(), COLUMNS - 2).map((line) => indent(line.replaceAll('_', ' '))),
    '',
    'More about one command: daemonsync help COMMAND',
  ]);
}

export function commandHelp(command: CommandEntry, paint: Paint): string {
  return text([
    `daemonsync ${command.name}: ${command.summary}`,
    '',
    `${paint.bold('Usage:')} daemonsync ${usage(command)}${command.options.length > 0 ? ' [OPTION…]' : ''}`,
    '',
    ...wrap(command.details, COLUMNS),
    ...choiceLines(command, paint),
    ...(command.options.length > 0 ? ['', paint.bold('Options:'), ...optionLines(command.options)] : []),
    '',
    paint.bold('Examples:'),
    ...command.examples.map(indent),
    '',
    paint.bold('Exit codes:'),
    ...exitLines(command.exits).map(indent),
  ]);
}

function usage(command: CommandEntry): string {
  return command.words ? `${command.name} ${command.words.placeholder}` : command.name;
}

function choiceLines({ words }: CommandEntry, paint: Paint): string[] {
  return words?.choices ? ['', `${paint.bold(`${words.placeholder}:`)} ${words.choices.join(', ')}`] : [];
}

function optionLines(names: readonly OptionName[]): string[] {
  return names.map((name) => {
    const { short, takes, summary } = option(name);
    const left = `${short ? `-${short}, ` : '    '}--${name}${takes ? ` ${takes.placeholder}` : ''}`;
    return `  ${padded(left, 25)}${summary}`;
  });
}

/** The others stand in the help of the few that have them. */
const isCommon = (name: OptionName): boolean =>
  option(name).everywhere === true || SHOWN.filter((command) => command.options.includes(name)).length >= 8;

/** Only what can happen: the codes that some command names. Spaces inside one are held together. */
function exitSummary(): string {
  const names = Object.keys(EXIT) as ExitName[];
  const possible = names.filter(
    (name) => name === 'bug' || name === 'interrupted' || SHOWN.some((command) => command.exits.includes(name)),
  );
  return possible.map((name) => `${EXIT[name].code} ${EXIT[name].meaning}`.replaceAll(' ', '_')).join(' · ');
}

function indent(line: string): string {
  return `  ${line}`;
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
