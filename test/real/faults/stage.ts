// What both plays stand on: the built program run beside a real manager, under the hook; and small words for looking at the
// world. Imports nothing of the code under test.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault, Orders } from './hook.ts';

export const home = process.env['HOME'] ?? '';
export const runtime = process.env['XDG_RUNTIME_DIR'] ?? '';
export const unitFolder = `${home}/.config/systemd/user`;
export const stateFolder = `${home}/.local/state/daemonsync`;
export const program = `${home}/dist/daemonsync.cjs`;
/** Not in the home: that may be read-only, or full. */
const logs = `${runtime}/faults`;
mkdirSync(logs, { recursive: true });

export interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** All calls that change something and all commands, in order. */
  readonly calls: readonly string[];
  readonly ms: number;
}

export interface How extends Omit<Orders, 'log'> {
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the program's own: `unshare …`. */
  readonly within?: readonly string[];
  /** As soon as it has started. */
  readonly meanwhile?: (child: ReturnType<typeof spawn>) => void;
}

let runs = 0;

export function ds(argv: readonly string[], how: How = {}): Promise<Ran> {
  const { env = {}, within = [], meanwhile, ...orders } = how;
  const log = `${logs}/${++runs}`;
  const [command = '', ...rest] = [...within, process.execPath, program, ...argv];
  const began = Date.now();
  const child = spawn(command, rest, {
    env: {
      ...process.env,
      ...env,
      NODE_OPTIONS: `--require=${home}/hook.cjs`,
      DAEMONSYNC_FAULTS: JSON.stringify({ ...orders, log } satisfies Orders),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  meanwhile?.(child);
  return new Promise((done, bug) => {
    child.on('error', bug);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const calls = existsSync(log) ? read(log).split('\n').filter(Boolean) : [];
      done({ code, signal, ...said, calls, ms: Date.now() - began });
    });
  });
}

/** Commands that change something. */
export const changing = ({ calls }: Ran): readonly string[] =>
  calls
    .filter((call) => call.startsWith('run ') && !/^run systemctl (?:--user )?(?:list-|show\b|--version)/.test(call))
    .map((call) => call.slice('run '.length));

/** What it changed on the disk beside its lock and its caches. */
export const touched = ({ calls }: Ran): readonly string[] =>
  calls.filter((call) => !call.startsWith('run ') && !/\/daemonsync\/locks|\/\.cache\/|\/daemonsync$/.test(call));

export const told = (ran: Ran): string =>
  [
    `exit ${ran.code ?? ran.signal}`,
    '── stdout',
    ran.stdout.trimEnd(),
    '── stderr',
    ran.stderr.trimEnd(),
    '── commands',
    ...ran.calls.filter((call) => call.startsWith('run ')),
  ].join('\n');

/** Another program; its output, whatever its exit. */
export function bare(...[command = '', ...argv]: readonly string[]): string {
  const { stdout, error } = spawnSync(command, argv, { encoding: 'utf8', timeout: 30_000 });
  if (error) throw error;
  return stdout.trimEnd();
}

export const systemctl = (...argv: readonly string[]): string => bare('systemctl', '--user', ...argv);

/** Asked of units that are there: one block each, as maps. */
export function show(ids: readonly string[], properties: string): readonly ReadonlyMap<string, string>[] {
  if (ids.length === 0) return [];
  return systemctl('show', '-p', `Id,${properties}`, '--', ...ids)
    .split('\n\n')
    .map(
      (block) =>
        new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    );
}

export const pidOf = (name: string): number => Number(show([`${name}.service`], 'MainPID')[0]?.get('MainPID') ?? 0);

/** What the process of a daemon was started with: the variable MARK. null: it does not run. */
export function markOf(name: string): string | null {
  const pid = pidOf(name);
  return pid === 0 ? null : markIn(pid);
}

export function markIn(pid: number): string | null {
  try {
    const all = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return all.find((one) => one.startsWith('MARK='))?.slice('MARK='.length) ?? '';
  } catch {
    return null;
  }
}

/** Of processes whose words match. */
export const running = (words: RegExp): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && words.test(wordsOf(Number(name))))
    .map(Number);

export function wordsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}

