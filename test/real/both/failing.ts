// Scenes of daemons that do not come up and of disks that are full, beside either manager: what is told is what was seen, the others
// are done, and nothing is taken from what runs.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import {
  changing,
  did,
  ds,
  exited,
  type Fields,
  gone,
  home,
  isMac,
  isRealMac,
  isUp,
  manager,
  notPlayed,
  pid,
  pids,
  prepare,
  put,
  read,
  says,
  scene,
  sleeps,
  states,
  there,
  told,
  until,
  variable,
  words,
  world,
} from './stage.ts';

prepare();

const shell = (text: string, more = {}): Fields => ({ shell: text, ...more });

/** A Mac keeps a report of each program that crashes. */
const deadly = isRealMac ? 'KILL' : 'SEGV';
const bad = world('bad');
const good = { 'x-fine': sleeps(), 'x-job-fine': { command: ['/bin/true'], type: 'oneshot', logs: 'none' } };
if (isMac) Object.assign(good, { 'x-job-fine': { command: ['/usr/bin/true'], type: 'oneshot', logs: 'none' } });
const failing = {
  'x-exit': shell('echo starting; echo "no database at $PLACE" >&2; exit 3', {
    restart: 'never',
    env: { PLACE: 'db.local' },
  }),
  'x-segv': shell(`kill -${deadly} $$`, { restart: 'never' }),
  'x-loop': shell('echo once more; exit 4', { restart: { policy: 'always', delay: '1s' } }),
  'x-end': shell('echo all done; exit 0'),
  'x-sick': sleeps({ health: { command: ['/usr/bin/false'], interval: '100ms', retries: 2, start_period: '0s' } }),
  'x-job': shell('echo half way; exit 5', { type: 'oneshot' }),
};

scene('each way to fail has its own words, with the last lines of its own log; the others are done', () => {
  bad.write({ ...good, ...failing });
  const ran = bad.exits(1, 'apply', '--timeout', '3');
  says(
    ran,
    /✗ x-exit +.*exited 3\n(?: .*\n)*? +│ .*no database at db\.local/,
    new RegExp(`✗ x-segv +.*signal ${deadly}`),
    /✗ x-loop +does not stay up: it ends and is started again, over and over: exited 4/,
    /│ once more/,
    /✗ x-end +.*ended by itself without an error, though it should stay up/,
    /✗ x-sick +.*is up, but not healthy/,
    /✗ x-job +ran and failed: exited 5/,
    /│ half way/,
    /✓ x-fine +up/,
    /✓ x-job-fine +ran to its end/,
    '2 created; 6 failed',
  );
  assert.ok(isUp('x-fine'));
});

scene('status says failed; out of the manifest, no trace of it is left', () => {
  const before = pid('x-fine');
  until('x-loop is told to be failing', () => states(bad)['x-loop'] === 'failing');
  assert.deepEqual([states(bad)['x-exit'], states(bad)['x-fine']], ['failed', 'up']);
  bad.write(good);
  bad.exits(0, 'apply', '--prune');
  for (const name of Object.keys(failing))
    assert.ok(!manager.seen(name).known && !there(manager.definition(name)), name);
  assert.equal(pid('x-fine'), before);
  bad.quiet();
  bad.destroy();
});

const amiss = world('amiss');

scene('what could not start is left alone before anything is changed: better an old one than none', () => {
  amiss.write({ 'p-old': sleeps(), 'p-dir': sleeps() });
  amiss.exits(0, 'apply');
  const running = pids('p-old', 'p-dir');
  amiss.write({
    'p-old': sleeps({ command: `${home}/no-such-program` }),
    'p-dir': sleeps({ working_directory: `${home}/no-such-folder` }),
    'p-env': sleeps({ env_file: `${home}/amiss/none.env` }),
    'p-needs': sleeps({ needs: ['p-env'] }),
    'p-fine': sleeps(),
  });
  const ran = amiss.exits(1, 'apply');
  says(ran, '! p-old', 'no-such-program', 'no-such-folder', 'none.env', 'it needs p-env, which is left alone');
  says(ran, '1 created; 4 left alone');
  assert.doesNotMatch(changing(ran).join('\n'), /p-(?:old|dir|env|needs)\b/);
  assert.deepEqual(pids('p-old', 'p-dir'), running);
  assert.match(read(manager.definition('p-old')), /\/bin\/sleep/);
  assert.ok(!there(manager.definition('p-env')) && isUp('p-fine'));
  // Mended, it goes on by itself.
  put(`${home}/amiss/none.env`, 'A=1\n', 0o600);
  says(amiss.exits(1, 'apply'), /✓ p-needs +up/, /✓ p-env +up/);
  amiss.write({});
  amiss.exits(0, 'destroy', '--yes');
});

const back = world('back');

