// What scenes stand on that are played beside either manager: the built program, a manifest of its own for each world, and words
// for what is there afterwards. Nothing of the code under test is imported. Which manager it is, the environment says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Fault, Orders } from '../faults/hook.ts';
import { launchd } from './launchd.ts';
import type { Manager } from './manager.ts';
import { realMac } from './real-mac.ts';
import { systemd } from './systemd.ts';

export const SECRET = 'hunter2-never-to-be-seen';
/** A Mac with somebody's own things on it, or the stage in the part of one. */
export const isRealMac = process.env['MAC_REAL'] !== undefined;
export const manager: Manager = isRealMac ? realMac() : process.env['MAC_STAGE'] ? launchd : systemd;
export const isMac = manager.name === 'launchd';
/** Where the scenes' own files are. */
export const home = manager.room;
/** Where the play and what it needs are. */
export const furniture = process.env['MAC_REAL'] ?? process.env['MAC_STAGE'] ?? home;

export interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** As it was said: with the names that things really have (`Manager.token`). */
  readonly said: string;
  /** Of the manager, and of sudo, each in one line. */
  readonly calls: readonly string[];
  /** Under the hook: all calls that change something and all commands, in order. */
  readonly steps: readonly string[];
  readonly ms: number;
}

export interface How {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly faults?: readonly Fault[];
  /** Watched by the hook, though nothing is to go wrong. */
  readonly watched?: boolean;
  readonly umask?: number;
}

let runs = 0;

/** Daemons of the manifests so far, as the scenes call them. */
const cast = new Set<string>();
const real = (name: string): string => `${manager.token}${name}`;
/** As the scenes call things. */
export const plain = (text: string): string => (manager.token === '' ? text : text.replaceAll(manager.token, ''));

