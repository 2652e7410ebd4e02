// What the scenes stand on: they are played beside a real manager, by the built program, and nothing of the code under test is
// imported here. Every call of systemctl is written down, every --json document is held against its schema, and whatever the
// program prints is searched for the secret that all manifests hold.
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

export const home = process.env['HOME'] ?? '';
export const SECRET = 'hunter2-never-to-be-seen';
export const unitFolder = `${home}/.config/systemd/user`;
export const runtimeFolder = `${process.env['XDG_RUNTIME_DIR']}/systemd/user`;
const program = `${home}/dist/daemonsync.cjs`;
const bin = `${home}/bin`;
const callsFile = `${home}/systemctl.calls`;
const pathWith = `${bin}:${process.env['PATH']}`;

/** The same for a daemon that runs the program itself. */
export const selfCommand = { argv: [process.execPath, program], env: { PATH: pathWith } } as const;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of systemctl, each in one line, without `--user`. */
  readonly calls: readonly string[];
}

/** Those that only ask. */
const ASKS = /^(?:list-units|list-timers|show|--version)\b/;
export const changing = ({ calls }: Ran): readonly string[] => calls.filter((call) => !ASKS.test(call));

/** To be called once: the manager answers, and each of our calls to it is written down. */
export function prepare(): void {
  mkdirSync(bin, { recursive: true });
  const real = ['/usr/bin/systemctl', '/bin/systemctl'].find((path) => existsSync(path)) ?? 'systemctl';
  // One write, so that lines of two processes do not mix.
  const line = `printf '%s\\n' "$*" >>${callsFile}; exec ${real} "$@"`;
  writeFileSync(`${bin}/systemctl`, `#!/bin/sh\n${line}\n`);
  chmodSync(`${bin}/systemctl`, 0o755);
  writeFileSync(callsFile, '');
  bare('systemctl', '--user', 'is-system-running', '--wait');
}

const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
schemas.addSchema(JSON.parse(readFileSync(`${home}/output.schema.json`, 'utf8')));
let documents = 0;

export function ds(argv: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Ran {
  writeFileSync(callsFile, '');
  const merged: NodeJS.ProcessEnv = { ...process.env, PATH: pathWith, ...env };
  const ran = spawnSync(process.execPath, [program, ...argv], { env: merged, encoding: 'utf8', timeout: 30_000 });
  if (ran.error) throw ran.error;
  const calls = callsSince().map((call) => call.replace(/^--user /, ''));
  assert.ok(!`${ran.stdout}${ran.stderr}${calls.join('\n')}`.includes(SECRET), `${argv[0]} tells the secret`);
  const done = { code: ran.status, stdout: ran.stdout, stderr: ran.stderr, calls };
  if (argv.includes('--json')) checkDocument(argv[0] ?? '', done);
  return done;
}

export const callsSince = (): string[] => readFileSync(callsFile, 'utf8').split('\n').filter(Boolean);

function checkDocument(command: string, ran: Ran): void {
  const check = schemas.getSchema(`output.schema.json#/$defs/${command}`);
  assert.ok(check, `no schema for ${command}`);
  assert.ok(check(JSON.parse(ran.stdout)), `${command} --json: ${JSON.stringify(check.errors)}\n${ran.stdout}`);
  assert.equal(JSON.parse(ran.stdout).ok ?? ran.code === 0, ran.code === 0, ran.stdout);
  documents += 1;
}

/** Another program; its output, whatever its exit. */
export function bare(...[command = '', ...argv]: readonly string[]): string {
  const { stdout, error }: SpawnSyncReturns<string> = spawnSync(command, argv, { encoding: 'utf8', timeout: 30_000 });
  if (error) throw error;
  return stdout.trim();
}

export const systemctl = (...argv: readonly string[]): string => bare('systemctl', '--user', ...argv);

export interface State {
  readonly pid: number;
  readonly active: string;
  readonly sub: string;
  readonly invocation: string;
  readonly restarts: number;
}

export function state(unit: string): State {
  const id = /\.(?:service|timer|path|socket)$/.test(unit) ? unit : `${unit}.service`;
  const wanted = 'MainPID,ActiveState,SubState,InvocationID,NRestarts';
  const found = new Map(
    systemctl('show', '-p', wanted, id)
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const text = (name: string): string => found.get(name) ?? '';
  return {
    pid: Number(text('MainPID') || 0),
    active: text('ActiveState'),
    sub: text('SubState'),
    invocation: text('InvocationID'),
    restarts: Number(text('NRestarts') || 0),
  };
}

/** Of services, by name; those that do not run are 0. */
export const pids = (...names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name) => [name, state(name).pid]));

