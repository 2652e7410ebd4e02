// Real cuts: `apply` is killed (SIGKILL) at one call after another, in both directions between two manifests, and run again.
// Whatever was cut, the world is then what a fresh apply gives, processes included, and a third run has nothing to do.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import {
  counted,
  differences,
  type Fault,
  ds,
  home,
  changing,
  leftovers,
  manifest,
  markIn,
  pidOf,
  put,
  type Ran,
  read,
  scene,
  show,
  sleeps,
  stateFolder,
  systemctl,
  told,
  touched,
  tree,
  unitFolder,
  wordsOf,
} from './stage.ts';

/** Of two plays at once, each with a manager of its own, this is one: each cuts at every second place. */
const [half = 0, halves = 1] = process.argv.slice(2).map(Number);
/** In either direction. Every other one is followed by a second cut, of the run that was to mend it. */
const PLACES = 24;
const path = `${home}/cuts/daemons.yaml`;
const secrets = `${home}/cuts/secrets.env`;

type Side = 'a' | 'b';

/** Between the two there is everything that an apply can have to do. */
const daemons = (side: Side) => ({
  'c-same': sleeps('same', { logs: 'files' }),
  'c-words': sleeps('words', { description: `words of ${side}` }),
  'c-changed': sleeps(side),
  'c-env-file': { ...sleeps('unset'), env: {}, env_file: secrets },
  'c-wrapped': { ...sleeps(side), command: undefined, shell: `# ${side}\nexec /bin/sleep 1000\n` },
  'c-moved':
    side === 'a' ? sleeps(side, { launcher: { venv: `${home}/cuts/venv` }, command: ['sleeper'] }) : sleeps(side),
  'c-timer': sleeps('timer', { schedule: side === 'a' ? '30 2 * * *' : '45 3 * * *' }),
  'c-path': sleeps('path', { watch_paths: [`${home}/cuts/watched-${side}`] }),
  'c-socket': sleeps('socket', { sockets: { main: { unix: `${home}/cuts/${side}.sock` } } }),
  'c-once': sleeps('once', { type: 'oneshot', command: ['/bin/true', side] }),
  'c-off': sleeps('off', { enabled: side === 'a' }),
  [`c-only-${side}`]: sleeps(`only ${side}`),
  [`c-nightly-${side}`]: sleeps('nightly', { schedule: '15 4 * * *' }),
});

function write(side: Side): void {
  // From 257 on a manager counts starts over a daemon-reload too, and nobody else starts things so often in ten seconds.
  systemctl('reset-failed');
  put(path, manifest('cuts', daemons(side)));
  put(secrets, `MARK=${side}\n`, 0o600);
}

const apply = (faults: readonly Fault[] = []): Promise<Ran> => ds(['apply', '--prune', '-f', path], { faults });

// ── The world ──

interface World {
  readonly files: readonly string[];
  readonly units: readonly string[];
  readonly processes: readonly string[];
  readonly loaded: readonly string[];
  readonly listening: readonly string[];
  readonly remembered: unknown;
}

const rows = (): readonly { readonly unit: string; readonly [column: string]: string }[] =>
  JSON.parse(systemctl('list-units', '--all', '-o', 'json'));
const before = new Set(rows().map((row) => row.unit));

