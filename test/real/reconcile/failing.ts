// Scenes of daemons that do not come up: what runs is never taken from a start that is over, what was tried already is not
// tried again by itself, and what waits for others is not called ended.
import assert from 'node:assert/strict';
import { did, home, prepare, put, gone, quiet, says, saysNot, scene, sleeps, state, until, world } from './stage.ts';

prepare();

const loop = world('loop');
const waits = { restart: { policy: 'always', delay: '10s' } };

scene('put back by hand while it waits for its next attempt: started anew, and waited for', () => {
  const works = { 'g-one': sleeps(waits) };
  const broken = { 'g-one': sleeps({ ...waits, command: ['/bin/sleep', 'x'] }) };
  loop.write(works);
  loop.exits(0, 'apply');
  loop.write(broken);
  says(loop.exits(1, 'apply'), /✗ g-one +does not stay up/);
  assert.equal(state('g-one').sub, 'auto-restart');
  // As it is wanted, and tried: told of, and left.
  const again = loop.exits(0, 'apply');
  did(again);
  says(again, 'failed before this run', /g-one +does not stay up[^\n]*: exited 1/);
  saysNot(again, /older definition/);
  loop.exits(1, 'status');
  loop.write(works);
  const diff = loop.exits(2, 'diff');
  says(diff, /~ g-one +restarts/, 'g-one.service does not stay up');
  saysNot(diff, /no restart needed/);
  const ran = loop.exits(0, 'apply');
  did(ran, 'daemon-reload', 'restart --no-block g-one.service');
  says(ran, /✓ g-one +restarted/);
  assert.ok(state('g-one').pid > 0, 'up at the end of the run, not ten seconds later');
  quiet(loop);
});

scene('--rollback of one that waits for its next attempt: what is said to run runs', () => {
  loop.write({ 'g-one': sleeps({ ...waits, command: ['/bin/sleep', 'x'] }) });
  says(loop.exits(1, 'apply', '--rollback'), /✗ g-one/, /↩ g-one +its previous definition is back, and runs/);
  assert.equal(state('g-one').active, 'active');
  assert.ok(state('g-one').pid > 0);
  // What it had before does not come up any more either: then that is what is said.
  const breaks = put(`${home}/g-breaks`, '');
  gone(breaks);
  const fragile = (more = {}) => ({
    shell: `[ -e ${breaks} ] && exit 7; exec sleep 1000`,
    logs: 'none',
    ...waits,
    ...more,
  });
  loop.write({ 'g-one': fragile() });
  loop.exits(0, 'apply');
  put(breaks, '');
  loop.write({ 'g-one': fragile({ env: { NEW: 'yes' } }) });
  const ran = loop.exits(1, 'apply', '--rollback');
  says(ran, /✗ g-one +its previous definition could not be put back: .*does not stay up/);
  saysNot(ran, /is back, and runs/);
  gone(breaks);
});

scene('one that never came up: told as that, and tried again only where it has given up', () => {
  const never = world('never');
  const fails = (policy: unknown) => ({ shell: 'exit 2', logs: 'none', restart: policy });
  never.write({ 'h-loop': fails({ policy: 'always', delay: '10s' }), 'h-fail': fails('never') });
  never.exits(1, 'apply');
  const diff = never.exits(2, 'diff');
  saysNot(diff, /older definition/);
  says(diff, 'h-loop.service does not stay up', 'exited 2', /~ h-fail +starts/, 'h-fail.service failed: exited 2');
  const restarts = state('h-loop').restarts;
  const ran = never.exits(1, 'apply');
  did(ran, 'start --no-block h-fail.service');
  says(ran, 'failed before this run', /h-loop +does not stay up/);
  assert.equal(state('h-loop').restarts, restarts, 'left alone');
  never.write({});
  never.exits(0, 'destroy', '--yes');
});

scene('what waits for its turn behind others is late, not ended', () => {
  const turn = world('turn');
  turn.write({ 'k-db': sleeps({ type: 'notify' }), 'k-app': sleeps({ needs: ['k-db'] }) });
  const ran = turn.exits(1, 'apply', '--timeout', '5');
  saysNot(ran, /ended by itself/);
  says(ran, /✗ k-db +is still starting/, 'it waits for its turn behind others that are still starting: k-db');
  turn.exits(0, 'destroy', '--yes');
  until('nothing of it is left', () => state('k-db').active === 'inactive');
});
