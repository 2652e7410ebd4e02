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
  json: { summary: 'one JSON document on standard output' },
  quiet: { short: 'q', summary: 'say nothing when all is well' },
  verbose: { short: 'v', summary: 'say what is done and how long it takes' },
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
  readonly group: 'See' | 'More';
  readonly summary: string;
  /** Absent: takes no words. `names` are daemons of the manifest. */
  readonly words?: {
    readonly placeholder: string;
    readonly kind: 'names' | 'shell' | 'command';
    readonly most: number | null;
    readonly least: number;
    readonly choices?: readonly string[];
  };
  readonly options: readonly OptionName[];
  readonly details: string;
  readonly examples: readonly string[];
  readonly exits: readonly ExitName[];
  /** Not shown and not suggested: for programs only. */
  readonly hidden?: true;
  /** Loaded only when it is run. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const COMMANDS: readonly CommandEntry[] = [
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