function world(): World {
  const mine = rows().filter((row) => !before.has(row.unit) || row.unit.startsWith('c-'));
  const ids = mine.map((row) => row.unit).toSorted();
  const shown = show(ids, 'MainPID,NeedDaemonReload,TimersCalendar,Listen,Paths');
  const of = (one: ReadonlyMap<string, string>, name: string): string => one.get(name) ?? '';
  return {
    files: [
      ...tree(`${home}/.config/systemd`),
      ...tree(`${home}/.local/share/daemonsync`),
      ...tree(`${home}/.local/state`, /\/daemonsync\/namespaces\/cuts\/|\.log$|\/\.key$/),
    ],
    units: mine
      .map((row) => [row.unit, row['load'], row['active'], row['sub'], row['description']].join(' '))
      .toSorted(),
    processes: shown
      .filter((one) => !['', '0'].includes(of(one, 'MainPID')))
      .map(
        (one) => `${of(one, 'Id')} runs ${markIn(Number(of(one, 'MainPID')))} ${wordsOf(Number(of(one, 'MainPID')))}`,
      ),
    loaded: shown.map((one) => {
      const calendar = /OnCalendar=[^;]*/.exec(of(one, 'TimersCalendar'))?.[0] ?? '';
      return [of(one, 'Id'), of(one, 'NeedDaemonReload'), calendar, of(one, 'Listen'), of(one, 'Paths')].join(' ');
    }),
    listening: read('/proc/net/unix')
      .split('\n')
      .flatMap((line) => /\S*\/cuts\/\S+\.sock$/.exec(line)?.[0] ?? [])
      // It is the whole machine's list.
      .filter((socket) => socket.startsWith(home))
      .toSorted(),
    remembered: remembered(),
  };
}

/** All that memory holds, but for the moments and the starts themselves: those are of this very history. */
function remembered(): unknown {
  const file = `${stateFolder}/namespaces/cuts/state.json`;
  if (!existsSync(file)) return null;
  return JSON.parse(read(file), (key, value) =>
    ['sinceMs', 'started', 'sha256'].includes(key) || (key === 'watched' && value !== null) ? 'of its own' : value,
  );
}

const UNTOUCHED = ['c-same', 'c-words'];
const pids = (): readonly number[] => UNTOUCHED.map(pidOf);

// ── The play ──

// The manager's own folder; whoever made it, it stays.
mkdirSync(unitFolder, { recursive: true });
put(`${home}/cuts/venv/bin/sleeper`, '#!/bin/sh\nexec /bin/sleep 1000\n', 0o755);
systemctl('is-system-running', '--wait');
const empty = world();
const fresh: Partial<Record<Side, World>> = {};
const calls: Partial<Record<Side, readonly string[]>> = {};

async function applied(side: Side): Promise<Ran> {
  write(side);
  const ran = await apply();
  assert.equal(ran.code, 0, told(ran));
  return ran;
}

await scene('fresh applies of either manifest, and nothing of them left', async () => {
  for (const side of ['a', 'b'] as const) {
    await applied(side);
    fresh[side] = world();
    assert.deepEqual(leftovers(), []);
    const ran = await ds(['destroy', '--yes', '-f', path]);
    assert.equal(ran.code, 0, told(ran));
    same(world(), empty, told(ran));
  }
  assert.ok((fresh.a?.processes.length ?? 0) >= 7, fresh.a?.processes.join('\n'));
});

await scene('from one to the other and back, uncut: as fresh, and the calls are counted', async () => {
  await applied('a');
  const kept = pids();
  for (const side of ['b', 'a'] as const) {
    const ran = await applied(side);
    calls[side] = ran.calls;
    same(world(), fresh[side], told(ran));
    assert.deepEqual(pids(), kept);
  }
});

interface Cut {
  readonly to: Side;
  readonly fault: Fault;
}

const WHENS = ['before', 'middle', 'after'] as const;

