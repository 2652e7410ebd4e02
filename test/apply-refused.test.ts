// Commands that are refused and looked into: tried again while what stands in their way is passing, as good as done where what they
// were to bring about is so, undone where they fail for good. Commands side by side. Waiting until something is gone, and the nudge.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atOnce, bunches } from '../src/apply/at-once.ts';
import { apply, type Going } from '../src/apply/index.ts';
import type { Look } from '../src/apply/settle.ts';
import type { Awaited, FoundUnit, Outcome, Problem, Step } from '../src/model.ts';
import type { Refused, Verdict } from '../src/platform.ts';
import { aUnit } from './support/found.ts';
import { type TinyHands, tinyHands } from './support/tiny-hands.ts';

type Run = Extract<Step, { readonly kind: 'run' }>;

const run = (name: string, verb: string, more: Partial<Run> = {}): Run => ({
  phase: 'start',
  daemons: [name],
  kind: 'run',
  argv: ['ctl', verb, name],
  ...more,
});
const problem = (message: string): Problem => ({ severity: 'error', code: 'x', message });
const nobody: Look = () => Promise.resolve([]);

async function all(steps: readonly Step[], hands: TinyHands, going: Going = {}, look: Look = nobody) {
  const outcomes: Outcome[] = [];
  for await (const outcome of apply(steps, hands, look, going)) outcomes.push(outcome);
  return outcomes;
}

const told = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((one) => `${one.status} ${one.step.kind === 'run' ? one.step.argv.slice(1).join(' ') : one.step.kind}`);
const argvs = (hands: TinyHands): string[] => hands.ran.map(({ argv }) => argv.slice(1).join(' '));
const messageOf = (outcome: Outcome | undefined): string =>
  outcome?.status === 'failed' ? outcome.problem.message : '';

describe('a refused command', () => {
  test('that may pass is tried again, until it goes well', async () => {
    const hands = tinyHands();
    const began = hands.now();
    hands.commands = () => ({ code: hands.now() - began < 5_000 ? 5 : 0 });
    const seen: Refused[] = [];
    const refused = async (one: Refused): Promise<Verdict> => {
      seen.push(one);
      return { again: problem('still on its way out') };
    };
    const outcomes = await all([run('a', 'bootstrap', { retryForMs: 30_000 })], hands, { refused });
    assert.deepEqual(told(outcomes), ['done bootstrap a']);
    const took = hands.now() - began;
    assert.ok(took >= 5_000 && took < 6_100, `${took} ms`);
    assert.ok(seen.length > 5 && seen.length < 20, `${seen.length} tries`);
    assert.equal(seen[0]?.ran.code, 5);
    assert.deepEqual(seen[0]?.argv, ['ctl', 'bootstrap', 'a']);
  });

  test('that does not pass in time says why, and no sooner', async () => {
    const hands = tinyHands();
    const began = hands.now();
    hands.commands = () => ({ code: 5, stderr: 'Input/output error' });
    const refused = async (): Promise<Verdict> => ({ again: problem('still on its way out') });
    const outcomes = await all([run('a', 'bootstrap', { retryForMs: 4_000 })], hands, { refused });
    assert.equal(messageOf(outcomes[0]), 'still on its way out');
    const took = hands.now() - began;
    assert.ok(took >= 4_000 && took < 5_100, `${took} ms`);
    hands.ran.length = 0;
    await all([run('a', 'enable')], hands, { refused });
    assert.equal(hands.ran.length, 1, 'what is given no time is tried once');
  });

  test('is done where what it was to bring about is so, and has failed where there is a cause', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 37 });
    assert.deepEqual(told(await all([run('a', 'bootstrap')], hands, { refused: async () => 'fine' })), [
      'done bootstrap a',
    ]);
    const grave = { refused: async (): Promise<Verdict> => problem('disabled') };
    const outcomes = await all(
      [run('a', 'bootstrap', { retryForMs: 9_000 }), run('a', 'later'), run('b', 'later')],
      hands,
      grave,
    );
    assert.deepEqual(told(outcomes), ['failed bootstrap a', 'skipped later a', 'failed later b']);
    assert.equal(messageOf(outcomes[0]), 'disabled');
    assert.deepEqual(argvs(hands).slice(1), ['bootstrap a', 'later b'], 'and is not tried again');
  });

  test('nobody looks into: what it said is all there is; nor into a program that is not there', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 5, stderr: 'no\n' });
    assert.match(messageOf((await all([run('a', 'x', { retryForMs: 9_000 })], hands))[0]), /failed \(5\): no/);
    assert.equal(hands.ran.length, 1);
    hands.commands = () => ({ code: 127, stderr: 'ctl: not found' });
    const asked: Refused[] = [];
    const refused = async (one: Refused): Promise<Verdict> => {
      asked.push(one);
      return 'fine';
    };
    assert.match(messageOf((await all([run('a', 'x')], hands, { refused }))[0]), /could not be run/);
    assert.deepEqual(asked, []);
  });

  test('that is as good as done by its code is not looked into', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 36 });
    const refused = async (): Promise<Verdict> => problem('must not be asked');
    assert.deepEqual(told(await all([run('a', 'bootout', { alsoOk: [3, 36] })], hands, { refused })), [
      'done bootout a',
    ]);
  });

  test('is not tried again once a person has interrupted', async () => {
    const hands = tinyHands();
    let stopped = false;
    hands.commands = () => {
      if (hands.ran.length >= 2) stopped = true;
      return { code: 5 };
    };
    const refused = async (): Promise<Verdict> => ({ again: problem('not yet') });
    await all([run('a', 'bootstrap', { retryForMs: 60_000 })], hands, { refused, stop: () => stopped });
    assert.ok(hands.ran.length <= 3, `${hands.ran.length} tries`);
  });
});

