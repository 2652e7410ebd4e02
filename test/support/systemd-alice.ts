// The user and the machine on which the recordings were made, and a model of how a unit of theirs loads and starts:
// made of the decoders alone, so that the recordings judge them. Knows only service units.

import { expandArguments, readEnvironment } from '../../src/systemd/environment.ts';
import { type ExecCommand, readExec } from '../../src/systemd/exec.ts';
import { readWorkingDirectory } from '../../src/systemd/paths.ts';
import { expandSpecifiers, userValues } from '../../src/systemd/specifiers.ts';
import { assignments, readUnit, type UnitFile } from '../../src/systemd/unit.ts';

/** %o and %w there. */
const OS: Readonly<Record<number, readonly [id: string, version: string]>> = {
  245: ['ubuntu', '20.04'],
  247: ['debian', '11'],
  249: ['ubuntu', '22.04'],
  252: ['debian', '12'],
  254: ['debian', '12'],
  255: ['ubuntu', '24.04'],
  257: ['debian', '13'],
  262: ['debian', ''],
};

export const MANAGER_ENV = {
  HOME: '/home/alice',
  USER: 'alice',
  LOGNAME: 'alice',
  SHELL: '/bin/bash',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  XDG_RUNTIME_DIR: '/run/user/1000',
};

/** Expands the specifiers of one unit; throws where one is known but its value is not. */
export function expander(unit: string, version: number): (text: string) => string | null {
  const alice = { name: 'alice', uid: 1000, home: '/home/alice', group: 'alice', gid: 1000, shell: '/bin/bash' };
  const [o, w] = OS[version] ?? ['', ''];
  const values = {
    ...userValues(alice, version, unit),
    c: `/u1000/mgr/${unit}`,
    l: 'labhost',
    q: 'labhost',
    H: 'labhost',
    a: 'x86-64',
    o,
    w,
    y: `/home/alice/.config/systemd/user/${unit}`,
    Y: '/home/alice/.config/systemd/user',
  };
  return (text) => {
    const got = expandSpecifiers(text, { version, unit, values });
    // That machine had no id, and so no %m.
    if (got.kind === 'undetermined' && got.specifier === '%m') return null;
    if (got.kind === 'undetermined') throw new Undetermined(got.specifier);
    return got.kind === 'text' ? got.text : null;
  };
}

export class Undetermined extends Error {}

export interface Commands {
  readonly commands: readonly ExecCommand[];
  readonly fatal: boolean;
}

/** All commands of one Exec key, in order, after resets. */
export function commandsOf(unit: UnitFile, key: string, name: string, version: number): Commands {
  const expand = expander(name, version);
  let commands: ExecCommand[] = [];
  let fatal = false;
  for (const { value } of assignments(unit, 'Service').filter((one) => one.key === key)) {
    const line = readExec(value, { version, expand });
    fatal ||= line.verdict === 'fatal';
    commands = line.verdict === 'reset' ? [] : [...commands, ...line.commands];
  }
  return { commands, fatal };
}

export function environmentOf(unit: UnitFile, name: string, version: number): Readonly<Record<string, string>> {
  const expand = expander(name, version);
  let env: Record<string, string> = {};
  for (const { value } of assignments(unit, 'Service').filter(({ key }) => key === 'Environment')) {
    const line = readEnvironment(value, expand);
    if (line.reset) env = {};
    for (const one of line.assignments) env[one.name] = one.value;
  }
  return env;
}

export interface Loaded {
  readonly state: 'loaded' | 'bad-setting' | 'error';
  /** What each started process gets. */
  readonly argv: readonly (readonly string[])[];
  readonly paths: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export function load(text: string, name: string, version: number): Loaded {
  const unit = readUnit(text, 'service');
  const expand = expander(name, version);
  const { commands, fatal } = commandsOf(unit, 'ExecStart', name, version);
  const env = environmentOf(unit, name, version);
  let cwd = MANAGER_ENV.HOME;
  let cwdFatal = false;
  for (const { key, value } of assignments(unit, 'Service')) {
    if (key !== 'WorkingDirectory') continue;
    const read = value === '' ? { path: '~' } : readWorkingDirectory(value, expand);
    if (read === null) cwdFatal ||= !value.startsWith('-');
    else cwd = read.path === '~' ? MANAGER_ENV.HOME : read.path;
  }
  // On 249 alone a word longer than a path may be did not get through the expansion of specifiers.
  const longWord = version === 249 && commands.some(({ argv }) => argv.some((word) => Buffer.byteLength(word) > 4095));
  const broken = unit.problems.some((problem) => problem.fatal);
  const state = broken ? 'error' : fatal || cwdFatal || longWord || commands.length === 0 ? 'bad-setting' : 'loaded';
  const argv = commands.map((command) =>
    command.noEnvironmentExpansion ? command.argv : expandArguments(command.argv, { ...MANAGER_ENV, ...env }),
  );
  return { state, argv, paths: commands.map(({ path }) => path), env, cwd };
}