export function put(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

export const read = (path: string): string => readFileSync(path, 'utf8');
export const there = (path: string): boolean => existsSync(path);
export const gone = (path: string): void => rmSync(path, { recursive: true, force: true });
export const unit = (id: string): string => `${unitFolder}/${id.includes('.') ? id : `${id}.service`}`;

/** Every file and link below a folder, with its size and when it changed. */
export function tree(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 'nowhere'}`)
    .toSorted();
}

export function until(what: string, holds: () => boolean, ms = 10_000): void {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    pause(20);
  }
}

export const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

export type Fields = Readonly<Record<string, unknown>>;

/** Stays up, writes no logs, and holds a secret. */
export const sleeps = (more: Fields = {}): Fields => ({
  command: ['/bin/sleep', '1000'],
  logs: 'none',
  stop: { timeout: '2s' },
  ...more,
});

export interface World {
  readonly namespace: string;
  readonly path: string;
  readonly folder: string;
  readonly state: string;
  /** Writes the manifest. */
  write(daemons: Readonly<Record<string, Fields>>, top?: Fields): void;
  /** Runs the program on it. */
  run(...argv: readonly string[]): Ran;
  /** The same, and it is a failure of the scene if its exit is another. */
  exits(code: number, ...argv: readonly string[]): Ran;
}

/** A manifest of its own, in a folder of its own: scenes do not meet unless they mean to. */
export function world(namespace: string, path = `${home}/${namespace}/daemons.yaml`): World {
  const run: World['run'] = (...argv) => ds([...argv, '-f', path]);
  return {
    namespace,
    path,
    folder: dirname(path),
    state: `${home}/.local/state/daemonsync/namespaces/${namespace}`,
    // Every JSON document is a YAML document.
    write: (daemons, top = {}) =>
      void put(path, JSON.stringify({ version: 1, namespace, defaults: DEFAULTS, daemons, ...top }, null, 2)),
    run,
    exits: (code, ...argv) => exited(code, run(...argv)),
  };
}

export const DEFAULTS: Fields = { env: { STAGE_TOKEN: SECRET } };

export function exited(code: number, ran: Ran): Ran {
  assert.equal(ran.code, code, told(ran));
  return ran;
}

export const told = ({ code, stdout, stderr, calls }: Ran): string =>
  [`exit ${code}`, '── stdout', stdout, '── stderr', stderr, '── systemctl', ...calls].join('\n');

/** Each of these words is somewhere in what was said, wherever its lines are broken. */
export function says(ran: Ran, ...patterns: readonly (string | RegExp)[]): void {
  const all = `${ran.stdout}\n${ran.stderr}`;
  const flat = all.replace(/\s+/g, ' ');
  for (const pattern of patterns)
    assert.ok(typeof pattern === 'string' ? flat.includes(pattern) : pattern.test(all), `${pattern}\nin ${told(ran)}`);
}

export function saysNot(ran: Ran, ...patterns: readonly RegExp[]): void {
  for (const pattern of patterns) assert.doesNotMatch(`${ran.stdout}\n${ran.stderr}`, pattern);
}

/**
 * What the program told systemctl to change, in this order and nothing else. That a failed state is forgotten goes without
 * saying where anything is stopped; where nothing was to be done it does not.
 */
export function did(ran: Ran, ...calls: readonly string[]): void {
  const said = changing(ran);
  const heard = calls.length === 0 ? said : said.filter((call) => !call.startsWith('reset-failed '));
  assert.deepEqual(heard, calls, told(ran));
}

/** In sync: no command that changes anything, nothing to say. Twice, as the second may be answered by what is known. */
export function quiet(one: World): void {
  for (let i = 0; i < 2; i += 1) {
    const ran = one.exits(0, 'apply');
    did(ran);
    says(ran, 'nothing to do');
  }
}

/** A oneshot that leaves a line in a file each time it has run. */
export const notes = (file: string, more = {}) => ({
  shell: `echo ran >>${home}/${file}`,
  type: 'oneshot',
  logs: 'none',
  ...more,
});
export const lines = (file: string): number =>
  there(`${home}/${file}`) ? read(`${home}/${file}`).split('\n').length - 1 : 0;

/** The commands that a diff shows, as `calls` has them. */
export const shown = ({ stdout }: Ran): string[] =>
  stdout.split('\n').flatMap((line) => /^ {2}systemctl --user (.*)$/.exec(line)?.[1] ?? []);

/** In sync or not, by name. */
export function syncs(one: World): Readonly<Record<string, string>> {
  const rows = JSON.parse(one.run('status', '--json').stdout).daemons as { name: string; sync: string }[];
  return Object.fromEntries(rows.map(({ name, sync }) => [name, sync]));
}

export function connect(path: string): void {
  const text = 'require("net").connect(process.argv[1]).on("connect", function () { this.destroy(); })';
  bare(process.execPath, '-e', text, path);
}

/** One scene, told in one line of JSON. A failure does not end the play. */
export function scene(name: string, play: () => void): void {
  const began = Date.now();
  let error: string | null = null;
  try {
    play();
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  process.stdout.write(`${JSON.stringify({ scene: name, error, ms: Date.now() - began, documents })}\n`);
}