describe('what was there before is put back', () => {
  const undo: readonly Step[] = [
    { phase: 'files', daemons: ['a'], kind: 'write', file: { path: '/p/a.plist', mode: 0o644, text: 'old' } },
    run('a', 'bootstrap-old'),
  ];

  test('when a command has failed for good, in order, and that is said', async () => {
    const hands = tinyHands();
    hands.commands = (argv) => ({ code: argv[1] === 'bootstrap' ? 5 : 0 });
    const outcomes = await all([run('a', 'bootstrap', { undo })], hands, { refused: async () => problem('bad plist') });
    assert.equal(messageOf(outcomes[0]), 'bad plist; what was there before was put back');
    assert.equal(hands.files.get('/p/a.plist')?.text, 'old');
    assert.deepEqual(argvs(hands), ['bootstrap a', 'bootstrap-old a']);
    assert.equal(outcomes.length, 1);
  });

  test('or it is said that it could not be; and nothing is put back for what went well', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 5 });
    const outcomes = await all([run('a', 'bootstrap', { undo })], hands, { refused: async () => problem('bad plist') });
    assert.equal(messageOf(outcomes[0]), 'bad plist; and what was there before could not be put back: bad plist');
    const well = tinyHands();
    await all([run('a', 'bootstrap', { undo })], well);
    assert.deepEqual([argvs(well), well.did], [['bootstrap a'], []]);
  });
});

describe('side by side', () => {
  const given = (name: string, alongside: number, more: Partial<Run> = {}): Run =>
    run(name, 'x', { alongside, ...more });

  test('neighbours with the same number, of one daemon each; root’s and everybody’s stay alone', () => {
    const everybodys: Step = { ...given('e', 2), daemons: [] };
    const steps = [
      given('a', 2),
      given('b', 2),
      given('c', 3),
      run('r', 'x'),
      given('d', 3),
      everybodys,
      given('f', 2),
    ];
    assert.deepEqual(
      bunches(steps).map((bunch) => bunch.map(({ daemons }) => daemons.join())),
      [['a', 'b'], ['c'], ['r'], ['d'], [''], ['f']],
    );
    const [one] = bunches([given('a', 2), { ...given('b', 2), phase: 'refresh' }]);
    assert.equal(one?.length, 1, 'not across phases');
  });

  test('no more at a time than the machine has use for; a daemon’s own one after the other', async () => {
    const steps = Array.from({ length: 40 }, (_, i) => [given(`d${i}`, 2), given(`d${i}`, 2)]).flat();
    let open = 0;
    let most = 0;
    const busy = new Set<string>();
    await Promise.all(
      atOnce(steps, async ({ daemons: [name = ''] }) => {
        assert.ok(!busy.has(name), name);
        busy.add(name);
        most = Math.max(most, ++open);
        await new Promise((done) => setImmediate(done));
        open -= 1;
        busy.delete(name);
      }),
    );
    assert.equal(most, 12);
  });

  test('one that is refused waits alone: the others are through meanwhile, and only its own later steps are skipped', async () => {
    const hands = tinyHands();
    const began = hands.now();
    const ends = new Map<string, number>();
    hands.commands = ([, , name = '']) => {
      ends.set(name, hands.now() - began);
      return { code: name === 'a' ? 5 : 0 };
    };
    const refused = async (): Promise<Verdict> => ({ again: problem('not yet') });
    const steps = ['a', 'b', 'c'].flatMap((name) => [
      given(name, 2, { retryForMs: 3_000 }),
      given(name, 2, { argv: ['ctl', 'kick', name] }),
    ]);
    const outcomes = await all(steps, hands, { refused });
    assert.ok((ends.get('a') ?? 0) >= 3_000 && (ends.get('b') ?? 9) < 200 && (ends.get('c') ?? 9) < 200);
    assert.deepEqual(told(outcomes), [
      'failed x a',
      'skipped kick a',
      'done x b',
      'done kick b',
      'done x c',
      'done kick c',
    ]);
  });
});

