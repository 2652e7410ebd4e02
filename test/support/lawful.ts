// What the laws are tried on: a manifest's text → an aim, a stand-in machine on which its programs are there, a run of
// observe, plan and apply on it, and what of the world has to be the same afterwards. Asserts nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carryOut, type Carried } from '../../src/carry-out.ts';
import { type Aim, type Survey, survey, type Terms } from '../../src/reconcile.ts';
import type { Argv, Desired, Manifest } from '../../src/model.ts';
import type { Platform } from '../../src/platform.ts';
import { pipeline } from './compiled.ts';
import { Cut, type HandsOptions, memoryHands, type Mutation } from './memory-hands.ts';
import { parent } from './memory-files.ts';
import type { World } from './model/world.ts';
import type { AnyMachine, Rig } from './rig.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

export interface Wanted {
  readonly name: string;
  readonly text: string;
  readonly manifest: Manifest;
  readonly aim: Aim;
}

export async function wanted<M extends AnyMachine>(
  rig: Rig<M>,
  name: string,
  text: string,
  included: Readonly<Record<string, string>> = {},
): Promise<Wanted> {
  const facts = rig.facts();
  const { manifest, desired, problems } = await pipeline(text, facts.platform, included, facts);
  if (manifest === null) throw new Error(`${name}: ${problems.map(({ message }) => message).join('; ')}`);
  const { namespace, path } = manifest;
  return {
    name,
    text,
    manifest,
    aim: { desired, facts, namespace, manifest: path, includes: { matched: [], empty: [] } },
  };
}

/** Every golden case and every example that is right on this system. */
export async function allCases<M extends AnyMachine>(rig: Rig<M>): Promise<readonly Wanted[]> {
  const all = await Promise.allSettled(texts().map(({ name, text, included }) => wanted(rig, name, text, included)));
  return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

function texts(): readonly {
  readonly name: string;
  readonly text: string;
  readonly included?: Record<string, string>;
}[] {
  const folder = join(root, 'test/cases');
  const read = (path: string): string => readFileSync(path, 'utf8');
  const own = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'daemons.yaml')));
  const examples = readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.yaml'));
  return [
    ...own.map((name) => {
      const below = join(folder, name, 'daemons.d');
      const included = existsSync(below)
        ? readdirSync(below).map((one) => [`daemons.d/${one}`, read(join(below, one))])
        : [];
      const text = read(join(folder, name, 'daemons.yaml'));
      return { name, text, included: Object.fromEntries(included) as Record<string, string> };
    }),
    ...examples.map((name) => ({ name: `example-${name}`, text: read(join(root, 'examples', name)) })),
    { name: 'example-demo', text: read(join(root, 'daemons.yaml')) },
  ];
}

/** A machine with everything that these need from others: programs, folders to work in, environment files. */
export function furnished<M extends AnyMachine>(rig: Rig<M>, all: readonly Wanted[]): M {
  const startOf = (daemon: Desired[number]): ReturnType<Platform['startOf']> => rig.platform.startOf(daemon);
  const machine = rig.machine({ reads: () => ({ start: [], reload: [] }), ends: (id) => ending.has(id) });
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

/** What is there to run to its end, in the manifest that is being applied: a plist does not say so. */
const ending = new Set<string>();

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

export async function applied<M extends AnyMachine>(
  rig: Rig<M>,
  machine: M,
  { aim }: Wanted,
  options: HandsOptions = {},
  terms: Partial<Terms> = {},
): Promise<Applied> {
  const hands = memoryHands(machine, options);
  ending.clear();
  for (const { units } of aim.desired) for (const { id, once } of units) if (once) ending.add(id);
  const seen = await survey(rig.platform, hands, aim, { ...TERMS, ...terms });
  if ('unreachable' in seen) throw new Error(seen.unreachable.message);
  if (seen.refused !== null) throw new Error(seen.refused.problem.message);
  const carried = await carryOut(seen, 'apply', { probes: WELL });
  if (carried.problem !== null) throw new Error(carried.problem.message);
  return { survey: seen, carried, mutations: hands.mutations() };
}

/** What a run would do now: nothing, once all is as it is wanted. */
export async function pending<M extends AnyMachine>(rig: Rig<M>, machine: M, want: Wanted): Promise<readonly string[]> {
  const copy = rig.forked(machine);
  const told: Mutation[] = [];
  const { survey: seen } = await applied(rig, copy, want, { onMutation: (mutation) => told.push(mutation) });
  const changes = seen.plan.changes
    .filter(({ kind }) => kind !== 'keep' && kind !== 'blocked' && kind !== 'conflict')
    .map(({ name, kind, because }) => `${kind} ${name}: ${JSON.stringify(because)}`);
  return [...changes, ...told.map((one) => JSON.stringify(one).slice(0, 200))];
}

export interface Moment<M extends AnyMachine> {
  readonly machine: M;
  readonly mutation: Mutation;
}

/** A run, and the world as it was before each change of it: what is left if it is killed there. */
export async function photographed<M extends AnyMachine>(
  rig: Rig<M>,
  machine: M,
  want: Wanted,
): Promise<{ readonly moments: readonly Moment<M>[]; readonly applied: Applied }> {
  const moments: Moment<M>[] = [];
  const onMutation = (mutation: Mutation): void => void moments.push({ machine: rig.forked(machine), mutation });
  return { applied: await applied(rig, machine, want, { onMutation }), moments };
}

/** The change as it is left when it is killed in its middle: a file half written under another name, half of the units asked for. */
export async function halfDone(machine: AnyMachine, mutation: Mutation): Promise<void> {
  const hands = memoryHands(machine, { cutAfter: 0, midway: true });
  try {
    if (mutation.verb === 'run') await hands.run(mutation.argv as Argv);
    else if (mutation.verb === 'write') await hands.write({ path: mutation.path, mode: 0o644, text: mutation.text });
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
}

/** After some time in which whatever was begun comes to its end. */
export function atRest<M extends AnyMachine>(rig: Rig<M>, machine: M): World {
  const copy = rig.forked(machine);
  rig.pass(copy, copy.clock.nowMs + 60_000);
  const { stateDir, cacheDir } = rig.facts();
  // What daemonsync keeps for itself differs: when things happened is in it.
  return rig.world(
    copy,
    (path) => path.startsWith(`${stateDir}/daemonsync`) || path.startsWith(`${cacheDir}/daemonsync`),
  );
}
