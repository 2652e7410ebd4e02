// Carrying out steps: what is done, what is skipped after a failure and for whom, batches that are refused as a whole, and stopping.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { apply, type Going } from '../src/apply/index.ts';
import { lastWords } from '../src/apply/failing.ts';
import type { FoundUnit, Outcome, Step } from '../src/model.ts';
import type { Look } from '../src/apply/settle.ts';
import { aUnit } from './support/found.ts';
import { type TinyHands, tinyHands } from './support/tiny-hands.ts';

type Run = Extract<Step, { readonly kind: 'run' }>;

const write = (name: string, path = `/u/${name}.service`): Step => ({
  phase: 'files',
  daemons: [name],
  kind: 'write',
  file: { path, mode: 0o644, text: `text of ${name}\n` },
});
const start = (names: readonly string[], more: Partial<Run> = {}): Run => ({
  phase: 'start',
  daemons: names,
  kind: 'run',
  argv: ['ctl', 'start', ...names.map((name) => `${name}.service`)],
  each: names.map((name) => ({ word: `${name}.service`, daemon: name })),
  ...more,
});
const reload: Step = { phase: 'refresh', daemons: [], kind: 'run', argv: ['ctl', 'daemon-reload'] };
const wait = (names: readonly string[]): Step => ({
  phase: 'settle',
  daemons: names,
  kind: 'await',
  targets: names.map((name) => ({ daemon: name, id: `${name}.service`, domain: 'user', until: 'up', health: null })),
  stableMs: 500,
  deadlineMs: 5_000,
});

const allUp: Look = (units) => Promise.resolve(units.map(({ id }) => aUnit({ id })));
const looks =
  (states: Readonly<Record<string, FoundUnit['state']>>): Look =>
  (units) =>
    Promise.resolve(
      units.map(({ id }) => {
        const state = states[id];
        return aUnit({ id, ...(state ? { state, invocation: null } : {}) });
      }),
    );

async function all(steps: readonly Step[], hands: TinyHands, look: Look = allUp, going: Going = {}) {
  const outcomes: Outcome[] = [];
  for await (const outcome of apply(steps, hands, look, going)) outcomes.push(outcome);
  return outcomes;
}

const daemonsOf = (outcome: Outcome): readonly string[] =>
  outcome.status === 'done' ? outcome.step.daemons : outcome.daemons;
const told = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map((one) => `${one.status} ${one.step.kind} ${daemonsOf(one).join(',')}`.trim());
const argvs = (hands: TinyHands): string[] => hands.ran.map(({ argv }) => argv.join(' '));

test('every kind of step does what it says, in order', async () => {
  const hands = tinyHands();
  hands.put('/u/old', 'edited by hand');
  const steps: Step[] = [
    { phase: 'files', daemons: ['a'], kind: 'copy', from: '/u/old', to: '/kept/1-old' },
    { phase: 'files', daemons: ['a'], kind: 'ensure', path: '/logs', what: 'folder', mode: 0o700 },
    { phase: 'files', daemons: ['a'], kind: 'ensure', path: '/logs/a.log', what: 'file', mode: 0o600 },
    write('a'),
    { phase: 'files', daemons: ['a'], kind: 'link', path: '/u/w/a.service', target: '../a.service' },
    { phase: 'files', daemons: ['a'], kind: 'chmod', path: '/u/a.service', mode: 0o600 },
    { phase: 'files', daemons: ['a'], kind: 'remove', path: '/u/old' },
    { phase: 'files', daemons: [], kind: 'prune', path: '/u/empty' },
    reload,
    start(['a']),
    wait(['a']),
  ];
  const outcomes = await all(steps, hands);
  assert.deepEqual(
    outcomes.map(({ status, step }) => [status, step]),
    steps.map((step) => ['done', step]),
  );
  assert.deepEqual(hands.files.get('/kept/1-old')?.text, 'edited by hand');
  assert.equal(hands.files.get('/kept/1-old')?.mode, 0o600);
  assert.equal(hands.folders.get('/kept'), 0o700);
  assert.equal(hands.files.get('/u/a.service')?.mode, 0o600);
  assert.equal(hands.links.get('/u/w/a.service'), '../a.service');
  assert.equal(hands.files.has('/u/old'), false);
  assert.equal(hands.files.get('/logs/a.log')?.mode, 0o600);
  assert.deepEqual(argvs(hands), ['ctl daemon-reload', 'ctl start a.service']);
});

