// Real cuts, beside either manager: `apply` is killed (SIGKILL) at one call after another, in both directions between two manifests,
// and run again. Whatever was cut, the world is then what a fresh apply gives, processes included, and a third run has nothing to do.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import {
  changing,
  counted,
  definitions,
  ds,
  exited,
  type Fields,
  gone,
  home,
  isRealMac,
  isUp,
  keptFiles,
  manager,
  pids,
  prepare,
  put,
  type Ran,
  read,
  scene,
  sleeps,
  there,
  told,
  touched,
  tree,
  until,
  variable,
  words,
  world,
} from './stage.ts';

/** In either direction. Every other one is followed by a second cut, of the run that was to mend it. */
const PLACES = Number(process.env['DAEMONSYNC_CUTS'] ?? 10);

prepare();

type Side = 'a' | 'b';
const cut = world('cuts');
const secrets = `${home}/cuts/secrets.env`;
const marked = (mark: string, more: Fields = {}): Fields => sleeps({ env: { MARK: mark }, ...more });

/** Between the two there is everything that an apply can have to do. */
const daemons = (side: Side): Record<string, Fields> => ({
  'c-same': marked('same', { logs: 'files' }),
  'c-words': marked('words', { description: `words of ${side}` }),
  'c-changed': marked(side, { restart: 'always' }),
  'c-env-file': sleeps({ env_file: secrets }),
  'c-wrapped': {
    shell: `# ${side}\nexec /bin/sleep 1000\n`,
    logs: 'none',
    env: { MARK: side },
    stop: { timeout: '2s' },
  },
  'c-timer': marked('timer', { schedule: side === 'a' ? '30 2 * * *' : '45 3 * * *' }),
  'c-path': marked('path', { watch_paths: [`${home}/cuts/watched-${side}`] }),
  'c-once': { command: ['/bin/echo', side], type: 'oneshot', logs: 'none' },
  'c-off': marked('off', { enabled: side === 'a' }),
  [`c-only-${side}`]: marked(`only ${side}`),
  [`c-nightly-${side}`]: marked('nightly', { schedule: '15 4 * * *' }),
});
const NAMES = [...new Set([...Object.keys(daemons('a')), ...Object.keys(daemons('b'))])].toSorted();
const UNTOUCHED = ['c-same', 'c-words'];

function write(side: Side): void {
  cut.write(daemons(side));
  put(secrets, `MARK=${side}\n`, 0o600);
}

const apply = (faults?: NonNullable<Parameters<typeof ds>[1]>['faults']): Ran =>
  ds(['apply', '--prune', '-f', cut.path], { watched: true, ...(faults ? { faults } : {}) });

interface Seen {
  readonly files: readonly string[];
  readonly running: readonly string[];
  readonly remembered: unknown;
}

const look = (): Seen => ({
  files: [...definitions(), ...keptFiles(/\/daemonsync\/namespaces\/[^/]*cuts\/|\.log$|\/\.key$/)],
  running: NAMES.map((name) => {
    const { armed, known, failing } = manager.seen(name);
    const process = isUp(name) ? `${variable(name, 'MARK')} ${words(name).join(' ')}` : 'no process';
    return `${name} ${known} ${armed && !isUp(name)} ${failing} ${process}`;
  }),
  remembered: remembered(),
});

/** All that memory holds, but for the moments and the starts themselves: those are of this very history. */
function remembered(): unknown {
  const file = `${cut.state}/state.json`;
  if (!there(file)) return null;
  return JSON.parse(read(file), (key, value) =>
    ['sinceMs', 'started', 'sha256'].includes(key) || (key === 'watched' && value !== null) ? 'of its own' : value,
  );
}

function same(now: Seen, then: Seen | undefined, context: string): void {
  assert.ok(then, 'there is nothing to compare with');
  assert.ok(JSON.stringify(now) === JSON.stringify(then), `${differences(now, then)}\n${context}`);
}

function differences(now: unknown, then: unknown): string {
  const lines = (value: unknown): string[] => JSON.stringify(value, null, 1).split('\n');
  const only = (mark: string, some: string[], others: string[]): string[] =>
    some.filter((line) => !others.includes(line)).map((line) => `${mark} ${line.trim()}`);
  return [...only('+', lines(now), lines(then)), ...only('-', lines(then), lines(now))].join('\n');
}

