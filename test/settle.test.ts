// Waiting, in virtual time: for each way that a start can go, what is said of it, and when.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Arrival, Awaited, Exit, FoundUnit, Health, ServiceState } from '../src/model.ts';
import type { AwaitStep } from '../src/apply/narrow.ts';
import { type Look, settle, type Settling } from '../src/apply/settle.ts';
import { aUnit } from './support/found.ts';
import { tinyHands } from './support/tiny-hands.ts';

type Moment = readonly [fromMs: number, unit: Partial<FoundUnit>];
/** What a closer look sees beyond the state itself. */
type Script = { readonly moments: readonly Moment[]; readonly exited?: Exit; readonly queuedUntilMs?: number };

const up = (invocation = 'one'): Partial<FoundUnit> => ({ state: { kind: 'up', pid: 1 }, invocation });
const at = (kind: 'starting' | 'stopping' | 'reloading' | 'armed' | 'done'): Partial<FoundUnit> => ({
  state: { kind },
  invocation: null,
});
const gone = (kind: 'down' | 'failed'): Partial<FoundUnit> => ({ state: { kind, exited: null }, invocation: null });
const looping: Partial<FoundUnit> = { state: { kind: 'looping', exited: null, restarts: null }, invocation: null };
const failure: Exit = { result: 'exit-code', status: 3, signal: null };
const success: Exit = { result: 'success', status: 0, signal: null };

interface Options extends Settling {
  readonly until?: Awaited['until'];
  readonly health?: Health;
  readonly was?: string;
  readonly stableMs?: number;
  readonly deadlineMs?: number;
}

async function settled(scripts: Readonly<Record<string, Script | readonly Moment[]>>, options: Options = {}) {
  const hands = tinyHands();
  const began = hands.now();
  const calls: { readonly ids: readonly string[]; readonly closely: boolean }[] = [];
  const look: Look = (units, closely) => {
    calls.push({ ids: units.map(({ id }) => id), closely });
    const now = hands.now() - began;
    return Promise.resolve(
      units.flatMap(({ id }) => {
        const script = scripts[id.replace('.service', '')] ?? [];
        const { moments, exited, queuedUntilMs = 0 }: Script = 'moments' in script ? script : { moments: script };
        const current = moments.findLast(([from]) => from <= now)?.[1];
        if (!current) return [];
        const found = aUnit({ id, ...current });
        // That a job waits in the queue, only a closer look tells.
        if (closely && found.state.kind === 'down' && now < queuedUntilMs)
          return [{ ...found, state: { kind: 'starting' } }];
        return [closely && exited ? { ...found, state: withExit(found.state, exited) } : found];
      }),
    );
  };
  const { until = 'up', health = null, was, stableMs = 500, deadlineMs = 30_000, ...settling } = options;
  const step: AwaitStep = {
    phase: 'settle',
    kind: 'await',
    daemons: Object.keys(scripts),
    stableMs,
    deadlineMs,
    targets: Object.keys(scripts).map((name) => ({
      daemon: name,
      id: `${name}.service`,
      domain: 'user',
      until,
      health,
      ...(was === undefined ? {} : { was }),
    })),
  };
  const told: { readonly name: string; readonly atMs: number }[] = [];
  const arrivals = await settle(step, hands, look, {
    onArrived: ({ daemon }) => told.push({ name: daemon, atMs: hands.now() - began }),
    ...settling,
  });
  return { arrivals, told, calls, tookMs: hands.now() - began, hands };
}

function withExit(state: ServiceState, exited: Exit): ServiceState {
  return state.kind === 'down' || state.kind === 'failed' || state.kind === 'looping' ? { ...state, exited } : state;
}

const results = (arrivals: readonly Arrival[]): string[] => arrivals.map(({ result }) => result);

