// What the laws are tried on: a manifest's text → an aim, a stand-in machine on which its programs are there, a run of
// observe, plan and apply on it, and what of the world has to be the same afterwards. Asserts nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut, type Carried } from '../../src/carry-out.ts';
import { type Aim, type Survey, survey, type Terms } from '../../src/reconcile.ts';
import { systemd } from '../../src/systemd/manage.ts';
import { startOf } from '../../src/systemd/start-of.ts';
import type { Manifest } from '../../src/model.ts';
import { annsFacts, pipeline } from './compiled.ts';
import { type HandsOptions, memoryHands, type Mutation } from './memory-hands.ts';
import { parent } from './memory-files.ts';
import { aMachine, forked, type Machine, pass, type Settings, world, type World } from './systemd-model.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

export interface Wanted {
  readonly name: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly aim: Aim;
}

export async function wanted(
  name: string,
  text: string,
  included: Readonly<Record<string, string>> = {},
): Promise<Wanted> {
  const { manifest, desired, problems } = await pipeline(text, 'systemd', included, { systemdVersion: 252 });
  if (manifest === null) throw new Error(`${name}: ${problems.map(({ message }) => message).join('; ')}`);
  const facts = annsFacts('systemd', { systemdVersion: 252 });
  const { namespace, path } = manifest;
  return { name, text, manifest, aim: { desired, facts, namespace, manifest: path, includes: { matched: [], empty: [] } } };
}

/** Every golden case and every example. */
export async function allCases(): Promise<readonly Wanted[]> {
  const folder = join(root, 'test/cases');
  const read = (path: string): string => readFileSync(path, 'utf8');
  const own = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'daemons.yaml')));
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'));
  return Promise.all([
    ...own.map((name) => {
      const below = join(folder, name, 'daemons.d');
      const included = existsSync(below)
        ? readdirSync(below).map((one) => [`daemons.d/${one}`, read(join(below, one))])
        : [];
      return wanted(
        name,
        read(join(folder, name, 'daemons.yaml')),
        Object.fromEntries(included) as Record<string, string>,
      );
    }),
    ...examples.map((name) => wanted(`example-${name}`, read(join(root, 'examples', name)))),
    wanted('example-demo', read(join(root, 'daemons.yaml'))),
  ]);
}