export function put(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

export const read = (path: string): string => readFileSync(path, 'utf8');
export const there = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
export const gone = (path: string): void => rmSync(path, { recursive: true, force: true });
export const unit = (id: string): string => `${unitFolder}/${id.includes('.') ? id : `${id}.service`}`;

/** Everything below a folder but these: what it is, its mode, and its text or where it leads. */
export function tree(folder: string, but = /(?!)/): readonly string[] {
  if (!there(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !but.test(path))
    .map((path) => {
      const seen = lstatSync(path);
      const mode = (seen.mode & 0o7777).toString(8);
      if (seen.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`;
      return seen.isFile() ? `${path} ${mode} ${read(path)}` : `${path}/ ${mode}`;
    })
    .toSorted();
}

/** What killed runs leave behind: temporary files, locks, and half-made caches. */
export function leftovers(): readonly string[] {
  const stray = /(?:^|\/)\.daemonsync-|\.cache\/daemonsync\/.*\.\d+$|\/clock$|\/daemonsync\/staged/;
  const found = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => stray.test(name));
  return [...tree(`${stateFolder}/locks`), ...found];
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export async function until(what: string, holds: () => boolean, ms = 5_000): Promise<void> {
  for (const end = Date.now() + ms; !holds(); await pause(20))
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
}

export type Fields = Readonly<Record<string, unknown>>;

/** Stays up, writes nothing, and tells by a variable from which definition it was started. */
export const sleeps = (mark: string, more: Fields = {}): Fields => ({
  command: ['/bin/sleep', '1000'],
  logs: 'none',
  stop: { timeout: '2s' },
  ...more,
  env: { MARK: mark, ...(more['env'] as Fields | undefined) },
});

/** Every JSON document is a YAML document. */
export const manifest = (namespace: string, daemons: Readonly<Record<string, Fields>>): string =>
  `${JSON.stringify({ version: 1, namespace, daemons }, null, 1)}\n`;

/** Where two lists differ, a line each. */
export function differences(now: unknown, then: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, null, 1)?.split('\n') ?? [];
  const [here, wanted] = [lines(now), lines(then)];
  const only = (mark: string, some: string[], others: string[]): string[] =>
    some.filter((line) => !others.includes(line)).map((line) => `${mark} ${line.trim()}`);
  return [...only('+', here, wanted), ...only('-', wanted, here)].join('\n');
}

/** One scene, told in one line of JSON. A failure does not end the play. */
export async function scene(name: string, play: () => Promise<void>): Promise<void> {
  const only = process.env['DAEMONSYNC_SCENE'];
  if (only !== undefined && !name.includes(only)) return;
  const began = Date.now();
  let error: string | null = null;
  try {
    await play();
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
  process.stdout.write(`${JSON.stringify({ scene: name, error, ms: Date.now() - began })}\n`);
}

export const counted = (count: number, of: string): void =>
  void process.stdout.write(`${JSON.stringify({ count, of })}\n`);

export type { Fault };

/** A manifest of its own in a folder of its own: scenes do not meet unless they mean to. */
export interface Small {
  readonly path: string;
  /** Of its memory. */
  readonly state: string;
  write(daemons: Readonly<Record<string, Fields>>): void;
  apply(how?: How, ...words: readonly string[]): Promise<Ran>;
  /** The same, and it is a failure of the scene if its exit is another. */
  exits(code: number, how?: How, ...words: readonly string[]): Promise<Ran>;
  /** In order: nothing is changed, by no command and in no file. */
  quiet(): Promise<void>;
  destroy(): Promise<void>;
}

export function small(namespace: string): Small {
  const path = `${home}/${namespace}/daemons.yaml`;
  const apply: Small['apply'] = (how = {}, ...words) => ds(['apply', '-f', path, ...words], how);
  return {
    path,
    state: `${stateFolder}/namespaces/${namespace}`,
    write: (daemons) => void put(path, manifest(namespace, daemons)),
    apply,
    async exits(code, how, ...words) {
      const ran = await apply(how, ...words);
      assert.equal(ran.code, code, told(ran));
      assert.doesNotMatch(ran.stderr, /this is a bug/, told(ran));
      return ran;
    },
    async quiet() {
      for (let i = 0; i < 2; i += 1) {
        const ran = await apply();
        assert.deepEqual([ran.code, ...changing(ran), ...touched(ran)], [0], told(ran));
      }
    },
    async destroy() {
      const ran = await ds(['destroy', '--yes', '-f', path]);
      assert.equal(ran.code, 0, told(ran));
    },
  };
}

/** Each of these words is somewhere in what was said. */
export function says(ran: Ran, ...patterns: readonly (string | RegExp)[]): void {
  const all = `${ran.stdout}\n${ran.stderr}`.replace(/\s+/g, ' ');
  for (const pattern of patterns)
    assert.ok(typeof pattern === 'string' ? all.includes(pattern) : pattern.test(all), `${pattern}\nin ${told(ran)}`);
}

/** Just before that call, or in the middle of it. */
export const at = (
  like: string | RegExp,
  what: Pick<Fault, 'signal' | 'script' | 'nth'>,
  when: Fault['when'] = 'before',
): How => ({
  faults: [{ like: typeof like === 'string' ? like : like.source, when, ...what }],
});
