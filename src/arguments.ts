// The words after `daemonsync` and the tables of commands → what is asked for, or one sentence about what is wrong.
// Runs nothing and prints nothing.
import { parseArgs } from 'node:util';
import {
  COMMANDS,
  type CommandEntry,
  OPTION_NAMES,
  type OptionName,
  option,
  optionsOf,
  SHOWN,
} from './commands/table.ts';
import { readTarget, shownTarget, type Target } from './doctor/lan-target.ts';
import { type Reading, readFolder, readHost, readUser } from './given.ts';
import type { Platform } from './model.ts';
import { nearest } from './nearest.ts';

export interface Args {
  readonly words: readonly string[];
  readonly file: string | null;
  readonly platform: Platform | null;
  readonly out: string | null;
  readonly home: string | null;
  readonly user: string | null;
  readonly uid: number | null;
  readonly host: string | null;
  readonly strict: boolean;
  readonly yes: boolean;
  readonly prune: boolean;
  readonly takeover: boolean;
  readonly rollback: boolean;
  readonly offline: boolean;
  readonly noSudo: boolean;
  readonly timeoutSec: number | null;
  readonly follow: boolean;
  readonly lines: number | null;
  readonly since: string | null;
  readonly rotate: boolean;
  readonly lan: Target | null;
  readonly watch: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: 'auto' | 'always' | 'never' | null;
}

export type Asked =
  | { readonly kind: 'run'; readonly command: CommandEntry; readonly args: Args }
  | { readonly kind: 'help'; readonly command: CommandEntry | null; readonly color: Args['color'] }
  | { readonly kind: 'version' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wrong'; readonly message: string; readonly command: CommandEntry | null };

type Given = Map<OptionName, string | true>;

/** What is rendered is made of these: they must not depend on where the caller stands, nor break a line. */
const readers: { readonly [Name in OptionName]?: (text: string) => Reading<string> } = {
  home: readFolder,
  user: readUser,
  host: readHost,
  lan: readLan,
};

/** Back as text, for all values are kept so; `toArgs` reads it once more. */
function readLan(text: string): Reading<string> {
  const reading = readTarget(text);
  return 'value' in reading ? { value: shownTarget(reading.value) } : reading;
}

function lanOf(text: string | null): Target | null {
  const reading = text === null ? null : readTarget(text);
  return reading !== null && 'value' in reading ? reading.value : null;
}

export function understand(argv: readonly string[]): Asked {
  if (argv.length === 0) return { kind: 'nothing' };
  const { given, words, wrong } = read(argv);
  const [first, ...rest] = words;
  const command = COMMANDS.find((entry) => entry.name === first) ?? null;
  const no = (message: string): Asked => ({ kind: 'wrong', message, command });

  if (wrong !== null) return no(wrong);
  if (given.has('version')) return { kind: 'version' };
  if (first !== undefined && command === null)
    return no(
      unknown(
        'command',
        first,
        SHOWN.map((entry) => entry.name),
      ),
    );
  const color = (given.get('color') ?? null) as Args['color'];
  if (given.has('help')) return { kind: 'help', command, color };
  if (command === null) return no('which command? `daemonsync help` lists them');

  for (const name of given.keys()) {
    if (!optionsOf(command).includes(name)) return no(misplaced(name, command));
  }
  const problem = wrongWords(command, rest);
  return problem === null ? { kind: 'run', command, args: toArgs(given, rest) } : no(problem);
}

/** The first mistake is the one that is told. */
function read(argv: readonly string[]): { given: Given; words: string[]; wrong: string | null } {
  const given: Given = new Map();
  const words: string[] = [];
  let wrong: string | null = null;
  const usual = tokensOf(argv, null);
  const first = usual.find((token) => token.kind === 'positional');
  const command = COMMANDS.find((entry) => entry.name === first?.value) ?? null;
  // A letter may mean something else behind a command of its own: `logs -f` follows.
  const tokens =
    first === undefined || command === null
      ? usual
      : [...tokensOf(argv.slice(0, first.index + 1), null), ...tokensOf(argv.slice(first.index + 1), command)];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const name = OPTION_NAMES.find((known) => known === token.name);
    if (name === undefined) {
      wrong ??= unknownOption(token.rawName);
      continue;
    }
    wrong ??= wrongValue(name, token.rawName, token.value, token.inlineValue ?? false);
    given.set(name, token.value === undefined ? true : clean(name, token.value));
  }
  return { given, words, wrong };
}