scene('--rollback puts back what ran before, and says so; what never ran stays as it is', () => {
  const works = { 'r-one': sleeps(), 'r-two': sleeps() };
  back.write(works);
  back.exits(0, 'apply');
  const before = read(manager.definition('r-one'));
  back.write({
    'r-one': shell('echo cannot start; exit 9', { restart: 'never' }),
    'r-two': sleeps({ env: { NEW: 'yes' } }),
    'r-new': shell('exit 9', { restart: 'never' }),
  });
  const ran = back.exits(1, 'apply', '--rollback');
  says(
    ran,
    /✗ r-one/,
    '│ cannot start',
    /↩ r-one +its previous definition is back, and runs/,
    /✓ r-two +restarted/,
    /✗ r-new/,
  );
  assert.equal(read(manager.definition('r-one')), before);
  assert.deepEqual(words('r-one'), ['/bin/sleep', '1000']);
  assert.equal(variable('r-two', 'NEW'), 'yes');
  // Without it the new definition stands, failed as it is.
  back.exits(1, 'apply', 'r-one');
  assert.ok(!isUp('r-one'));
  back.write(works);
  back.exits(0, 'apply');
  assert.ok(isUp('r-one'));
  back.quiet();
  back.destroy();
});

const old = world('before');

scene('a daemon that failed before and is not touched is told of apart, and is not this run’s failure', () => {
  old.write({
    'b-loop': shell('[ -e "$HOME_OF/b-loop.breaks" ] && exit 7; exec /bin/sleep 1000', {
      restart: { policy: 'always', delay: '1500ms' },
      env: { HOME_OF: home },
    }),
    'b-fine': sleeps(),
  });
  old.exits(0, 'apply');
  put(`${home}/b-loop.breaks`, '');
  manager.kill('b-loop', 'TERM');
  until('b-loop loops', () => manager.seen('b-loop').failing);
  const ran = old.exits(0, 'apply');
  did(ran);
  says(ran, 'failed before this run', 'b-loop');
  old.exits(1, 'status');
  old.exits(0, 'destroy', '--yes');
  gone(`${home}/b-loop.breaks`);
});

scene('put back by hand while it waits for its next attempt: started anew, and waited for', () => {
  const loop = world('loop');
  const waits = { restart: { policy: 'always', delay: '10s' } };
  loop.write({ 'g-one': sleeps(waits) });
  loop.exits(0, 'apply');
  loop.write({ 'g-one': sleeps({ ...waits, command: ['/bin/sleep', 'x'] }) });
  says(loop.exits(1, 'apply'), /✗ g-one +does not stay up/);
  assert.ok(manager.seen('g-one').failing);
  // As it is wanted, and tried: told of, and left.
  const again = loop.exits(0, 'apply');
  did(again);
  says(again, 'failed before this run', /g-one +does not stay up[^\n]*: exited 1/);
  loop.write({ 'g-one': sleeps(waits) });
  const ran = loop.exits(0, 'apply');
  assert.ok(isUp('g-one'), told(ran));
  loop.quiet();
  loop.destroy();
});

const FULL = 'the disk is full in the middle: what was written stands, the rest is said, and the next apply mends it';
const disk = manager.smallDisk;
if (disk === null) notPlayed(FULL, process.env['MAC_WHY'] || 'there is no small disk');
else
  scene(FULL, () => {
    mkdirSync(`${disk}/definitions`, { recursive: true });
    gone(manager.folder);
    symlinkSync(`${disk}/definitions`, manager.folder);
    const one = world('full');
    // So much that a file takes more than one page of the disk.
    const env = Object.fromEntries(['ONE', 'TWO', 'THREE', 'FOUR'].map((name) => [name, name.repeat(700)]));
    const names = ['d-a', 'd-b', 'd-c', 'd-d'];
    const daemons = (mark: string): Record<string, Fields> =>
      Object.fromEntries(names.map((name) => [name, sleeps({ env: { ...env, MARK: mark } })]));
    one.write(daemons('a'));
    one.exits(0, 'apply');
    const before = pids(...names);
    one.write(daemons('b'));
    const like = /write .*\/(?:user|LaunchAgents)\/\.daemonsync/.source;
    const full = { like, nth: 3, when: 'middle', script: `head -c 1M /dev/zero >${disk}/filler` } as const;
    const ran = exited(1, ds(['apply', '-f', one.path], { faults: [full] }));
    says(ran, 'no space left on the disk (ENOSPC)', 'make room, then run daemonsync apply again');
    const marks = Object.fromEntries(names.map((name) => [name, variable(name, 'MARK')]));
    for (const name of names) {
      assert.ok(isUp(name), `${name}\n${told(ran)}`);
      assert.ok(marks[name] === 'b' || pid(name) === before[name], `${name} was not written, and restarted`);
      assert.match(read(manager.definition(name)), /(?:WantedBy=default\.target|<\/plist>)\s/, told(ran));
    }
    assert.ok(Object.values(marks).includes('a'), told(ran));
    assert.deepEqual(
      readdirSync(`${disk}/definitions`).filter((name) => name.startsWith('.daemonsync')),
      [],
    );
    gone(`${disk}/filler`);
    one.exits(0, 'apply');
    assert.deepEqual(
      names.map((name) => variable(name, 'MARK')),
      ['b', 'b', 'b', 'b'],
    );
    one.quiet();
    one.destroy();
    gone(manager.folder);
    mkdirSync(manager.folder, { recursive: true });
  });
