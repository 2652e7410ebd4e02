// Every command and every option there is, as data: parsing, help and shell completion are all made from these two tables.
// A new command is one entry here and one file beside this one. Decides nothing and runs nothing.
import type { ExitName } from '../exit-codes.ts';
import type { Platform } from '../model.ts';
import type { Run } from './context.ts';

export interface OptionEntry {
  readonly short?: string;
  /** Absent: a switch. `number` is a whole one, not negative. */
  readonly takes?: { readonly placeholder: string; readonly kind: 'file' | 'folder' | 'text' | 'number' | 'choice' };
  readonly choices?: readonly string[];
  /** What people type for a choice, and mean another: no edit distance finds these. */
  readonly means?: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Works with every command, so no help page repeats it. */
  readonly everywhere?: true;
}

export const OPTIONS = {
  file: {
    short: 'f',
    takes: { placeholder: 'PATH', kind: 'file' },
    summary: 'the manifest; - is standard input',
  },
  platform: {
    takes: { placeholder: 'PLATFORM', kind: 'choice' },
    choices: ['systemd', 'launchd'] satisfies Platform[],
    means: { linux: 'systemd', macos: 'launchd', mac: 'launchd', darwin: 'launchd', osx: 'launchd' },
    summary: 'systemd or launchd, on any machine',
  },
  out: { takes: { placeholder: 'DIR', kind: 'folder' }, summary: 'write the files below DIR instead of printing them' },
  home: { takes: { placeholder: 'DIR', kind: 'folder' }, summary: 'as if this were the home folder' },
  user: { takes: { placeholder: 'NAME', kind: 'text' }, summary: 'as if this were the user' },
  uid: { takes: { placeholder: 'NUMBER', kind: 'number' }, summary: 'as if this were the user id' },
  host: { takes: { placeholder: 'NAME', kind: 'text' }, summary: 'as if this were the host name' },
  strict: { summary: 'warnings fail too' },
  yes: { short: 'y', summary: 'do not ask' },
  prune: { summary: 'remove even everything, or more than half' },
  takeover: { summary: 'take the namespace over from another manifest' },
  rollback: { summary: 'put back the previous definition of what does not come up' },
  offline: { summary: 'no manager runs here: write the files, for the next login' },
  'no-sudo': { summary: 'print what needs root instead of running it' },
  timeout: {
    takes: { placeholder: 'SECONDS', kind: 'number' },
    summary: 'how long to wait until everything is up (90)',
  },
  follow: { short: 'f', summary: 'go on, as more is written' },
  lines: { short: 'n', takes: { placeholder: 'N', kind: 'number' }, summary: 'so many of the last lines (20)' },
  since: { takes: { placeholder: 'TIME', kind: 'text' }, summary: 'only what is newer: 1h, 30m, 2026-01-31T12:00' },
  rotate: { summary: 'rotate the files now, whatever their size' },
  lan: {
    takes: { placeholder: 'HOST:PORT', kind: 'text' },
    summary: 'try to reach it, and say what its silence means',
  },
  watch: { summary: 'again every 2 seconds, until Ctrl-C' },
  json: { summary: 'one JSON document on standard output' },
  quiet: { short: 'q', summary: 'say nothing when all is well' },
  verbose: { short: 'v', summary: 'say what is done and how long it takes; as JSON lines where that is no terminal' },
  color: {
    takes: { placeholder: 'WHEN', kind: 'choice' },
    choices: ['auto', 'always', 'never'],
    means: { yes: 'always', on: 'always', no: 'never', off: 'never' },
    summary: 'auto, always or never',
    everywhere: true,
  },
  help: { short: 'h', summary: 'this help', everywhere: true },
  version: { summary: 'the version', everywhere: true },
} as const satisfies Record<string, OptionEntry>;

export type OptionName = keyof typeof OPTIONS;