export function ds(argv: readonly string[], how: How = {}): Ran {
  const { faults, watched = faults !== undefined, env = {}, umask } = how;
  const log = `${home}/.steps-${(runs += 1)}`;
  const hook = watched ? { DAEMONSYNC_FAULTS: JSON.stringify({ log, faults: faults ?? [] } satisfies Orders) } : {};
  const [node = '', ...words] = manager.program;
  // Behind whatever makes the machine another one: it sees what the program does, and not what the stage does.
  const hooked = watched ? words.toSpliced(-1, 0, '--require', `${furniture}/hook.cjs`) : words;
  const { next } = manager.callsFrom(0);
  const began = Date.now();
  const usual = umask === undefined ? null : process.umask(umask);
  const ran = spawnSync(node, [...hooked, ...argv.map((word) => (cast.has(word) ? real(word) : word))], {
    env: { ...process.env, ...manager.environment, ...hook, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (usual !== null) process.umask(usual);
  if (ran.error) throw ran.error;
  const ms = Date.now() - began;
  const calls = manager.callsFrom(next).calls.map(plain);
  const steps = existsSync(log) ? read(log).split('\n').filter(Boolean) : [];
  gone(log);
  const [stdout, stderr, said] = [plain(ran.stdout), plain(ran.stderr), ran.stdout];
  const done = { code: ran.status, signal: ran.signal, stdout, stderr, said, calls, steps, ms };
  assert.ok(!`${ran.stdout}${ran.stderr}${calls.join('\n')}`.includes(SECRET), `${argv[0]} tells the secret`);
  assert.doesNotMatch(ran.stderr, /this is a bug/, told(done));
  return done;
}

export const changing = ({ calls }: Ran): readonly string[] => calls.filter((call) => manager.isChange(call));

/** What it changed on the disk beside its lock and its caches; only under the hook. */
export const touched = ({ steps }: Ran): readonly string[] =>
  steps.filter((call) => !call.startsWith('run ') && !/\/daemonsync\/locks|\/\.cache\/|\/daemonsync$/.test(call));

export const told = ({ code, signal, stdout, stderr, calls }: Ran): string =>
  [`exit ${code ?? signal}`, '── stdout', stdout, '── stderr', stderr, '── calls', ...calls].join('\n');

export const pid = (name: string): number => manager.seen(name).pid;
export const isUp = (name: string): boolean => pid(name) > 0;
export const pids = (...names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name) => [name, pid(name)]));

/** Of a running daemon; nothing where none runs. */
export const words = (name: string): readonly string[] => (isUp(name) ? manager.words(pid(name)) : []);
export const variable = (name: string, key: string): string | null =>
  isUp(name) ? manager.variable(name, pid(name), key) : null;

/** A process of that number is there. */
export function lives(one: number): boolean {
  try {
    return process.kill(one, 0);
  } catch {
    return false;
  }
}

/** Where somebody's own things are, too, a slip of a scene's must not cost any of them. */
function ours(path: string): string {
  const own = manager.token === '' || path.startsWith(`${home}/`) || path.includes(manager.token);
  assert.ok(own, `a scene is about to change ${path}`);
  return path;
}

export function put(path: string, text: string, mode = 0o644): string {
  ours(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
export const read = (path: string): string => readFileSync(path, 'utf8');
export const there = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
export const gone = (path: string): void => rmSync(ours(path), { recursive: true, force: true });

/** Everything below a folder but these: what it is, its mode, and its text. */
export function tree(folder: string, but = /(?!)/): readonly string[] {
  if (!there(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !but.test(path))
    .map((path) => {
      const seen = lstatSync(path);
      const mode = (seen.mode & 0o7777).toString(8);
      return seen.isFile() ? `${path} ${mode} ${read(path)}` : `${path} ${mode}`;
    })
    .toSorted();
}

/** Below a folder where somebody's own things may be, too. */
function treeOfOurs(folder: string, but = /(?!)/): readonly string[] {
  if (manager.token === '') return tree(folder, but);
  if (!there(folder)) return [];
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return paths
    .filter((path) => path.includes(manager.token) && !but.test(path))
    .flatMap((path) => (lstatSync(path).isDirectory() ? [path, ...tree(path, but)] : [`${path} ${read(path)}`]));
}

/** All definitions that lie where the manager looks. */
export const definitions = (): readonly string[] => treeOfOurs(manager.folder).map(plain);

/** Whatever else the program makes: wrappers, definitions that are kept aside, folders of logs; and what it remembers. */
export function keptFiles(but?: RegExp): readonly string[] {
  const [data, state] = [`${manager.home}/.local/share/daemonsync`, `${manager.home}/.local/state`];
  const shared = [`${data}/wrappers`, `${data}/plists`, state, `${state}/daemonsync/namespaces`];
  return (manager.token === '' ? [data, state] : shared).flatMap((folder) => treeOfOurs(folder, but)).map(plain);
}

export const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

export function until(what: string, holds: () => boolean, ms = 10_000): void {
  for (const end = Date.now() + ms; !holds(); pause(20))
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
}

export type Fields = Readonly<Record<string, unknown>>;

/** Stays up, writes no logs, and holds a secret. */
export const sleeps = (more: Fields = {}): Fields => ({
  command: ['/bin/sleep', '1000'],
  logs: 'none',
  stop: { timeout: '2s' },
  ...more,
});

/** A oneshot that leaves a line in a file each time it has run. */
export const notes = (file: string, more = {}): Fields => ({
  shell: `echo ran >>${home}/${file}`,
  type: 'oneshot',
  logs: 'none',
  ...more,
});
export const lines = (file: string): number =>
  there(`${home}/${file}`) ? read(`${home}/${file}`).split('\n').length - 1 : 0;

export interface World {
  readonly namespace: string;
  readonly path: string;
  readonly state: string;
  write(daemons: Readonly<Record<string, Fields>>, top?: Fields): void;
  /** What that writes. */
  manifest(daemons: Readonly<Record<string, Fields>>, top?: Fields): Fields;
  run(...argv: readonly string[]): Ran;
  /** The same, and it is a failure of the scene if its exit is another. */
  exits(code: number, ...argv: readonly string[]): Ran;
  /** In sync: no command that changes anything, nothing to say. Twice, as the second may be answered by what is known. */
  quiet(): void;
  /** Nothing of it is left. */
  destroy(): void;
}

/** A manifest of its own, in a folder of its own: scenes do not meet unless they mean to. */
export function world(name: string, path = `${home}/${name}/daemons.yaml`): World {
  const namespace = real(name);
  const run: World['run'] = (...argv) => ds([...argv, '-f', path]);
  const one: World = {
    namespace,
    path,
    state: `${manager.home}/.local/state/daemonsync/namespaces/${namespace}`,
    // Every JSON document is a YAML document.
    write: (daemons, top = {}) =>
      void put(path, JSON.stringify(one.manifest(daemons, { defaults: DEFAULTS, ...top }), null, 2)),
    manifest(daemons, top = {}) {
      for (const daemon of Object.keys(daemons)) cast.add(daemon);
      const called = Object.entries(daemons).map(([daemon, fields]) => [real(daemon), withRealNames(fields)]);
      return { version: 1, namespace, ...manager.top, ...top, daemons: Object.fromEntries(called) };
    },
    run,
    exits: (code, ...argv) => exited(code, run(...argv)),
    quiet() {
      for (let i = 0; i < 2; i += 1) {
        const ran = one.exits(0, 'apply');
        did(ran);
        says(ran, 'nothing to do');
      }
    },
    destroy() {
      one.exits(0, 'destroy', '--yes');
      // Copies of what was edited by hand stay.
      assert.ok(!there(`${one.state}/state.json`), `${one.state} is left`);
    },
  };
  return one;
}

const withRealNames = (fields: Fields): Fields => ({
  ...fields,
  ...(Array.isArray(fields['needs']) ? { needs: fields['needs'].map((name) => real(String(name))) } : {}),
});

const DEFAULTS: Fields = { env: { STAGE_TOKEN: SECRET } };

export function exited(code: number, ran: Ran): Ran {
  assert.equal(ran.code, code, told(ran));
  return ran;
}

/** Each of these words is somewhere in what was said, wherever its lines are broken. */
export function says(ran: Ran, ...patterns: readonly (string | RegExp)[]): void {
  const all = `${ran.stdout}\n${ran.stderr}`;
  const flat = all.replace(/\s+/g, ' ');
  for (const pattern of patterns)
    assert.ok(typeof pattern === 'string' ? flat.includes(pattern) : pattern.test(all), `${pattern}\nin ${told(ran)}`);
}

export function saysNot(ran: Ran, ...patterns: readonly RegExp[]): void {
  for (const pattern of patterns) assert.doesNotMatch(`${ran.stdout}\n${ran.stderr}`, pattern, told(ran));
}

/** What the program told the manager to change: nothing. */
export const did = (ran: Ran): void => assert.deepEqual(changing(ran), [], told(ran));

/** What changed it was about these daemons, and about no others. */
export function touchedOnly(ran: Ran, ...names: readonly string[]): void {
  const about = changing(ran).join('\n');
  for (const name of names) assert.match(about, new RegExp(`[. /]${name}\\b`), told(ran));
}

/** In sync or not, by name. */
export function syncs(one: World): Readonly<Record<string, string>> {
  const rows = JSON.parse(one.run('status', '--json').stdout).daemons as { name: string; sync: string }[];
  return Object.fromEntries(rows.map(({ name, sync }) => [name, sync]));
}

export function states(one: World): Readonly<Record<string, string>> {
  const rows = JSON.parse(one.run('status', '--json').stdout).daemons as { name: string; state: string }[];
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

export const counted = (count: number, of: string): void =>
  void process.stdout.write(`${JSON.stringify({ count, of })}\n`);

export interface Playable {
  /** Why it is not played where somebody's own things are. */
  readonly notOnARealMac?: string;
}

/** One scene, told in one line of JSON. A failure does not end the play. */
export function scene(name: string, play: () => void, { notOnARealMac }: Playable = {}): void {
  const only = process.env['DAEMONSYNC_SCENE'];
  if (only !== undefined && !name.includes(only)) return;
  if (isRealMac && notOnARealMac !== undefined) return notPlayed(name, notOnARealMac);
  const began = Date.now();
  let error: string | null = null;
  try {
    play();
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  process.stdout.write(`${JSON.stringify({ scene: name, error, ms: Date.now() - began })}\n`);
}

/** A scene that this stage cannot play, and why. */
export const notPlayed = (name: string, why: string): void =>
  void process.stdout.write(`${JSON.stringify({ scene: name, error: null, ms: 0, skipped: why })}\n`);

export const prepare = (): void => manager.prepare();

/** Of launchd. */
export const labelOf = (name: string): string => plain(basename(manager.definition(name), '.plist'));

/** All calls so far; where somebody's own launchd is asked, those of the program only. */
export const everyCall = (): readonly string[] => manager.callsFrom(0).calls.map(plain);