describe('waiting until something is gone', () => {
  const gone = (names: readonly string[]): Step => ({
    phase: 'stop',
    daemons: names,
    kind: 'await',
    targets: names.map((name) => ({ daemon: name, id: name, domain: 'gui', until: 'gone', health: null })),
    stableMs: 0,
    deadlineMs: 15_000,
  });
  const unit = (id: string, more: Partial<FoundUnit>): FoundUnit => aUnit({ id, domain: 'gui', ...more });

  test('down is not gone, nor is on its way, nor unknown; one that stays keeps back nobody else', async () => {
    const hands = tinyHands();
    const began = hands.now();
    const look: Look = async (units) =>
      units.flatMap(({ id }) => {
        const now = hands.now() - began;
        if (id === 'quick') return now < 300 ? [unit(id, { state: { kind: 'stopping' } })] : [];
        if (id === 'idle') return now < 2_000 ? [unit(id, { state: { kind: 'down', exited: null } })] : [];
        if (id === 'odd') return [unit(id, { state: { kind: 'unknown', why: 'garbage' }, load: 'unknown' })];
        return [unit(id, { state: { kind: 'stopping' } })];
      });
    const names = ['idle', 'odd', 'quick', 'stubborn'];
    const outcomes = await all([gone(names), ...names.map((name) => run(name, 'rm'))], hands, {}, look);
    assert.deepEqual(told(outcomes).slice(-4), [
      'done rm idle',
      'skipped rm odd',
      'done rm quick',
      'skipped rm stubborn',
    ]);
    const said = outcomes.map(messageOf).filter(Boolean);
    assert.match(said.join('\n'), /`odd` is in a state that nobody knows after 15 s: garbage/);
    assert.match(said.join('\n'), /`stubborn` was told to end, and is still there after 15 s/);
    assert.ok(outcomes.every((one) => one.status !== 'failed' || one.problem.code === 'not-gone'));
    assert.ok(hands.now() - began >= 15_000);
  });
});

describe('each goes on when its own wait is over', () => {
  const wait = (names: readonly string[]): Step => ({
    phase: 'refresh',
    daemons: names,
    kind: 'await',
    targets: names.map((name) => ({ daemon: name, id: name, domain: 'gui', until: 'gone', health: null })),
    stableMs: 0,
    deadlineMs: 5_000,
    goOn: true,
  });
  const begin = (name: string, alongside = 2): Run => run(name, 'bootstrap', { alongside, phase: 'start' });

  /** When each was begun; `gone`: when it has ended, and `never`. */
  async function played(steps: readonly Step[], gone: Readonly<Record<string, number>>, going: Partial<Going> = {}) {
    const hands = tinyHands();
    const from = hands.now();
    const at: Record<string, number> = {};
    hands.commands = ([, , name = '']) => {
      at[name] = hands.now() - from;
      return {};
    };
    const look: Look = async (units) =>
      units.flatMap(({ id }) =>
        hands.now() - from < (gone[id] ?? 0) ? [aUnit({ id, domain: 'gui', state: { kind: 'stopping' } })] : [],
      );
    return { outcomes: await all(steps, hands, going, look), at, tookMs: () => hands.now() - from };
  }

  test('the quick ones are back at once; the slow one, when it can be; outcomes in the order of the steps', async () => {
    const names = ['a', 'slow', 'z'];
    const { at, outcomes } = await played([wait(names), ...names.map((name) => begin(name))], { slow: 3_000 });
    assert.ok((at['a'] ?? 9e9) < 100 && (at['z'] ?? 9e9) < 100, JSON.stringify(at));
    assert.ok((at['slow'] ?? 0) >= 3_000);
    assert.deepEqual(told(outcomes).slice(-3), ['done bootstrap a', 'done bootstrap slow', 'done bootstrap z']);
  });

  test('a level waits for the one before it, and what may not run side by side for all', async () => {
    const names = ['a', 'slow'];
    const steps = [wait(names), begin('a'), begin('slow'), begin('b', 3), run('r', 'bootstrap', { phase: 'start' })];
    const { at } = await played(steps, { slow: 2_000 });
    assert.ok((at['a'] ?? 9e9) < 100);
    assert.ok((at['b'] ?? 0) >= 2_000 && (at['r'] ?? 0) >= 2_000, JSON.stringify(at));
  });

  test('who does not go away is not begun, and has held up nobody', async () => {
    const names = ['a', 'stays', 'z'];
    const { at, outcomes } = await played([wait(names), ...names.map((name) => begin(name))], { stays: 9e9 });
    assert.deepEqual(Object.keys(at).toSorted(), ['a', 'z']);
    assert.ok((at['z'] ?? 9e9) < 100);
    assert.deepEqual(told(outcomes).slice(-3), ['done bootstrap a', 'skipped bootstrap stays', 'done bootstrap z']);
  });

  test('twenty that are slow take no place away from the quick ones', async () => {
    const slow = Array.from({ length: 20 }, (_, i) => `s${i}`);
    const names = [...slow, 'quick'];
    const ends = Object.fromEntries(slow.map((name) => [name, 2_000]));
    const { at } = await played([wait(names), ...names.map((name) => begin(name))], ends);
    assert.ok((at['quick'] ?? 9e9) < 100, JSON.stringify(at));
    assert.equal(Object.keys(at).length, 21);
  });

  test('broken off: whoever is gone may have begun, nobody else does', async () => {
    let begun = false;
    const names = ['a', 'slow'];
    const { at, outcomes, tookMs } = await played(
      [wait(names), ...names.map((name) => begin(name))],
      { slow: 4_000 },
      { stop: () => begun, before: async ({ kind }) => void (begun ||= kind === 'run') },
    );
    assert.deepEqual(Object.keys(at), ['a']);
    assert.ok(tookMs() < 1_000);
    const last = outcomes.at(-1);
    assert.ok(last?.status === 'skipped' && last.interrupted === true && last.daemons[0] === 'slow');
  });

  test('a bug while it waits: nothing more is begun', async () => {
    const hands = tinyHands();
    const look: Look = () => Promise.reject(new Error('a bug'));
    await assert.rejects(all([wait(['a']), begin('a')], hands, {}, look), /a bug/);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(argvs(hands), []);
  });
});