/** What killed runs leave behind: temporary files, locks, and half-made caches. */
const leftovers = (): readonly string[] =>
  (isRealMac ? [...tree(home), ...halfWritten(), ...keptFiles()] : tree(home, /\/history\//))
    .map((line) => line.split(' ')[0] ?? '')
    .filter((path) =>
      /\/\.daemonsync-|\/daemonsync\/locks\/|\.cache\/daemonsync\/.*\.\d+$|\/clock$|\/daemonsync\/staged/.test(path),
    );

const halfWritten = (): readonly string[] =>
  readdirSync(manager.folder)
    .filter((name) => name.startsWith('.daemonsync-'))
    .map((name) => `${manager.folder}/${name}`);

const fresh: Partial<Record<Side, Seen>> = {};
const calls: Partial<Record<Side, readonly string[]>> = {};

function applied(side: Side): Ran {
  write(side);
  return exited(0, apply());
}

scene('fresh applies of either manifest, and nothing of them left', () => {
  if (!isRealMac) gone(manager.folder);
  const empty = look();
  for (const side of ['a', 'b'] as const) {
    applied(side);
    until('the oneshot is over', () => !isUp('c-once'));
    fresh[side] = look();
    assert.deepEqual(leftovers(), []);
    const ran = exited(0, ds(['destroy', '--yes', '-f', cut.path]));
    assert.deepEqual(look().running, empty.running, told(ran));
    assert.deepEqual(
      definitions().filter((line) => line.includes('c-')),
      [],
      told(ran),
    );
  }
  assert.equal(fresh.a?.running.filter((line) => !line.endsWith('no process')).length, 7, fresh.a?.running.join('\n'));
});

scene('from one to the other and back, uncut: as fresh, and the calls are counted', () => {
  applied('a');
  const kept = pids(...UNTOUCHED);
  for (const side of ['b', 'a'] as const) {
    const ran = applied(side);
    calls[side] = ran.steps;
    same(look(), fresh[side], told(ran));
    assert.deepEqual(pids(...UNTOUCHED), kept);
  }
});

interface Cut {
  readonly line: string;
  readonly nth: number;
  readonly when: 'before' | 'middle' | 'after';
}

/** Around every command that changes something in turn; of all other calls as many as there is time for, evenly. */
function cutsTo(to: Side): readonly Cut[] {
  const seen = new Map<string, number>();
  const all = (calls[to] ?? []).map((line, at) => {
    seen.set(line, (seen.get(line) ?? 0) + 1);
    return { line, at, nth: seen.get(line) ?? 1 };
  });
  const isCommand = ({ line }: { line: string }): boolean =>
    /^run (?:systemctl --user (?!list-|show)|launchctl (?!print|list))/.test(line);
  const turn = to === 'a' ? 0 : 1;
  const whens = ['before', 'middle', 'after'] as const;
  const commands = all.filter(isCommand).map((one, i) => ({ ...one, when: whens[(i + turn) % 3] ?? 'after' }));
  const others = all.filter((one) => !one.line.startsWith('run ') && !one.line.includes('/.cache/'));
  const most = Math.min(commands.length, Math.ceil(PLACES / 2));
  const chosen = Array.from({ length: most }, (_, i) => commands[Math.floor(((i + 0.5) * commands.length) / most)]);
  const left = PLACES - most;
  for (let i = 0; i < left; i += 1) {
    const other = others[Math.floor(((i + 0.5 * turn) * others.length) / left)];
    if (other)
      chosen.push({ ...other, when: other.line.startsWith('write ') ? 'middle' : i % 2 === 0 ? 'before' : 'after' });
  }
  return chosen.flatMap((one) => one ?? []).toSorted((x, y) => x.at - y.at);
}

scene('cuts: the next apply makes it as fresh, and the one after has nothing to do', () => {
  const kept = pids(...UNTOUCHED);
  const queues = { a: cutsTo('a'), b: cutsTo('b') };
  let cuts = 0;
  for (let i = 0; i < 2 * Math.min(queues.a.length, queues.b.length); i += 1) {
    const to: Side = i % 2 === 0 ? 'b' : 'a';
    const place = queues[to][Math.floor(i / 2)];
    assert.ok(place);
    write(to);
    const runs = [apply([{ line: place.line, nth: place.nth, when: place.when, signal: 'SIGKILL' }])];
    // What runs side by side comes in another order each time: a place may not be met again.
    if (runs[0]?.signal === 'SIGKILL') cuts += 1;
    if (i % 4 < 2) {
      runs.push(apply([{ like: '', nth: 4 + ((i * 11) % 60), when: 'after', signal: 'SIGKILL' }]));
      if (runs[1]?.signal === 'SIGKILL') cuts += 1;
    }
    runs.push(apply());
    const context = `cut ${JSON.stringify(place)}\n${runs.map(told).join('\n══ and then\n')}`;
    assert.equal(runs.at(-1)?.code, 0, context);
    same(look(), fresh[to], context);
    assert.deepEqual(pids(...UNTOUCHED), kept, context);
    const quiet = apply();
    assert.equal(quiet.code, 0, `${context}\n${told(quiet)}`);
    assert.deepEqual([...changing(quiet), ...touched(quiet)], [], context);
    assert.deepEqual(leftovers(), [], context);
  }
  counted(cuts, `real kill -9s of apply beside ${manager.name}, the world as fresh after the next one`);
  assert.ok(cuts >= PLACES, `only ${cuts} cuts`);
  exited(0, ds(['destroy', '--yes', '-f', cut.path]));
  assert.deepEqual(leftovers(), []);
});
