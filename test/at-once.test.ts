// Steps that put things in their places: which of them may be under way together, which wait for which, and in what order they
// are told of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apply } from '../src/apply/index.ts';
import { atOnce, bunches } from '../src/apply/at-once.ts';
import type { Outcome, Step } from '../src/model.ts';
import { tinyHands } from './support/tiny-hands.ts';

const write = (name: string, path = `/u/${name}.service`): Step => ({
  phase: 'files',
  daemons: [name],
  kind: 'write',
  file: { path, mode: 0o644, text: `text of ${name}\n` },
});
const ensure = (name: string, path: string, what: 'folder' | 'file' = 'folder'): Step => ({
  phase: 'files',
  daemons: [name],
  kind: 'ensure',
  path,
  what,
  mode: 0o700,
});
const reload: Step = { phase: 'refresh', daemons: [], kind: 'run', argv: ['ctl', 'daemon-reload'] };
const pathOf = (step: Step): string =>
  step.kind === 'write' ? step.file.path : step.kind === 'ensure' ? step.path : '';
const later = (): Promise<void> => new Promise((done) => setImmediate(done));

test('what only puts things in their places is one bunch; everything else is alone, and the order stays', () => {
  const everybodys: Step = { ...write('x'), daemons: [] };
  const steps = [ensure('a', '/l/a'), write('a'), reload, write('b'), everybodys, write('c'), write('d')];
  const found = bunches(steps);
  assert.deepEqual(
    found.map((bunch) => bunch.length),
    [2, 1, 1, 1, 2],
  );
  assert.deepEqual(found.flat(), steps);
});

test("different daemons' are under way together; a daemon's own, and what is in a folder, wait their turn", async () => {
  const steps = [ensure('a', '/l'), ensure('b', '/l/b'), ensure('b', '/l/b/log', 'file'), write('a'), write('c')];
  const log: string[] = [];
  await Promise.all(
    atOnce(steps, async (step) => {
      log.push(`begins ${pathOf(step)}`);
      await later();
      log.push(`ends ${pathOf(step)}`);
    }),
  );
  const at = (entry: string): number => log.indexOf(entry);
  assert.ok(at('ends /l') < at('begins /l/b'), log.join(', '));
  assert.ok(at('ends /l/b') < at('begins /l/b/log'), log.join(', '));
  assert.ok(at('ends /l') < at('begins /u/a.service'), log.join(', '));
  assert.ok(at('begins /u/c.service') < at('ends /l'), log.join(', '));
});

test('never more writes than there may be open files, and all of them in the end', async () => {
  const steps = Array.from({ length: 1_200 }, (_, i) => write(`d${i}`));
  let open = 0;
  let most = 0;
  const done = await Promise.all(
    atOnce(steps, async (step) => {
      open += 1;
      most = Math.max(most, open);
      await later();
      open -= 1;
      return pathOf(step);
    }),
  );
  assert.deepEqual(done, steps.map(pathOf));
  assert.equal(most, 500);
});

test('once one has thrown, nothing more is begun', async () => {
  const begun: string[] = [];
  const all = atOnce([write('a'), write('b'), write('b', '/u/b.timer')], async (step) => {
    begun.push(pathOf(step));
    await later();
    if (step.daemons[0] === 'a') throw new Error('a bug');
  });
  const results = await Promise.allSettled(all);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'rejected'],
  );
  assert.deepEqual(begun, ['/u/a.service', '/u/b.service']);
});

test('whatever fails, outcomes are those of one step after the other, and in that order', async () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 4 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      fc.array(fc.integer({ min: 0, max: 19 })),
      async (some, bad) => {
        const steps = some.map(([name, number, isFolder], i) =>
          isFolder ? ensure(name, `/l/${name}/${number}/${i}`) : write(name, `/u/${name}/${number}/${i}`),
        );
        const refused = new Set(bad.map((i) => steps[i]).flatMap((one) => (one ? [pathOf(one)] : [])));
        const hands = tinyHands();
        hands.refuse = (_, path) => (refused.has(path) ? 'ENOSPC' : null);
        const outcomes: Outcome[] = [];
        for await (const outcome of apply(steps, hands, () => Promise.resolve([]))) outcomes.push(outcome);
        const failed = new Set<string>();
        const expected = steps.map((one) => {
          const [name = ''] = one.daemons;
          if (failed.has(name)) return ['skipped', one];
          if (!refused.has(pathOf(one))) return ['done', one];
          failed.add(name);
          return ['failed', one];
        });
        assert.deepEqual(
          outcomes.map((one) => [one.status, one.step]),
          expected,
        );
      },
    ),
  );
});