describe('the nudge', () => {
  const settle = (until: Awaited['until'], privileged = false): Step => ({
    phase: 'settle',
    daemons: ['a'],
    kind: 'await',
    targets: [
      {
        daemon: 'a',
        id: 'a',
        domain: 'gui',
        until,
        health: null,
        nudge: { argv: ['ctl', 'kickstart', 'a'], ...(privileged ? { privileged: true as const } : {}) },
      },
    ],
    stableMs: 500,
    deadlineMs: 20_000,
  });
  const forgotten: FoundUnit = aUnit({
    id: 'a',
    domain: 'gui',
    state: { kind: 'down', exited: null },
    invocation: null,
  });
  const up = aUnit({ id: 'a', domain: 'gui', invocation: '7@1' });

  test('once, where it is loaded and nothing begins (L49); and then it runs', async () => {
    const hands = tinyHands();
    const look: Look = async () => [hands.ran.length > 0 ? up : forgotten];
    const outcomes = await all([settle('up')], hands, {}, look);
    assert.deepEqual([told(outcomes), argvs(hands)], [['done await'], ['kickstart a']]);
    const root = tinyHands();
    await all([settle('up', true)], root, {}, async () => [root.ran.length > 0 ? up : forgotten]);
    assert.equal(root.ran[0]?.options.mayAsk, true);
  });

  test('and no more than once: what does not come then has failed', async () => {
    const hands = tinyHands();
    const outcomes = await all([settle('up')], hands, {}, async () => [forgotten]);
    assert.deepEqual([outcomes[0]?.status, argvs(hands)], ['failed', ['kickstart a']]);
  });

  test('a run to its end that nobody began, too', async () => {
    const hands = tinyHands();
    const done: FoundUnit = { ...forgotten, state: { kind: 'done' } };
    const outcomes = await all([settle('done')], hands, {}, async () => [hands.ran.length > 0 ? done : forgotten]);
    assert.deepEqual([told(outcomes), argvs(hands)], [['done await'], ['kickstart a']]);
  });

  test('never for what has run and ended, or is not loaded', async () => {
    const ended: FoundUnit = {
      ...forgotten,
      state: { kind: 'down', exited: { result: 'exit-code', status: 3, signal: null } },
    };
    for (const found of [
      ended,
      { ...forgotten, load: 'absent' as const },
      { ...forgotten, state: { kind: 'failed', exited: null } as const },
    ]) {
      const hands = tinyHands();
      const outcomes = await all([settle('up')], hands, {}, async () => [found]);
      assert.deepEqual([outcomes[0]?.status, argvs(hands)], ['failed', []], JSON.stringify(found.state));
    }
  });
});