/** Every command before it, just begun or just ended, in turn; of all other calls as many as there is time for, evenly. */
function cutsTo(to: Side): readonly Cut[] {
  const seen = new Map<string, number>();
  const all = (calls[to] ?? []).map((call, at) => {
    seen.set(call, (seen.get(call) ?? 0) + 1);
    return { call, at, nth: seen.get(call) ?? 1 };
  });
  const commands = all.filter(({ call }) => /^run systemctl --user (?!list-|show)/.test(call));
  const others = all.filter(({ call }) => !/^run |\/\.cache\//.test(call));
  const turn = to === 'a' ? 0 : 1;
  // Of a command's three moments either direction takes its own.
  const chosen = commands.flatMap((one, i) =>
    WHENS.filter((_, w) => (i + w + turn) % 2 === 0).map((when) => ({ ...one, when })),
  );
  const left = Math.max(1, PLACES - chosen.length - 2);
  for (let i = 0; i < left; i += 1) {
    const one = others[Math.floor(((i + 0.5 * turn) * others.length) / left)];
    const when = one?.call.startsWith('write ') ? 'middle' : i % 2 === 0 ? 'before' : 'after';
    if (one) chosen.push({ ...one, when });
  }
  // How often is asked while waiting is another matter each time.
  const waiting = [2, 5].map(
    (nth): Fault => ({ like: / list-units .* c-/.source, nth, when: 'after', signal: 'SIGKILL' }),
  );
  return [
    ...chosen
      .toSorted((x, y) => x.at - y.at)
      .map(({ nth, when, call }): Cut => ({ to, fault: { line: call, nth, when, signal: 'SIGKILL' } })),
    ...waiting.map((fault): Cut => ({ to, fault })),
  ].filter((_, i) => i % halves === half);
}

const cutIn = new Map<string, number>();

/** Which part of the run a call belongs to, told by the commands around it. */
function partOf(call: string): string {
  const verb = /^run systemctl --user (\S+)/.exec(call)?.[1];
  if (verb !== undefined) return `around ${verb}`;
  if (call.includes('/locks')) return 'in the lock';
  if (call.includes('/history')) return 'in the history';
  if (call.includes('state.json') || call.includes('/namespaces/')) return 'in the memory';
  return call.startsWith('run ') ? 'around other commands' : 'in files';
}

await scene('cuts: the next apply makes it as fresh, and the one after has nothing to do', async () => {
  const kept = pids();
  const queues = { a: cutsTo('a'), b: cutsTo('b') };
  const cuts = { first: 0, second: 0 };
  for (let i = 0; i < 2 * Math.min(queues.a.length, queues.b.length); i += 1) {
    const to = i % 2 === 0 ? 'b' : 'a';
    const { fault } = queues[to][Math.floor(i / 2)] ?? {};
    assert.ok(fault);
    write(to);
    const runs = [await apply([fault])];
    assert.equal(runs[0]?.signal, 'SIGKILL', `${JSON.stringify(fault)}\n${told(runs[0] as Ran)}`);
    if (i % 4 < 2) runs.push(await apply([{ like: '', nth: 4 + ((i * 11) % 60), when: 'after', signal: 'SIGKILL' }]));
    for (const [which, ran] of runs.entries()) {
      if (ran.signal !== 'SIGKILL') continue;
      cuts[which === 0 ? 'first' : 'second'] += 1;
      const part = partOf(ran.calls.at(-1) ?? '');
      cutIn.set(part, (cutIn.get(part) ?? 0) + 1);
    }
    runs.push(await apply());
    const context = `cut ${JSON.stringify(fault)}\n${runs.map(told).join('\n══ and then\n')}`;
    assert.equal(runs.at(-1)?.code, 0, context);
    same(world(), fresh[to], context);
    assert.deepEqual(pids(), kept, context);
    const quiet = await apply();
    assert.equal(quiet.code, 0, `${context}\n${told(quiet)}`);
    assert.deepEqual([...changing(quiet), ...touched(quiet)], [], context);
    // Half of an ending of the history goes when the next one is written: who has nothing to do writes nothing.
    const left = leftovers().filter((name) => !name.includes('/history/'));
    assert.deepEqual(left, [], context);
  }
  await applied('a');
  await applied('b');
  assert.deepEqual(leftovers(), []);
  counted(cuts.first + cuts.second, 'real kill -9s of apply, the world as fresh after the next one');
  counted(cuts.second, 'of them in the run that was to mend one');
  for (const [part, howMany] of [...cutIn].toSorted(([x], [y]) => (x < y ? -1 : 1)))
    counted(howMany, `of them ${part}`);
  assert.ok(cuts.first + cuts.second >= 60 / halves, `only ${cuts.first} + ${cuts.second} cuts`);
});

/** Order counts for nothing that is not in the lines themselves; JSON keeps what is compared printable. */
function same(now: World, then: World | undefined, context: string): void {
  assert.ok(then, 'there is nothing to compare with');
  assert.ok(JSON.stringify(now) === JSON.stringify(then), `${differences(now, then)}\n${context}`);
}