interface Row {
  readonly says: string;
  readonly script: Script | readonly Moment[];
  readonly result: Arrival['result'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly options?: Options;
}

const table: readonly Row[] = [
  { says: 'up and stays up', script: [[0, up()]], result: 'reached', fromMs: 500, toMs: 520 },
  {
    says: 'starts slowly',
    script: [
      [0, at('starting')],
      [4_000, up()],
    ],
    result: 'reached',
    fromMs: 4_500,
    toMs: 4_800,
  },
  {
    says: 'waits for its turn behind others, and is no failure meanwhile',
    script: [
      [0, gone('down')],
      [1_800, at('starting')],
      [2_500, up()],
    ],
    result: 'reached',
    fromMs: 3_000,
    toMs: 3_300,
  },
  {
    says: 'a restart: the old process is seen first, then the new one',
    script: [
      [0, up('old')],
      [60, at('stopping')],
      [100, gone('down')],
      [110, up('new')],
    ],
    result: 'reached',
    fromMs: 610,
    toMs: 800,
  },
  {
    says: 'a restart whose turn comes late, where the old start is known',
    script: [
      [0, up('old')],
      [3_000, up('new')],
    ],
    result: 'reached',
    fromMs: 3_500,
    toMs: 3_800,
    options: { was: 'old' },
  },
  {
    says: 'fails at once',
    script: { moments: [[0, gone('failed')]], exited: failure },
    result: 'failed',
    fromMs: 100,
    toMs: 200,
  },
  {
    says: 'was failed before it was started, and comes up',
    script: [
      [0, gone('failed')],
      [50, up()],
    ],
    result: 'reached',
    fromMs: 550,
    toMs: 700,
  },
  {
    says: 'fails within the stable time',
    script: {
      moments: [
        [0, up()],
        [300, gone('failed')],
      ],
      exited: failure,
    },
    result: 'failed',
    fromMs: 400,
    toMs: 900,
  },
  { says: 'waits to be started again', script: [[0, looping]], result: 'looping', fromMs: 250, toMs: 400 },
  {
    says: 'ends and is started again, over and over',
    script: Array.from({ length: 50 }, (_, i): Moment => [i * 120, up(`start ${i}`)]),
    result: 'looping',
    fromMs: 200,
    toMs: 900,
  },
  {
    says: 'ends and waits for a moment, over and over',
    script: Array.from({ length: 100 }, (_, i): Moment => [i * 100, i % 2 ? looping : up(`start ${i}`)]),
    result: 'looping',
    fromMs: 200,
    toMs: 900,
  },
  {
    says: 'was seen up, and ends without an error',
    script: {
      moments: [
        [0, up()],
        [100, gone('down')],
      ],
      exited: success,
    },
    result: 'exited',
    fromMs: 300,
    toMs: 800,
  },
  {
    says: 'had ended without an error before anybody looked',
    script: { moments: [[0, gone('down')]], exited: success },
    result: 'exited',
    fromMs: 2_000,
    toMs: 2_300,
  },
  { says: 'is nowhere to be found', script: [], result: 'exited', fromMs: 2_000, toMs: 2_300 },
  {
    says: 'ended with an error that only a closer look shows',
    script: {
      moments: [
        [0, up()],
        [100, gone('down')],
      ],
      exited: failure,
    },
    result: 'failed',
    fromMs: 300,
    toMs: 800,
  },
  { says: 'hangs', script: [[0, at('starting')]], result: 'late', fromMs: 30_000, toMs: 30_300 },
  {
    says: 'has a definition that is not accepted',
    script: [[0, { ...gone('down'), load: 'bad' }]],
    result: 'failed',
    fromMs: 100,
    toMs: 200,
  },
  {
    says: 'a timer is armed',
    script: [[0, at('armed')]],
    result: 'reached',
    fromMs: 0,
    toMs: 1,
    options: { until: 'armed' },
  },
  {
    says: 'a timer is not armed',
    script: [[0, gone('down')]],
    result: 'exited',
    fromMs: 2_000,
    toMs: 2_300,
    options: { until: 'armed' },
  },
  {
    says: 'a job has run',
    script: [
      [0, at('starting')],
      [900, at('done')],
    ],
    result: 'reached',
    fromMs: 900,
    toMs: 1_200,
    options: { until: 'done' },
  },
  {
    says: 'a job had run before anybody looked: not waited for',
    script: { moments: [[0, gone('down')]], exited: success },
    result: 'reached',
    fromMs: 0,
    toMs: 1,
    options: { until: 'done' },
  },
  {
    says: 'a job that a manager forgot',
    script: [
      [0, at('starting')],
      [100, gone('down')],
    ],
    result: 'reached',
    fromMs: 300,
    toMs: 600,
    options: { until: 'done' },
  },
  {
    says: 'a job that ran and failed',
    script: {
      moments: [
        [0, at('starting')],
        [500, gone('failed')],
      ],
      exited: failure,
    },
    result: 'failed',
    fromMs: 600,
    toMs: 1_100,
    options: { until: 'done' },
  },
  {
    says: 'a job that takes long',
    script: [[0, at('starting')]],
    result: 'late',
    fromMs: 30_000,
    toMs: 30_300,
    options: { until: 'done' },
  },
  {
    says: 'stops slowly',
    script: [
      [0, up()],
      [100, at('stopping')],
      [700, gone('failed')],
    ],
    result: 'reached',
    fromMs: 700,
    toMs: 1_000,
    options: { until: 'down' },
  },
  {
    says: 'does not stop',
    script: [[0, up()]],
    result: 'late',
    fromMs: 30_000,
    toMs: 30_300,
    options: { until: 'down' },
  },
];

describe('one target', () => {
  for (const { says, script, result, fromMs, toMs, options } of table) {
    test(`${says}: ${result}`, async () => {
      const { arrivals, tookMs } = await settled({ a: script }, options);
      assert.deepEqual(results(arrivals), [result]);
      assert.ok(tookMs >= fromMs && tookMs <= toMs, `${tookMs} ms`);
      const problem = arrivals[0]?.problem ?? null;
      assert.equal(problem === null, result === 'reached');
      if (problem) {
        assert.match(problem.message, /^`a` /);
        assert.equal(problem.daemon, 'a');
        assert.match(problem.hint ?? '', /daemonsync/);
      }
    });
  }

  test('how it ended is told along', async () => {
    const { arrivals } = await settled({ a: { moments: [[0, gone('failed')]], exited: failure } });
    assert.deepEqual(arrivals[0]?.state, { kind: 'failed', exited: failure });
  });

  test('a late job is a warning, a late service an error', async () => {
    const { arrivals: job } = await settled({ a: [[0, at('starting')]] }, { until: 'done' });
    assert.equal(job[0]?.problem?.severity, 'warning');
    const { arrivals: service } = await settled({ a: [[0, at('starting')]] });
    assert.equal(service[0]?.problem?.severity, 'error');
    assert.match(service[0]?.problem?.message ?? '', /still starting after 30 s/);
  });
});

describe('behind others', () => {
  const queued = (until: number): Script => ({
    moments: [
      [0, gone('down')],
      [until, up()],
    ],
    queuedUntilMs: until,
  });

  test('waits for its turn for as long as that takes: no failure, and few close looks', async () => {
    const { arrivals, tookMs, calls } = await settled({ a: queued(11_000) });
    assert.deepEqual(results(arrivals), ['reached']);
    assert.ok(tookMs >= 11_500 && tookMs < 12_000, `${tookMs} ms`);
    assert.ok(calls.filter(({ closely }) => closely).length <= 6);
  });

  for (const until of ['up', 'done', 'armed'] as const) {
    test(`until ${until}: late when the time is up, with the names of those that hold it up`, async () => {
      const { arrivals, tookMs } = await settled(
        { db: [[0, at('starting')]], app: queued(99_000), other: queued(99_000) },
        { until, deadlineMs: 6_000 },
      );
      assert.deepEqual(results(arrivals), ['late', 'late', 'late']);
      assert.ok(tookMs >= 6_000 && tookMs < 6_500, `${tookMs} ms`);
      const words = arrivals.map(({ problem }) => problem?.message);
      const held = 'has not begun after 6 s: it waits for its turn behind others that are still starting: db';
      assert.deepEqual(words.slice(1), [`\`app\` ${held}`, `\`other\` ${held}`]);
      assert.equal(
        arrivals[1]?.problem?.hint,
        'wait longer with --timeout, or see what that one is doing: daemonsync logs db',
      );
      assert.doesNotMatch(words[0] ?? '', /turn/);
    });
  }

  test('held up by something that is not ours: nobody is named', async () => {
    const { arrivals } = await settled({ app: queued(99_000) }, { deadlineMs: 6_000 });
    assert.match(arrivals[0]?.problem?.message ?? '', /behind others that are still starting$/);
    assert.match(arrivals[0]?.problem?.hint ?? '', /what it is doing: daemonsync logs app$/);
  });

  test('its turn comes to nothing: then it has not begun, and nothing is waited for any more', async () => {
    const { arrivals, tookMs } = await settled({ a: { moments: [[0, gone('down')]], queuedUntilMs: 3_000 } });
    assert.deepEqual(results(arrivals), ['exited']);
    assert.ok(tookMs >= 3_000 && tookMs < 6_500, `${tookMs} ms`);
  });

  test('what had begun and is started again by somebody has ended all the same', async () => {
    const { arrivals } = await settled({
      a: {
        moments: [
          [0, up()],
          [200, gone('down')],
        ],
        queuedUntilMs: 9_000,
      },
    });
    assert.deepEqual(results(arrivals), ['exited']);
  });
});

describe('many at once', () => {
  test('share the wait: four hundred, in few looks, none of them close', async () => {
    const scripts = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`d${i}`, [[0, at('starting')] as const, [i, up(`i${i}`)] as const]]),
    );
    const { arrivals, tookMs, calls, told } = await settled(scripts);
    assert.deepEqual([...new Set(results(arrivals))], ['reached']);
    assert.ok(tookMs >= 899 && tookMs < 1_200, `${tookMs} ms`);
    assert.ok(calls.length < 40, `${calls.length} looks`);
    assert.equal(calls.filter(({ closely }) => closely).length, 0);
    assert.equal(new Set(told.map(({ name }) => name)).size, 400);
    assert.ok((told[0]?.atMs ?? 0) < (told.at(-1)?.atMs ?? 0), 'told as they come');
  });

  test('one that fails is told soon, and looked at closely once; the others are waited for', async () => {
    const { arrivals, told, calls } = await settled({
      bad: { moments: [[0, gone('failed')]], exited: failure },
      good: [
        [0, at('starting')],
        [3_000, up()],
      ],
    });
    assert.deepEqual(results(arrivals), ['failed', 'reached']);
    assert.ok((told[0]?.atMs ?? 9_999) < 300);
    assert.deepEqual(
      calls.filter(({ closely }) => closely),
      [{ ids: ['bad.service'], closely: true }],
    );
  });

  test('no longer waited for, once somebody says so', async () => {
    const { arrivals } = await settled({ a: [[0, at('starting')]], b: [[0, gone('failed')]] }, { stop: () => true });
    assert.deepEqual(results(arrivals), ['interrupted', 'interrupted']);
    assert.deepEqual(
      arrivals.map(({ problem }) => problem),
      [null, null],
    );
  });
});