function tokensOf(argv: readonly string[], command: CommandEntry | null) {
  const config = Object.fromEntries(
    OPTION_NAMES.map((name) => {
      const { short, takes } = option(name);
      const mine = short !== undefined && ownerOf(short, command) === name;
      return [name, { type: takes ? 'string' : 'boolean', ...(mine ? { short } : {}) } as const];
    }),
  );
  return parseArgs({ args: [...argv], options: config, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Two options may share a letter: then it is the one that only some commands have, where the command has it. */
function ownerOf(short: string, command: CommandEntry | null): OptionName | undefined {
  const rivals = OPTION_NAMES.filter((name) => option(name).short === short);
  return rivals.slice(1).find((name) => command?.options.includes(name)) ?? rivals[0];
}

function wrongValue(name: OptionName, written: string, value: string | undefined, inline: boolean): string | null {
  const { takes, choices, means } = option(name);
  if (takes === undefined) return value === undefined ? null : `\`${written}\` takes no value`;
  const wants = choices ? `one of ${choices.join(', ')}` : `a value: ${takes.placeholder}`;
  if (value === undefined || value === '') return `\`${written}\` needs ${wants}`;
  // `-f --json` is a forgotten value; `-f -` is standard input, and `--file=--json` is meant so.
  if (!inline && value.startsWith('-') && value !== '-')
    return `\`${written}\` needs ${wants}, and \`${value}\` looks like an option`;
  if (choices && !choices.includes(value)) {
    const meant = means?.[value.toLowerCase()] ?? nearest(value, choices);
    return `\`${written}\` takes ${wants}, not \`${value}\`${didYouMean(meant)}`;
  }
  if (takes.kind === 'number' && !(/^\d{1,10}$/.test(value) && Number(value) < 2 ** 32 - 1)) {
    return `\`${written}\` takes a whole number, not \`${value}\``;
  }
  const reading = readers[name]?.(value);
  return reading && 'wanted' in reading ? `\`${written}\` takes ${reading.wanted}, not \`${value}\`` : null;
}

function clean(name: OptionName, value: string): string {
  const reading = readers[name]?.(value);
  return reading && 'value' in reading ? reading.value : value;
}

function unknownOption(written: string): string {
  const longs = OPTION_NAMES.map((name) => `--${name}`);
  if (written.startsWith('--')) return unknown('option', written, longs);
  return `there is no option \`${written}\``;
}

function unknown(what: string, word: string, known: readonly string[]): string {
  return `there is no ${what} \`${word}\`${didYouMean(nearest(word, known))}`;
}

function misplaced(name: OptionName, command: CommandEntry): string {
  const all = SHOWN.filter((entry) => entry.options.includes(name)).map((entry) => entry.name);
  const works = all.length > 6 ? [...all.slice(0, 5), `and ${all.length - 5} more`] : all;
  return `\`--${name}\` means nothing for \`${command.name}\`; it works with ${works.join(', ')}`;
}

function wrongWords(command: CommandEntry, words: readonly string[]): string | null {
  const { words: takes } = command;
  if (takes === undefined) return words[0] === undefined ? null : `\`${command.name}\` takes no words: \`${words[0]}\``;
  if (words.length < takes.least)
    return `\`${command.name}\` needs ${takes.choices ? `one of ${takes.choices.join(', ')}` : takes.placeholder}`;
  const extra = takes.most === null ? undefined : words[takes.most];
  if (extra !== undefined) return `one word too many: \`${extra}\``;
  const odd = takes.kind === 'number' ? words.find((word) => !/^[1-9]\d{0,8}$/.test(word)) : undefined;
  if (odd !== undefined) return `\`${command.name}\` takes a number of \`daemonsync history\`, not \`${odd}\``;
  const known = takes.kind === 'command' ? SHOWN.map((entry) => entry.name) : takes.choices;
  const strange = known && words.find((word) => !known.includes(word));
  return strange === undefined ? null : unknown(takes.kind, strange, known ?? []);
}

function didYouMean(word: string | null): string {
  return word === null ? '' : `; did you mean \`${word}\`?`;
}

function toArgs(given: Given, words: readonly string[]): Args {
  const text = (name: OptionName) => {
    const value = given.get(name);
    return typeof value === 'string' ? value : null;
  };
  const number = (name: OptionName) => {
    const value = text(name);
    return value === null ? null : Number(value);
  };
  return {
    words,
    file: text('file'),
    platform: text('platform') as Platform | null,
    out: text('out'),
    home: text('home'),
    user: text('user'),
    uid: number('uid'),
    host: text('host'),
    strict: given.has('strict'),
    yes: given.has('yes'),
    prune: given.has('prune'),
    takeover: given.has('takeover'),
    rollback: given.has('rollback'),
    offline: given.has('offline'),
    noSudo: given.has('no-sudo'),
    timeoutSec: number('timeout'),
    follow: given.has('follow'),
    lines: number('lines'),
    since: text('since'),
    rotate: given.has('rotate'),
    lan: lanOf(text('lan')),
    watch: given.has('watch'),
    json: given.has('json'),
    quiet: given.has('quiet'),
    verbose: given.has('verbose'),
    color: text('color') as Args['color'],
  };
}