/** A machine with everything that these need from others: programs, folders to work in, environment files. */
export function furnished(all: readonly Wanted[], over: Partial<Settings> = {}): Machine {
  const byUnit = new Map<string, { readonly start: readonly string[]; readonly reload: readonly string[] }>();
  const machine = aMachine({ reads: (id) => byUnit.get(id) ?? { start: [], reload: [] }, ...over });
  const { files } = machine;
  const uid = machine.settings.account.uid;
  const put = (path: string, text: string, mode: number): void => {
    files.folder(parent(path), 0o755, uid);
    if (files.at(path) === null) files.put(path, { kind: 'file', text, mode, uid });
  };
  for (const program of ['/bin/sh', '/usr/bin/env', '/usr/bin/bash', '/usr/bin/sleep', '/bin/kill'])
    put(program, PROGRAM, 0o755);
  for (const { aim, manifest } of all) {
    for (const { launcher, run } of manifest.daemons) {
      if (launcher.kind !== 'direct') files.folder(launcher.dir, 0o755, uid);
      if (launcher.kind === 'venv') put(`${launcher.dir}/bin/python`, PROGRAM, 0o755);
      if (launcher.kind !== 'direct') put(`/usr/bin/${launcher.kind}`, PROGRAM, 0o755);
      const word = run.kind === 'command' ? run.argv[0] : '';
      if (word.startsWith('/') && !word.includes('missing')) put(word, PROGRAM, 0o755);
    }
    for (const daemon of aim.desired) {
      const start = startOf(daemon);
      if (start?.workingDirectory) files.folder(start.workingDirectory, 0o755, uid);
      files.folder(daemon.care.workingDirectory, 0o755, uid);
      for (const word of start?.argv?.slice(0, 1) ?? []) {
        if (!word.includes('missing') && !word.includes('/daemonsync/'))
          put(word.startsWith('/') ? word : `/usr/bin/${word}`, PROGRAM, 0o755);
      }
      const probe = daemon.care.health?.probe;
      if (probe?.kind === 'command') put(probe.argv[0], PROGRAM, 0o755);
      for (const { path } of start?.envFiles ?? []) put(path, 'A=1\n', 0o600);
      for (const { path, as } of daemon.care.watched)
        if (as !== 'env' && !/[*?[]/.test(path)) put(path, 'one\n', 0o644);
    }
  }
  for (const path of files.unsynced()) files.sync(parent(path));
  return machine;
}

/** Not a script: nobody looks into it for an interpreter. */
const PROGRAM = '\u007fELF\0\0';

const TERMS: Terms = {
  only: null,
  adopt: new Set(),
  guarded: false,
  takeover: false,
  offline: false,
  sudo: 'ask',
  stableMs: 500,
  timeoutMs: 30_000,
};

/** Nobody is asked over the network: whoever is up is well. */
const WELL = { http: async () => null, tcp: async () => null };

export interface Applied {
  readonly survey: Survey;
  readonly carried: Carried;
  readonly mutations: number;
}

export async function applied(
  machine: Machine,
  { aim }: Wanted,
  options: HandsOptions = {},
  terms: Partial<Terms> = {},
): Promise<Applied> {
  const hands = memoryHands(machine, options);
  const seen = await survey(systemd, hands, aim, { ...TERMS, ...terms });
  if ('unreachable' in seen) throw new Error(seen.unreachable.message);
  if (seen.refused !== null) throw new Error(seen.refused.problem.message);
  const carried = await carryOut(seen, 'apply', { probes: WELL });
  if (carried.problem !== null) throw new Error(carried.problem.message);
  return { survey: seen, carried, mutations: hands.mutations() };
}

/** What a run would do now: nothing, once all is as it is wanted. */
export async function pending(machine: Machine, want: Wanted): Promise<readonly string[]> {
  const copy = forked(machine);
  const told: Mutation[] = [];
  const { survey: seen } = await applied(copy, want, { onMutation: (mutation) => told.push(mutation) });
  const changes = seen.plan.changes
    .filter(({ kind }) => kind !== 'keep' && kind !== 'blocked' && kind !== 'conflict')
    .map(({ name, kind, because }) => `${kind} ${name}: ${JSON.stringify(because)}`);
  return [...changes, ...told.map((one) => JSON.stringify(one).slice(0, 200))];
}

export interface Moment {
  readonly machine: Machine;
  readonly mutation: Mutation;
}

/** A run, and the world as it was before each change of it: what is left if it is killed there. */
export async function photographed(
  machine: Machine,
  want: Wanted,
): Promise<{ readonly moments: readonly Moment[]; readonly applied: Applied }> {
  const moments: Moment[] = [];
  const onMutation = (mutation: Mutation): void => void moments.push({ machine: forked(machine), mutation });
  return { applied: await applied(machine, want, { onMutation }), moments };
}

/** After some time in which whatever was begun comes to its end. */
export function atRest(machine: Machine): World {
  const copy = forked(machine);
  pass(copy, copy.clock.nowMs + 60_000);
  const { stateDir, cacheDir } = annsFacts('systemd');
  // What daemonsync keeps for itself differs: when things happened is in it.
  return world(copy, (path) => path.startsWith(`${stateDir}/daemonsync`) || path.startsWith(`${cacheDir}/daemonsync`));
}

/** What may be left of a daemon that is gone: its logs are the user's, and so are the folders that everybody shares. */
export function remains(gone: Wanted): (path: string) => boolean {
  const logs = new Set(
    gone.aim.desired.flatMap(({ folders, care }) => [
      ...folders.map(({ path }) => path),
      ...(care.logs.kind === 'files' ? [care.logs.stdout, care.logs.stderr] : []),
    ]),
  );
  const parents = new Set([...logs].map(parent));
  return (path) => logs.has(path) || parents.has(path) || SHARED.has(path);
}

const SHARED = new Set(
  ['.local', '.local/share', '.local/state', '.config', '.config/systemd', '.config/systemd/user'].map((path) => `/home/ann/${path}`),
);

/** Where two worlds differ, in words; empty: nowhere. `left`: paths that may be there. `but`: units whose process need not be the same. */
export function differences(
  is: World,
  shouldBe: World,
  left: (path: string) => boolean,
  but: (unit: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  const both = <T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): string[] =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  for (const path of both(is.files, shouldBe.files)) {
    if (is.files[path] === shouldBe.files[path]) continue;
    if (shouldBe.files[path] === undefined && left(path)) continue;
    found.push(`${path}: ${short(is.files[path])} instead of ${short(shouldBe.files[path])}`);
  }
  for (const unit of both(is.units, shouldBe.units)) {
    const [a, b] = [is.units[unit], shouldBe.units[unit]];
    if (a?.loaded !== b?.loaded) found.push(`${unit} is loaded as ${short(a?.loaded)} instead of ${short(b?.loaded)}`);
    if (but(unit)) continue;
    if (a?.state !== b?.state) found.push(`${unit} is ${a?.state} instead of ${b?.state}`);
    if (a?.runs !== b?.runs) found.push(`${unit} runs ${short(a?.runs)} instead of ${short(b?.runs)}`);
  }
  return found;
}

const short = (text: string | null | undefined): string =>
  text === null || text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 300));