test('a copy keeps bytes that are no text, and nothing is kept of what is not there', async () => {
  const hands = tinyHands();
  hands.put('/u/latin1', Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  hands.commands = ([program, , from = '', to = '']) => {
    if (program !== 'cp') return {};
    hands.put(to, hands.files.get(from)?.text ?? '', { mode: 0o644 });
    return {};
  };
  const copy = (from: string): Step => ({ phase: 'files', daemons: ['a'], kind: 'copy', from, to: `/kept${from}` });
  assert.deepEqual(told(await all([copy('/u/latin1'), copy('/u/none')], hands)), ['done copy a', 'done copy a']);
  assert.deepEqual(hands.files.get('/kept/u/latin1')?.text, Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  assert.equal(hands.files.get('/kept/u/latin1')?.mode, 0o600);
  assert.equal(hands.files.has('/kept/u/none'), false);
});

describe('a failure stays with its daemon', () => {
  test('its later steps are skipped, its words left out of later batches, its targets not awaited', async () => {
    const hands = tinyHands();
    hands.refuse = (verb, path) => (verb === 'write' && path === '/u/b.service' ? 'ENOSPC' : null);
    const asked: string[][] = [];
    const look: Look = (units, closely) => {
      asked.push(units.map(({ id }) => id));
      return allUp(units, closely);
    };
    const steps = [write('a'), write('b'), write('b', '/u/b.timer'), reload, start(['a', 'b', 'c']), wait(['a', 'b'])];
    const outcomes = await all(steps, hands, look);
    assert.deepEqual(told(outcomes), [
      'done write a',
      'failed write b',
      'skipped write b',
      'done run',
      'skipped run b',
      'done run a,c',
      'skipped await b',
      'done await a',
    ]);
    assert.deepEqual(argvs(hands), ['ctl daemon-reload', 'ctl start a.service c.service']);
    assert.deepEqual([...new Set(asked.flat())], ['a.service']);
    const skipped = outcomes[4];
    assert.deepEqual(skipped?.status === 'skipped' && skipped.after, write('b'));
    const failure = outcomes[1];
    assert.ok(failure?.status === 'failed');
    assert.equal(failure.problem.daemon, 'b');
    assert.match(
      failure.problem.message,
      /^`b`: \/u\/b\.service could not be written: no space left on the disk \(ENOSPC\)$/,
    );
    assert.match(failure.problem.hint ?? '', /daemonsync apply/);
  });

  test("everybody's step that fails stops everybody, except for folders that may go", async () => {
    const hands = tinyHands();
    hands.commands = ([, verb]) => (verb === 'daemon-reload' ? { code: 1, stderr: 'Connection refused\n' } : {});
    const prune: Step = { phase: 'settle', daemons: [], kind: 'prune', path: '/u/x.d' };
    const outcomes = await all([write('a'), reload, start(['a']), wait(['a']), reload, prune], hands);
    assert.deepEqual(told(outcomes), [
      'done write a',
      'failed run',
      'skipped run a',
      'skipped await a',
      'skipped run',
      'done prune',
    ]);
    assert.deepEqual(argvs(hands), ['ctl daemon-reload']);
  });

  test('a folder that cannot go hurts nobody', async () => {
    const hands = tinyHands();
    hands.refuse = (verb) => (verb === 'prune' ? 'EACCES' : null);
    const prune: Step = { phase: 'files', daemons: [], kind: 'prune', path: '/u/x.d' };
    assert.deepEqual(told(await all([prune, start(['a'])], hands)), ['failed prune', 'done run a']);
  });
});

describe('a batch', () => {
  const refusing =
    (bad: readonly string[], code = 1) =>
    (argv: readonly string[]) => {
      const word = argv.find((one) => bad.includes(one));
      return word ? { code, stderr: `Unit ${word} is bad.\nSee "ctl status" for details.\n` } : {};
    };

  test('refused as a whole is tried one by one, and only those refused again have failed', async () => {
    const hands = tinyHands();
    hands.commands = refusing(['b.service']);
    const outcomes = await all([start(['a', 'b', 'c']), wait(['a', 'b', 'c'])], hands);
    assert.deepEqual(told(outcomes), ['failed run b', 'done run a,c', 'skipped await b', 'done await a,c']);
    assert.deepEqual(argvs(hands), [
      'ctl start a.service b.service c.service',
      'ctl start a.service',
      'ctl start b.service',
      'ctl start c.service',
    ]);
    const failure = outcomes[0];
    assert.ok(failure?.status === 'failed');
    assert.equal(failure.problem.message, '`b`: ctl start b.service failed (1): Unit b.service is bad.');
    assert.deepEqual(failure.step, start(['b']));
  });

  test('of one is not tried twice', async () => {
    const hands = tinyHands();
    hands.commands = refusing(['a.service']);
    assert.deepEqual(told(await all([start(['a'])], hands)), ['failed run a']);
    assert.equal(hands.ran.length, 1);
  });

  test('that nobody can run is not tried one by one', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 127, stderr: 'ctl: ENOENT' });
    assert.deepEqual(told(await all([start(['a', 'b'])], hands)), ['failed run a,b']);
    assert.equal(hands.ran.length, 1);
  });

  test('a daemon with several words has failed once one is refused', async () => {
    const hands = tinyHands();
    hands.commands = refusing(['a.socket']);
    const step = start(['a', 'b'], {
      argv: ['ctl', 'start', 'a.socket', 'a.service', 'b.service'],
      each: [
        { word: 'a.socket', daemon: 'a' },
        { word: 'a.service', daemon: 'a' },
        { word: 'b.service', daemon: 'b' },
      ],
    });
    assert.deepEqual(told(await all([step], hands)), ['failed run a', 'done run b']);
  });

  test('other codes may be as good as 0, and another command may do instead', async () => {
    const hands = tinyHands();
    hands.commands = ([, verb]) => ({ code: verb === 'bootout' ? 64 : verb === 'stop' ? 5 : 0 });
    const steps = [start(['a'], { argv: ['ctl', 'stop', 'a.service'], alsoOk: [5] })];
    assert.deepEqual(told(await all(steps, hands)), ['done run a']);
    const instead = start(['a', 'b'], {
      argv: ['ctl', 'bootout', 'a.service', 'b.service'],
      otherwise: ['ctl', 'unload', 'a.service', 'b.service'],
    });
    hands.refuse = (verb, path) => (verb === 'write' && path === '/u/a.service' ? 'EIO' : null);
    assert.deepEqual(told(await all([write('a'), instead], hands)), ['failed write a', 'skipped run a', 'done run b']);
    assert.deepEqual(argvs(hands).slice(1), ['ctl bootout b.service', 'ctl unload b.service']);
  });

  test('time and input are passed on; sudo stays with the terminal, also where it may not ask', async () => {
    const hands = tinyHands();
    const sudo = (flag: string): Run =>
      start(['a'], { argv: ['sudo', flag, 'x', 'a.service'], privileged: true, timeoutMs: 7, input: 'y' });
    await all([sudo('-k'), sudo('-n')], hands);
    assert.deepEqual(
      hands.ran.map(({ options }) => options),
      [
        { timeoutMs: 7, input: 'y', mayAsk: true },
        { timeoutMs: 7, input: 'y', mayAsk: true },
      ],
    );
    hands.commands = () => ({ code: 1, stderr: 'sudo: a password is required\n' });
    const [outcome] = await all([sudo('-n')], hands);
    assert.equal(outcome?.status === 'failed' && outcome.problem.code, 'needs-root');
  });
});

