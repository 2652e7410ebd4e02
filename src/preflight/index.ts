// Daemons that are about to be started → what would keep them from starting, found before anything is changed. An error
// keeps back that daemon alone, a warning nobody. Looks only; what it cannot know (another user's files, what only systemd
// works out) is left to the start itself.

import type { Host, Seen } from '../host.ts';
import type { Desired, DesiredDaemon, Problem } from '../model.ts';
import { checkEnvFile } from './env-files.ts';
import { checkGuarded, checkQuarantine, type Guards } from './guarded.ts';
import { checkLogFolder, checkOutput, checkWorkingDirectory } from './places.ts';
import { checkProgram, findProgram } from './program.ts';
import { error, type Looking, type Said, type Start } from './start.ts';
import { checkTildes } from './tilde.ts';
import { checkWrapper } from './wrapper.ts';
import { wrapperNeeds } from './wrapper-needs.ts';

export interface Preflight {
  /** One for each daemon that would not start: all that is wrong with it. */
  readonly blocking: ReadonlyMap<string, Problem>;
  readonly warnings: readonly Problem[];
}

/** `guards`: what the system keeps from daemons beside what modes say. Absent: nothing. */
export async function gatherPreflight(
  host: Host,
  desired: Desired,
  names: readonly string[],
  startOf: (daemon: DesiredDaemon) => Start | null,
  guards: Guards | null = null,
): Promise<Preflight> {
  return judge(await lookAtStarts(host, desired, names, startOf, guards));
}

export interface Looked {
  readonly name: string;
  readonly said: readonly Said[];
}

/** The same for each, one by one: all that is amiss with its start. */
export async function lookAtStarts(
  host: Host,
  desired: Desired,
  names: readonly string[],
  startOf: (daemon: DesiredDaemon) => Start | null,
  guards: Guards | null,
): Promise<readonly Looked[]> {
  const looking: Looking = { host: askingOnce(host), uid: (await host.caller()).uid };
  const wanted = new Set(names);
  const found: Looked[] = [];
  for (const daemon of desired) {
    if (!wanted.has(daemon.name) || daemon.care.otherUser) continue;
    const start = startOf(daemon);
    if (start !== null) found.push({ name: daemon.name, said: await check(looking, daemon, start, guards) });
  }
  return found;
}

async function check(
  looking: Looking,
  daemon: DesiredDaemon,
  start: Start,
  guards: Guards | null,
): Promise<readonly Said[]> {
  const said: Said[] = [...checkTildes(start)];
  // Root makes what a daemon of root's manager needs, and reads what we may not.
  const byRoot = daemon.domain === 'system';
  const path = start.env['PATH'] ?? start.searchPath ?? '';
  if (start.workingDirectory?.startsWith('/') === true)
    said.push(...(await checkWorkingDirectory(looking, start.workingDirectory)));
  const wrapper = daemon.files.find((file) => start.argv?.slice(0, 2).includes(file.path));
  const [program] = start.argv ?? [];
  if (wrapper) said.push(...(await checkWrapper(looking, wrapper.text, path, guards?.home ?? homeOf(daemon, start))));
  else if (program?.startsWith('/')) said.push(...(await checkProgram(looking, program, path)));
  else if (program !== undefined && !program.startsWith('~'))
    said.push(...(await checkBare(looking, program, start.searchPath)));
  if (guards !== null) {
    const needs = wrapper ? wrapperNeeds(wrapper.text) : null;
    const programs = [needs?.program?.path ?? program ?? ''];
    const runs = [...programs, start.argv?.[1] ?? '', needs?.folder?.path ?? '', needs?.nodeProject ?? ''];
    said.push(
      ...(await checkGuarded(looking, guards, start, runs)),
      ...(await checkQuarantine(looking, guards, programs)),
    );
  }
  if (byRoot) return said;
  for (const file of start.envFiles) if (file.path.startsWith('/')) said.push(...(await checkEnvFile(looking, file)));
  for (const folder of daemon.folders) said.push(...(await checkLogFolder(looking, folder.path)));
  for (const output of start.outputs) if (output.startsWith('/')) said.push(...(await checkOutput(looking, output)));
  return said;
}

/** It was looked for on the daemon's own PATH before, and not found there. */
async function checkBare(looking: Looking, name: string, searchPath: string | null): Promise<readonly Said[]> {
  if (searchPath === null || (await findProgram(looking, name, searchPath)) !== null) return [];
  const hint = 'install it, write the whole path, or set `env: {PATH: …}` so that it is found';
  return [error('program-not-found', `its program \`${name}\` is neither on its PATH nor in ${searchPath}`, hint)];
}

/** User units lie in the home of whoever runs them. */
function homeOf({ files }: DesiredDaemon, { env }: Start): string {
  const unit = files.find((file) => file.path.includes('/.config/systemd/user/'))?.path ?? '';
  return env['HOME'] ?? unit.slice(0, Math.max(0, unit.indexOf('/.config/systemd/user/')));
}

/** Many daemons share a program or a folder, and a first apply starts them all. */
function askingOnce(host: Host): Looking['host'] {
  const seen = new Map<string, Promise<Seen | null>>();
  const runnable = new Map<string, Promise<boolean>>();
  const read = new Map<string, ReturnType<Host['read']>>();
  const real = new Map<string, ReturnType<Host['real']>>();
  const ran = new Map<string, ReturnType<Host['run']>>();
  const once = <T>(answers: Map<string, T>, path: string, ask: () => T): T => {
    const answer = answers.get(path) ?? ask();
    answers.set(path, answer);
    return answer;
  };
  return {
    real: (path) => once(real, path, () => host.real(path)),
    run: (argv, options) => once(ran, JSON.stringify(argv), () => host.run(argv, options)),
    look: (path) => once(seen, path, () => host.look(path)),
    executable: (path) => once(runnable, path, () => host.executable(path)),
    read: (path, limit) => once(read, `${limit} ${path}`, () => host.read(path, limit)),
  };
}

/** Pure: what was found → what is told. */
function judge(found: readonly { readonly name: string; readonly said: readonly Said[] }[]): Preflight {
  const blocking = new Map<string, Problem>();
  const warnings: Problem[] = [];
  for (const { name, said } of found) {
    const errors = said.filter(({ severity }) => severity === 'error');
    const [first, ...more] = errors;
    if (first) {
      const message = errors.map((one) => one.message).join('; and ');
      const hint = errors.map((one) => one.hint).join('; ');
      blocking.set(name, more.length === 0 ? { ...first, daemon: name } : { ...first, message, hint, daemon: name });
    }
    for (const one of said) if (one.severity === 'warning') warnings.push({ ...one, daemon: name });
  }
  return { blocking, warnings };
}