export interface CommandEntry {
  readonly name: string;
  readonly group: 'See' | 'Do' | 'Daemons' | 'More';
  readonly summary: string;
  /** Absent: takes no words. `names` are daemons of the manifest. */
  readonly words?: {
    readonly placeholder: string;
    readonly kind: 'names' | 'shell' | 'command' | 'number';
    readonly most: number | null;
    readonly least: number;
    readonly choices?: readonly string[];
  };
  readonly options: readonly OptionName[];
  /** What an option means here, where that is not what it means elsewhere. */
  readonly wording?: { readonly [Name in OptionName]?: string };
  readonly details: string;
  readonly examples: readonly string[];
  readonly exits: readonly ExitName[];
  /** Not shown and not suggested: for programs only. */
  readonly hidden?: true;
  /** Loaded only when it is run. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Of every command that reads the manifest and looks at this machine. */
const LOOKS = ['file', 'json', 'quiet', 'verbose'] as const satisfies OptionName[];
const CHANGES = [...LOOKS, 'yes', 'takeover', 'no-sudo', 'timeout'] as const satisfies OptionName[];
const NAMES = { placeholder: 'NAME…', kind: 'names', least: 1, most: null } as const;
const CHANGE_EXITS = [
  'ok',
  'failed',
  'usage',
  'manifest',
  'unreadable',
  'unreachable',
  'conflict',
  'locked',
  'root',
  'interrupted',
] as const satisfies ExitName[];

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'diff',
    group: 'See',
    summary: 'what apply would do, and why',
    words: { placeholder: '[NAME…]', kind: 'names', least: 0, most: null },
    options: [...LOOKS, 'platform', 'out', 'home', 'user', 'uid', 'host', 'offline', 'no-sudo', 'takeover', 'prune'],
    wording: {
      out: 'compare with what lies below DIR, as `render --out` writes it',
      'no-sudo': 'what `apply --no-sudo` would do',
      offline: 'what `apply --offline` would do',
      takeover: 'what `apply --takeover` would do',
      prune: 'what `apply --prune` would do',
    },
    details:
      'Per daemon a sign (+ new, ~ changed, - removed, ! left alone), the reasons, a diff of each file with secrets masked, ' +
      'and the exact commands, those that need sudo included. Changes nothing. For another platform it compares with what ' +
      'lies below --out DIR, or with nothing.',
    examples: ['daemonsync diff', 'daemonsync diff web --json', 'daemonsync diff --platform launchd --out /tmp/plists'],
    exits: ['ok', 'pending', 'usage', 'manifest', 'unreadable', 'unreachable', 'conflict'],
    load: () => import('./diff.ts'),
  },
  {
    name: 'apply',
    group: 'Do',
    summary: 'do it, then report what is really running',
    words: { placeholder: '[NAME…]', kind: 'names', least: 0, most: null },
    options: [...CHANGES, 'prune', 'rollback', 'offline'],
    details:
      'Shows the plan and carries it out: only what differs is touched. On a terminal it asks once before it removes daemons, ' +
      'takes over files or needs sudo. What left the manifest is removed, but never everything, or more than half, without ' +
      '--prune. A run that is cut off is finished by the next one. Exit 0 means that all it changed went well; a daemon that ' +
      'fails over and over, and is as the manifest says, is named and left as it is. `health` is asked of what apply starts; ' +
      'also by `start`, of what it starts, and by `status`, of all that run.',
    examples: ['daemonsync apply', 'daemonsync apply web api', 'daemonsync apply --yes --rollback'],
    exits: ['ok', 'failed', 'pending', ...CHANGE_EXITS.slice(2)],
    load: () => import('./apply.ts'),
  },
  {
    name: 'status',
    group: 'See',
    summary: 'every daemon: in sync? running? since when?',
    words: { placeholder: '[NAME…]', kind: 'names', least: 0, most: null },
    options: [...LOOKS, 'watch'],
    details:
      'State, process, uptime, memory, restarts, last exit and next run of each, and whether it is as the manifest says. ' +
      'Armed is what waits for its schedule, path or socket to start it; done is what has run to its end.',
    examples: ['daemonsync status', 'daemonsync status web --watch', 'daemonsync status --json'],
    exits: ['ok', 'failed', 'pending', 'usage', 'manifest', 'unreadable', 'unreachable'],
    load: () => import('./status.ts'),
  },
  {
    name: 'explain',
    group: 'See',
    summary: 'where each value of one daemon came from',
    words: { placeholder: 'NAME', kind: 'names', least: 1, most: 1 },
    options: LOOKS,
    details:
      'The line of the manifest behind every value, the files, the commands, and what a change of each kind would mean.',
    examples: ['daemonsync explain web'],
    exits: ['ok', 'usage', 'manifest', 'unreadable', 'unreachable'],
    load: () => import('./explain.ts'),
  },
  {
    name: 'doctor',
    group: 'See',
    summary: 'why does it not work here?',
    words: { placeholder: '[NAME…]', kind: 'names', least: 0, most: null },
    options: [...LOOKS, 'lan', 'strict'],
    wording: { json: 'one JSON document, with the settings and who said them' },
    details:
      'Looks at the service manager, the session, linger, permissions, programs and PATH, logs, the clock, what the system keeps ' +
      'daemons from, and its own things; says what is wrong, why it matters and what mends it. Works without a manager and ' +
      'without a manifest, and changes nothing. Warnings and notes do not fail. Also shows which settings count, and who said so.',
    examples: ['daemonsync doctor', 'daemonsync doctor web --json', 'daemonsync doctor --lan 192.168.1.20:1883'],
    exits: ['ok', 'failed', 'usage', 'unreachable'],
    load: () => import('./doctor.ts'),
  },
  {
    name: 'start',
    group: 'Daemons',
    summary: 'start daemons by hand',
    words: NAMES,
    options: CHANGES,
    details: 'Starts what is installed; it must be in sync, or apply it first. Waits until it is up and healthy.',
    examples: ['daemonsync start web'],
    exits: CHANGE_EXITS,
    load: () => import('./start.ts'),
  },
  {
    name: 'stop',
    group: 'Daemons',
    summary: 'stop daemons by hand, until `start`',
    words: NAMES,
    options: CHANGES,
    details: 'Its triggers are disarmed too. It stays enabled: with the next login or boot it starts again.',
    examples: ['daemonsync stop web'],
    exits: CHANGE_EXITS,
    load: () => import('./stop.ts'),
  },
  {
    name: 'restart',
    group: 'Daemons',
    summary: 'restart daemons by hand',
    words: NAMES,
    options: CHANGES,
    details: 'Also what `on_change: keep` has left running with an older definition. Waits until it is up and healthy.',
    examples: ['daemonsync restart web'],
    exits: CHANGE_EXITS,
    load: () => import('./restart.ts'),
  },
  {
    name: 'logs',
    group: 'Daemons',
    summary: 'what daemons have written',
    words: NAMES,
    options: ['follow', 'lines', 'since', 'rotate', 'file', 'json', 'verbose'],
    details:
      'From their log files, rotated ones too, or from the journal of Linux; standard output and standard error told apart.',
    examples: ['daemonsync logs web -n 100', 'daemonsync logs web api -f', 'daemonsync logs web --since 1h'],
    exits: ['ok', 'failed', 'usage', 'manifest', 'unreadable', 'interrupted'],
    load: () => import('./logs.ts'),
  },
  {
    name: 'adopt',
    group: 'Do',
    summary: 'take over what is installed under the same names',
    words: NAMES,
    options: CHANGES,
    details: 'What is replaced is copied into the state folder first. Afterwards the daemons are as the manifest says.',
    examples: ['daemonsync adopt web'],
    exits: CHANGE_EXITS,
    load: () => import('./adopt.ts'),
  },
  {
    name: 'remove',
    group: 'Do',
    summary: 'stop and uninstall some daemons',
    words: NAMES,
    options: CHANGES,
    details:
      'Their files, links, wrappers and logs go. While one is still in the manifest, the next apply installs it again.',
    examples: ['daemonsync remove web'],
    exits: CHANGE_EXITS,
    load: () => import('./remove.ts'),
  },
  {
    name: 'destroy',
    group: 'Do',
    summary: 'stop and uninstall all of this namespace',
    options: CHANGES,
    details:
      'Leaves nothing behind: no units or plists, wrappers, logs, history, and no linger that daemonsync switched on.',
    examples: ['daemonsync destroy', 'daemonsync destroy --yes -f ~/dotfiles/daemons.yaml'],
    exits: CHANGE_EXITS,
    load: () => import('./destroy.ts'),
  },
  {
    name: 'history',
    group: 'See',
    summary: 'what was applied when',
    options: ['file', 'json', 'verbose'],
    details: 'The last twenty applies that changed something, with their numbers for `rollback`.',
    examples: ['daemonsync history'],
    exits: ['ok', 'usage', 'manifest', 'unreadable'],
    load: () => import('./history.ts'),
  },
  {
    name: 'rollback',
    group: 'Do',
    summary: 'go back to what was applied before',
    words: { placeholder: '[N]', kind: 'number', least: 0, most: 1 },
    options: [...CHANGES, 'prune'],
    details:
      'To number N of `history`; without one, to what was there before the last apply. The manifest stays as it is: the next ' +
      'apply follows it again.',
    examples: ['daemonsync rollback', 'daemonsync rollback 7'],
    exits: ['ok', 'failed', 'pending', ...CHANGE_EXITS.slice(2)],
    load: () => import('./rollback.ts'),
  },
  {
    name: 'validate',
    group: 'See',
    summary: 'is the manifest right? touches nothing',
    options: ['file', 'platform', 'home', 'user', 'uid', 'host', 'strict', 'json', 'quiet', 'verbose'],
    details:
      'Reads the manifest and all it includes, and shows every mistake at its line, for Linux and macOS alike. ' +
      'With --platform only for that one.',
    examples: [
      'daemonsync validate',
      'daemonsync validate --strict --platform systemd',
      'daemonsync validate -f - < daemons.yaml',
    ],
    exits: ['ok', 'usage', 'manifest', 'unreadable'],
    load: () => import('./validate.ts'),
  },
  {
    name: 'render',
    group: 'See',
    summary: 'print the units or plists',
    words: { placeholder: '[NAME…]', kind: 'names', least: 0, most: null },
    options: ['file', 'platform', 'out', 'home', 'user', 'uid', 'host', 'json', 'quiet', 'verbose'],
    details:
      'Prints the files that would be installed, secrets masked. With --out they are written below DIR instead, ' +
      'each at its full path and with its mode; secrets are real there.',
    examples: [
      'daemonsync render',
      'daemonsync render my-tool --platform launchd --home /Users/me',
      'daemonsync render --out /tmp/units',
    ],
    exits: ['ok', 'failed', 'usage', 'manifest', 'unreadable', 'conflict'],
    load: () => import('./render.ts'),
  },
  {
    name: 'schema',
    group: 'More',
    summary: 'print the JSON schema of the manifest',
    options: [],
    details: 'For editors and other programs. The installed package has the same file in schema/.',
    examples: ['daemonsync schema > daemons.schema.json'],
    exits: ['ok', 'usage'],
    load: () => import('./schema.ts'),
  },
  {
    name: 'completion',
    group: 'More',
    summary: 'print a completion script for your shell',
    words: { placeholder: 'SHELL', kind: 'shell', least: 1, most: 1, choices: SHELLS },
    options: [],
    details: 'Completes commands, options, choices, files and the names of your daemons.',
    examples: [
      'source <(daemonsync completion bash)      # in ~/.bashrc',
      'source <(daemonsync completion zsh)       # in ~/.zshrc, after compinit',
      'daemonsync completion fish | source       # in ~/.config/fish/config.fish',
    ],
    exits: ['ok', 'usage'],
    load: () => import('./completion.ts'),
  },
  {
    name: 'version',
    group: 'More',
    summary: 'print the version',
    options: ['json'],
    details: 'With --json also the build, Node.js and the platform.',
    examples: ['daemonsync version --json'],
    exits: ['ok', 'usage'],
    load: () => import('./version.ts'),
  },
  {
    name: 'help',
    group: 'More',
    summary: 'explain a command',
    words: { placeholder: '[COMMAND]', kind: 'command', least: 0, most: 1 },
    options: [],
    details: 'The same as daemonsync COMMAND --help.',
    examples: ['daemonsync help render'],
    exits: ['ok', 'usage'],
    load: () => import('./help.ts'),
  },
  {
    name: '__names',
    group: 'More',
    hidden: true,
    summary: 'the names of the manifest, for completion',
    options: ['file'],
    details: 'Prints one name a line, without judging the manifest; nothing at all when it cannot be read.',
    examples: [],
    exits: ['ok'],
    load: () => import('./names.ts'),
  },
];

export const SHOWN: readonly CommandEntry[] = COMMANDS.filter((command) => !command.hidden);

export function option(name: OptionName): OptionEntry {
  return OPTIONS[name];
}

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** All that may stand behind this command. */
export function optionsOf(command: CommandEntry): OptionName[] {
  return OPTION_NAMES.filter((name) => command.options.includes(name) || option(name).everywhere);
}