describe('what was waited for', () => {
  test('one that does not come up has failed; the others are done, with what was seen', async () => {
    const look = looks({ 'b.service': { kind: 'failed', exited: null } });
    const outcomes = await all([wait(['a', 'b'])], tinyHands(), look);
    assert.deepEqual(told(outcomes), ['failed await b', 'done await a']);
    assert.deepEqual(
      outcomes.map((one) => (one.status === 'skipped' ? [] : (one.arrivals ?? []).map(({ result }) => result))),
      [['failed'], ['reached']],
    );
  });

  test('a job that has not ended when the time is up has not failed', async () => {
    const step = wait(['a']) as Extract<Step, { readonly kind: 'await' }>;
    const job: Step = { ...step, targets: step.targets.map((one) => ({ ...one, until: 'done' as const })) };
    const outcomes = await all([job], tinyHands(), looks({ 'a.service': { kind: 'starting' } }));
    assert.deepEqual(told(outcomes), ['done await a']);
    const [outcome] = outcomes;
    assert.equal(outcome?.status === 'done' && outcome.arrivals?.[0]?.problem?.severity, 'warning');
  });
});

describe('stopping', () => {
  test('finishes the step in hand and begins no other', async () => {
    const hands = tinyHands();
    let stopped = false;
    hands.commands = () => {
      stopped = true;
      return {};
    };
    const outcomes = await all([write('a'), reload, start(['a']), wait(['a'])], hands, allUp, { stop: () => stopped });
    assert.deepEqual(told(outcomes), ['done write a', 'done run', 'skipped run a', 'skipped await a']);
    const last = outcomes.at(-1);
    assert.ok(last?.status === 'skipped' && last.interrupted);
    assert.deepEqual(last.after, reload);
  });

  test('gives up waiting', async () => {
    const hands = tinyHands();
    const began = hands.now();
    const look = looks({ 'a.service': { kind: 'starting' } });
    const stop = (): boolean => hands.now() - began > 1_000;
    const outcomes = await all([wait(['a', 'b'])], hands, look, { stop });
    assert.deepEqual(told(outcomes), ['done await b', 'skipped await a']);
    assert.ok(hands.now() - began < 2_000);
  });
});

