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
    ...(command.options.length > 0 ? ['', paint.bold('Options:'), ...optionLines(command.options, command)] : []),
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

const LEFT = 27;

function optionLines(names: readonly OptionName[], command: CommandEntry | null = null): string[] {
  return names.flatMap((name) => {
    const { takes, summary } = option(name);
    const short = shortOf(name, names);
    const left = `${short ? `-${short}, ` : '    '}--${name}${takes ? ` ${takes.placeholder}` : ''}`;
    const [first = '', ...rest] = wrap(command?.wording?.[name] ?? summary, COLUMNS - LEFT);
    return [`${padded(`  ${left}`, LEFT)}${first}`, ...rest.map((line) => `${' '.repeat(LEFT)}${line}`)];
  });
}

/** Where two share a letter, it is that of the rarer one. */
function shortOf(name: OptionName, names: readonly OptionName[]): string | undefined {
  const { short } = option(name);
  const rarer = OPTION_NAMES.slice(OPTION_NAMES.indexOf(name) + 1);
  return rarer.some((other) => names.includes(other) && option(other).short === short) ? undefined : short;
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