describe('a clock that is set meanwhile', () => {
  for (const leapMs of [3_600_000, -3_600_000]) {
    test(`by ${leapMs / 3_600_000} h: nothing is late for that`, async () => {
      const hands = tinyHands();
      const began = hands.now();
      let leapt = 0;
      const now = () => hands.now();
      const shifted = { ...hands, now: () => now() + leapt };
      const look: Look = (units) => {
        const passed = now() - began;
        if (passed > 1_000) leapt = leapMs;
        return Promise.resolve(units.map(({ id }) => aUnit({ id, ...(passed < 3_000 ? at('starting') : up()) })));
      };
      const target = { daemon: 'a', id: 'a.service', domain: 'user', until: 'up', health: null } as const;
      const step: AwaitStep = {
        phase: 'settle',
        kind: 'await',
        daemons: ['a'],
        targets: [target],
        stableMs: 500,
        deadlineMs: 20_000,
      };
      assert.deepEqual(results(await settle(step, shifted, look)), ['reached']);
      assert.ok(now() - began < 5_000);
    });
  }
});

describe('health', () => {
  const health: Health = {
    probe: { kind: 'tcp', host: 'localhost', port: 1 },
    intervalMs: 1_000,
    timeoutMs: 100,
    retries: 3,
    startPeriodMs: 5_000,
  };
  const probes = (answer: () => string | null) => {
    const asked = { times: 0 };
    const ask = () => {
      asked.times += 1;
      return Promise.resolve(answer());
    };
    return { asked, probes: { http: ask, tcp: ask } };
  };

  test('is asked once it has stayed up, and is well', async () => {
    const { asked, probes: some } = probes(() => null);
    const { arrivals, tookMs } = await settled({ a: [[0, up()]] }, { health, probes: some });
    assert.deepEqual(results(arrivals), ['reached']);
    assert.equal(asked.times, 1);
    assert.ok(tookMs < 650, `${tookMs} ms`);
  });

  test('fails: told with its cause, after the time it has to come up and the failures it may have', async () => {
    const { asked, probes: some } = probes(() => 'nobody listens there');
    const { arrivals, tookMs } = await settled({ a: [[0, up()]] }, { health, probes: some });
    assert.deepEqual(results(arrivals), ['unhealthy']);
    assert.match(arrivals[0]?.problem?.message ?? '', /nobody listens there/);
    assert.equal(asked.times, 8);
    assert.ok(tookMs >= 7_500 && tookMs < 8_000, `${tookMs} ms`);
  });

  test('is of no interest once the process is gone', async () => {
    const { asked, probes: some } = probes(() => 'no');
    const script: Moment[] = [
      [0, up()],
      [1_200, gone('failed')],
    ];
    const { arrivals, tookMs } = await settled({ a: script }, { health, probes: some });
    assert.deepEqual(results(arrivals), ['failed']);
    assert.equal(asked.times, 1);
    assert.ok(tookMs < 1_600, `${tookMs} ms`);
  });

  test('is asked anew of another start', async () => {
    const answers = ['no', null];
    const { asked, probes: some } = probes(() => answers.shift() ?? null);
    const script: Moment[] = [
      [0, up('one')],
      [700, at('starting')],
      [1_000, up('two')],
    ];
    const { arrivals, tookMs } = await settled({ a: script }, { health, probes: some });
    assert.deepEqual(results(arrivals), ['reached']);
    assert.equal(asked.times, 2);
    assert.ok(tookMs >= 1_500, `${tookMs} ms`);
  });

  test('at most sixteen are asked at once', async () => {
    let now = 0;
    let most = 0;
    const hold = tinyHands();
    const ask = async () => {
      now += 1;
      most = Math.max(most, now);
      await hold.sleep(200);
      now -= 1;
      return null;
    };
    const scripts = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`d${i}`, [[0, up()] as const]]));
    const { arrivals } = await settled(scripts, { health, probes: { http: ask, tcp: ask } });
    assert.equal(arrivals.length, 40);
    assert.deepEqual([...new Set(results(arrivals))], ['reached']);
    assert.equal(most, 16);
  });

  test('a bug in a probe is thrown, not hidden', async () => {
    const ask = () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(settled({ a: [[0, up()]] }, { health, probes: { http: ask, tcp: ask } }), /a bug/);
  });
});