test('whatever fails: one outcome for every daemon of every step, and nothing of one that failed is tried again', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
  const step = fc.oneof(
    fc.constantFrom(...names).map((name) => write(name)),
    some.map((daemons) => start(daemons)),
    some.map((daemons) => wait(daemons)),
    fc.constant(reload),
  );
  const plans = fc.array(step, { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(plans, fc.subarray(names), fc.subarray(names), fc.boolean(), async (steps, unfit, bad, dead) => {
      const hands = tinyHands();
      hands.refuse = (verb, path) =>
        verb === 'write' && unfit.some((one) => path.includes(`/${one}.`)) ? 'EIO' : null;
      hands.commands = (argv) => ({
        code:
          argv.some((word) => bad.includes(word.split('.')[0] ?? '')) || (dead && argv[1] === 'daemon-reload') ? 1 : 0,
      });
      const outcomes = await all(steps, hands);
      const seen: string[] = [];
      const expected = steps.flatMap(({ daemons }) => (daemons.length > 0 ? daemons : ['*']));
      const broken = new Set<string>();
      for (const outcome of outcomes) {
        const daemons = daemonsOf(outcome);
        seen.push(...(daemons.length > 0 ? daemons : ['*']));
        assert.deepEqual(outcome.step.daemons, daemons);
        for (const name of daemons) assert.equal(outcome.status === 'skipped', broken.has(name) || broken.has('*'));
        if (outcome.status === 'failed') for (const name of daemons.length > 0 ? daemons : ['*']) broken.add(name);
      }
      assert.deepEqual(seen.toSorted(), expected.toSorted());
    }),
    { numRuns: 300 },
  );
});

test('the last words of a program, less advice and what could forge output', () => {
  assert.equal(lastWords('Job failed because of x.\nSee "ctl status x" for details.\n\n'), 'Job failed because of x.');
  assert.equal(lastWords('See y.\n'), 'See y.');
  assert.equal(lastWords(' \n'), null);
  assert.equal(lastWords('a\u001b[2Jb\r\n'), 'a\ufffd[2Jb');
  assert.equal(lastWords('x'.repeat(500))?.length, 401);
});
