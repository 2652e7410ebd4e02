// A model of a machine with systemd: command lines go in, what they print and the changed world come out. Files, a user's
// manager and root's, linger, sudo. Coarser than the real one, which test/real/model.test.ts holds it against: no program
// really runs, no trigger fires by itself, and only dependencies that daemonsync writes are followed.

import type { Ran, RunOptions } from '../../src/host.ts';
import { parent } from './memory-files.ts';
import { atOnce, pass } from './model/jobs.ts';
import { daemonReload, need } from './model/loading.ts';
import { type Machine, newMachine, type Settings } from './model/machine.ts';
import { programs } from './model/programs.ts';
import { rootCommands } from './model/root-commands.ts';
import { systemctl } from './model/systemctl.ts';

export { fire, pass } from './model/jobs.ts';
export { type Event, forked, type Machine, type Settings } from './model/machine.ts';
export { world, type World } from './model/world.ts';

export const ANN = { user: 'ann', uid: 1000, home: '/home/ann' } as const;

export function aMachine(over: Partial<Settings> = {}): Machine {
  const settings: Settings = {
    version: 252,
    account: ANN,
    programs,
    reads: () => ({ start: [], reload: [] }),
    ...over,
  };
  const machine = newMachine(settings);
  boot(machine);
  return machine;
}

/** What starts with a manager: whatever is linked below the targets that it reaches. */
function boot(machine: Machine): void {
  for (const manager of [machine.user, machine.system]) {
    const place = { machine, manager };
    daemonReload(place);
    for (const id of [...manager.targets.values()].flat()) {
      const unit = need(place, id);
      if (unit.definition.load === 'loaded' && unit.job === null) atOnce(place, unit, 'start');
    }
  }
}

/** Everything that ran is gone, what was only in memory too; what the disk says starts again (the user is logged in, or lingers). */
export function reboot(machine: Machine): void {
  const runtime = `/run/user/${machine.settings.account.uid}`;
  for (const manager of [machine.user, machine.system]) manager.units.clear();
  const gone = [...machine.files.everything()].map(([path]) => path).filter((path) => /^(\/run\/|\/tmp\/)/.test(path));
  for (const path of gone.sort().reverse()) machine.files.drop(path);
  machine.files.folder('/run/systemd/units', 0o755, 0);
  machine.files.folder('/run/user', 0o755, 0);
  machine.files.folder(`${runtime}/systemd/units`, 0o755, machine.settings.account.uid);
  machine.clock.nowMs += 20_000;
  boot(machine);
}

/** Commands that only look: whoever counts changes does not count them. */
export function onlyLooks(argv: readonly string[]): boolean {
  const { program, words } = bare(argv);
  if (program === 'systemctl') {
    const verb = verbOf(words);
    return verb === null || /^(list-|show|is-|status|cat)/.test(verb);
  }
  if (program === 'loginctl') return words[0]?.startsWith('show') ?? true;
  return !Object.hasOwn(rootCommands, program) || program === 'cat';
}

const verbOf = (words: readonly string[]): string | null =>
  words.find((word) => /^[a-z]+(-[a-z]+)*$/.test(word)) ?? null;

export function run(machine: Machine, argv: readonly string[], options: RunOptions = {}): Ran {
  const ran = perform(machine, argv, options.timeoutMs ?? 20_000);
  if (!onlyLooks(argv)) machine.events.push({ kind: 'command', argv, code: ran.code, atMs: machine.clock.nowMs });
  return ran;
}

interface Bare {
  readonly program: string;
  readonly words: readonly string[];
  readonly root: boolean;
}

/** Without sudo, env and folders. */
function bare(argv: readonly string[]): Bare {
  let words = [...argv];
  let root = false;
  for (;;) {
    const first = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
    if (first === 'sudo') {
      root = true;
      words = words.slice(1);
      while (words[0]?.startsWith('-')) words = words.slice(/^(-p|-u|--prompt|--user)$/.test(words[0]) ? 2 : 1);
      if (words.length === 0) return { program: 'true', words: [], root };
    } else if (first === 'env') {
      words = words.slice(1);
      while (words[0]?.includes('=')) words = words.slice(1);
    } else return { program: first, words: words.slice(1), root };
  }
}

function perform(machine: Machine, argv: readonly string[], timeoutMs: number): Ran {
  const { program, words, root } = bare(argv);
  const uid = root ? 0 : machine.settings.account.uid;
  if (program === 'systemctl') return aSystemctl(machine, words, root, timeoutMs);
  if (program === 'loginctl') return loginctl(machine, words);
  if (program === 'true') return { code: 0, stdout: '', stderr: '' };
  if (program === 'false') return { code: 1, stdout: '', stderr: '' };
  if (program === 'sleep') {
    const forMs = Number(words[0]) * 1000;
    pass(machine, machine.clock.nowMs + Math.min(forMs, timeoutMs));
    return { code: forMs > timeoutMs ? 124 : 0, stdout: '', stderr: '' };
  }
  const command = rootCommands[program];
  if (!command && machine.files.at(argv[0] ?? '')?.kind === 'file')
    return ownProgram(machine, argv[0] ?? '', timeoutMs);
  if (!command) return { code: 127, stdout: '', stderr: `${program}: not found\n` };
  pass(machine, machine.clock.nowMs + 2);
  return command(machine, words, uid);
}

/** Somebody's program, run by us: a health check. */
function ownProgram(machine: Machine, path: string, timeoutMs: number): Ran {
  const known = machine.settings.programs(path, null);
  if (known === null) return { code: 127, stdout: '', stderr: `${path}: not found\n` };
  const late = known.readyMs === null && known.runsMs === null;
  pass(machine, machine.clock.nowMs + (late ? timeoutMs : 3));
  return { code: late ? 124 : known.code, stdout: '', stderr: '' };
}

function aSystemctl(machine: Machine, words: readonly string[], root: boolean, timeoutMs: number): Ran {
  const { version } = machine.settings;
  if (words.includes('--version')) return { code: 0, stdout: `systemd ${version} (${version}.1-1)\n`, stderr: '' };
  const user = words.includes('--user');
  const asked = words.filter((word) => word !== '--user' && word !== '--system');
  if (user && root) return { code: 1, stdout: '', stderr: 'Failed to connect to bus: Operation not permitted\n' };
  if (!user && !root && !onlyLooks(['systemctl', ...asked])) {
    return { code: 1, stdout: '', stderr: 'Interactive authentication required.\n' };
  }
  return systemctl({ machine, manager: user ? machine.user : machine.system }, asked, timeoutMs);
}

const LINGER = '/var/lib/systemd/linger';

function loginctl(machine: Machine, words: readonly string[]): Ran {
  const [verb, user = machine.settings.account.user] = words.filter((word) => !word.startsWith('-'));
  const path = `${LINGER}/${user}`;
  pass(machine, machine.clock.nowMs + 4);
  switch (verb ?? '') {
    case 'enable-linger':
      if (machine.files.at(path) === null) machine.files.put(path, { kind: 'file', text: '', mode: 0o644, uid: 0 });
      machine.files.sync(parent(path));
      return { code: 0, stdout: '', stderr: '' };
    case 'disable-linger':
      machine.files.drop(path);
      return { code: 0, stdout: '', stderr: '' };
    case 'show-user':
      return { code: 0, stdout: `Linger=${machine.files.at(path) === null ? 'no' : 'yes'}\n`, stderr: '' };
    default:
      throw new Error(`the stand-in loginctl does not know: ${verb}`);
  }
}

export const lingers = (machine: Machine): boolean =>
  machine.files.at(`${LINGER}/${machine.settings.account.user}`) !== null;
