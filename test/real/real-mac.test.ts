// On a Mac: scenes by the built program in its own gui domain, under names made for this. Elsewhere the same code is rehearsed on the
// stage that plays a Mac, where only launchctl and Node's word for the system are other ones: see support/real-mac.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMac, played, playForReal, requireMac, sweptAfter } from './support/real-mac.ts';

const PLAYS = [
  ['changes: only what differs is touched', 'both/changes.ts', 11],
  ['by hand: what people do beside the program, and whose things are', 'both/by-hand.ts', 12],
  ['failing: what does not come up', 'both/failing.ts', 7],
  ['faults: signals, crowds, what may not be written', 'both/faults.ts', 7],
  ['agents: how they end and begin', 'mac/agents.ts', 5],
  ['cuts: an apply that is killed anywhere is finished by the next one', 'both/cuts.ts', 3],
  ['exactness: what is started is what was written', 'both/exact.ts', 2],
] as const;

/** One of each kind; the bodies of all of them are played on the stage anyway. */
const REHEARSED = /^(?:by hand|agents|exactness)/;

const title = isMac ? 'this Mac’s own launchd, in its gui domain' : 'the suite for a real Mac, rehearsed on the stage';

// On a Mac one after another: they share its home, and daemonsync lets only one be at work in it.
test(title, { concurrency: !isMac }, async (t) => {
  if (!requireMac(t)) return;
  const play = ([name, file, scenes]: (typeof PLAYS)[number]): Promise<void> =>
    t.test(name, (inner) => playForReal(inner, file, scenes));
  // What they play is played on that stage as it is; here it is the way to play it on a Mac that is tried.
  if (!isMac) return void (await Promise.all(PLAYS.filter(([name]) => REHEARSED.test(name)).map(play)));
  for (const one of PLAYS) await play(one);
});

test('a play that is killed leaves nothing behind', async (t) => {
  if (!requireMac(t)) return;
  const ended = await played(t, 'mac/broken-off.ts');
  assert.notEqual(ended.code, 0);
  const { swept, left } = sweptAfter(ended);
  assert.deepEqual(left, []);
  for (const found of [/o-one$/, /o-one\.plist$/, /o-job$/, /wrappers\/.*broken-off$/, /namespaces\/.*broken-off$/])
    assert.ok(
      swept.some((one) => found.test(one)),
      `${found} in ${swept.join('\n')}`,
    );
});
