// Scenes of change, beside either manager: what an apply does to the daemons that changed, and that all others and their processes
// are left alone.
import assert from 'node:assert/strict';
import {
  changing,
  did,
  gone,
  home,
  isRealMac,
  isUp,
  keptFiles,
  lines,
  lives,
  manager,
  notes,
  pause,
  pid,
  pids,
  prepare,
  put,
  read,
  says,
  scene,
  sleeps,
  syncs,
  there,
  told,
  until,
  variable,
  words,
  world,
} from './stage.ts';

prepare();

const first = world('first');
const daemons = {
  'f-one': sleeps({ description: 'one' }),
  'f-two': sleeps({ restart: 'always' }),
  'f-job': notes('f-job.ran', { type: undefined, schedule: '30 2 * * *' }),
  'f-once': notes('f-once.ran'),
  'f-eager': notes('f-eager.ran', { type: undefined, schedule: '30 2 * * *', run_at_start: true }),
  'f-path': notes('f-path.ran', { type: undefined, watch_paths: [`${home}/f-watched`] }),
  'f-off': sleeps({ enabled: false }),
  'f-hand': sleeps({ when: 'manual' }),
  'f-away': sleeps({ only: { host: 'no-such-host' } }),
};

scene('the first apply: what stays up is up, what waits is armed, a oneshot has run, what is off is off', () => {
  first.write(daemons);
  const before = first.exits(2, 'diff');
  did(before);
  says(before, '+ f-one', '8 to create');
  assert.ok(!there(manager.definition('f-one')), 'diff writes nothing');
  const ran = first.exits(0, 'apply');
  says(ran, /f-one +up(?:, pid \d+)?$/m, /f-job +armed/, /f-once +ran to its end/, '8 created');
  assert.ok(isUp('f-one') && isUp('f-two'), told(ran));
  for (const name of ['f-job', 'f-path', 'f-off', 'f-hand']) assert.equal(pid(name), 0, name);
  assert.ok(manager.seen('f-job').armed);
  assert.deepEqual([lines('f-job.ran'), lines('f-once.ran'), lines('f-eager.ran'), lines('f-path.ran')], [0, 1, 1, 0]);
  assert.ok(!there(manager.definition('f-away')));
});

scene('what a diff shows is what an apply runs', () => {
  const shown = world('shown');
  shown.write({ 'd-one': sleeps(), 'd-job': sleeps({ schedule: '@daily' }) });
  const { steps } = JSON.parse(shown.exits(2, 'diff', '--json').stdout) as { steps: { argv: string[] | null }[] };
  const planned = steps.flatMap(({ argv }) => (argv ? [argv.join(' ').replace(/^systemctl --user /, '')] : []));
  const ran = shown.exits(0, 'apply');
  assert.deepEqual(planned.toSorted(), changing(ran).toSorted(), told(ran));
  shown.destroy();
});

scene('an apply without a change runs no command that changes anything, and nothing is run or started again', () => {
  const before = pids('f-one', 'f-two');
  first.quiet();
  did(first.exits(0, 'diff'));
  did(first.exits(0, 'apply', '--json'));
  did(first.exits(0, 'apply', '--verbose'));
  assert.deepEqual(pids('f-one', 'f-two'), before);
  assert.deepEqual([lines('f-once.ran'), lines('f-eager.ran')], [1, 1]);
});

scene('a job that waits runs when its moment comes', () => {
  manager.trigger('f-job');
  until('the job has run', () => lines('f-job.ran') === 1);
  put(`${home}/f-watched`, 'changed');
  until('what watches a path has run', () => lines('f-path.ran') === 1);
  until('both wait again', () => manager.seen('f-job').armed && manager.seen('f-path').pid === 0);
  first.quiet();
});

scene('a description restarts nothing', () => {
  const before = pids('f-one', 'f-two');
  first.write({ ...daemons, 'f-one': sleeps({ description: 'uno' }) });
  const ran = first.exits(0, 'apply');
  says(ran, 'no restart needed');
  assert.match(read(manager.definition('f-one')), /uno/);
  assert.deepEqual(pids('f-one', 'f-two'), before);
  first.write(daemons);
  first.exits(0, 'apply');
  assert.deepEqual(pids('f-one', 'f-two'), before);
  first.quiet();
});

scene('a finished oneshot runs again when its definition changes, and at no other time', () => {
  first.write({ ...daemons, 'f-once': notes('f-once.ran', { env: { NEW: 'yes' } }) });
  first.exits(0, 'apply');
  until('it has run again', () => lines('f-once.ran') === 2);
  first.quiet();
  assert.equal(lines('f-once.ran'), 2);
});

const edits = world('edits');
const venv = (name: string): string => {
  put(`${home}/${name}/bin/sleeper`, '#!/bin/sh\nexec /bin/sleep 1000\n', 0o755);
  put(`${home}/${name}/pyvenv.cfg`, '');
  return `${home}/${name}`;
};

scene('only what changed restarts: a value, a wrapper, a launcher; what left goes; on_change: keep is stale', () => {
  const same = { 'e-same': sleeps(), 'e-more': sleeps({ restart: 'always' }) };
  const launched = (name: string) => ({ command: ['sleeper', '1000'], launcher: { venv: venv(name) }, logs: 'none' });
  edits.write({
    ...same,
    'e-env': sleeps(),
    'e-shell': { shell: 'exec /bin/sleep 1000', logs: 'none' },
    'e-venv': launched('venv-a'),
    'e-keep': sleeps({ on_change: 'keep' }),
    'e-gone': sleeps(),
  });
  edits.exits(0, 'apply');
  const names = ['e-same', 'e-more', 'e-env', 'e-shell', 'e-venv', 'e-keep'];
  const before = pids(...names);
  edits.write({
    ...same,
    'e-env': sleeps({ env: { MORE: 'yes' } }),
    'e-shell': { shell: 'exec /bin/sleep 2000', logs: 'none' },
    'e-venv': launched('venv-b'),
    'e-keep': sleeps({ on_change: 'keep', env: { MORE: 'yes' } }),
    'e-new': sleeps(),
  });
  const ran = edits.exits(0, 'apply');
  says(
    ran,
    /e-gone +removed/,
    /e-env +restarted, up(?:, pid \d+)?$/m,
    /e-keep +updated; it goes on with the older definition \(on_change: keep\)$/m,
    '1 created, 4 changed (3 restarted), 1 removed',
  );
  const now = pids(...names);
  assert.deepEqual(
    names.filter((name) => now[name] !== before[name]),
    ['e-env', 'e-shell', 'e-venv'],
    told(ran),
  );
  assert.ok(Object.values(now).every((one) => one > 0));
  assert.doesNotMatch(changing(ran).join('\n'), /e-(?:same|more|keep)\b/);
  assert.equal(variable('e-env', 'MORE'), 'yes');
  assert.ok(!there(manager.definition('e-gone')) && !isUp('e-gone'));
  edits.quiet();
  assert.deepEqual(
    Object.entries(syncs(edits))
      .filter(([, sync]) => sync === 'stale')
      .map(([name]) => name),
    ['e-keep'],
  );
  edits.exits(0, 'restart', 'e-keep');
  assert.equal(variable('e-keep', 'MORE'), 'yes');
  assert.equal(syncs(edits)['e-keep'], 'in-sync');
  edits.quiet();
  edits.destroy();
});

scene(
  'what it is stopped with is asked for when it is: a new timeout restarts nothing that can take it as it runs',
  () => {
    const one = world('patience');
    one.write({ 'p-one': sleeps(), 'p-same': sleeps() });
    one.exits(0, 'apply');
    const before = pid('p-same');
    one.write({ 'p-one': sleeps({ stop: { timeout: '3s' } }), 'p-same': sleeps() });
    one.exits(0, 'apply');
    assert.ok(isUp('p-one'));
    assert.equal(pid('p-same'), before);
    one.quiet();
    one.destroy();
  },
);

scene('files read at the start: env_file and restart_on restart only that one, reload_on keeps the process', () => {
  const watched = world('watched');
  const secret = put(`${home}/watched/w.env`, 'A=1\n', 0o600);
  const reloaded = put(`${home}/watched/reload.ini`, '1');
  put(`${home}/watched/conf/one.ini`, '1');
  watched.write({
    'w-env': sleeps({ env_file: secret }),
    'w-glob': sleeps({ restart_on: [`${home}/watched/conf/*.ini`] }),
    'w-keep': sleeps({ env_file: secret, on_change: 'keep' }),
    'w-load': sleeps({ reload_on: [reloaded], reload: ['/bin/sh', '-c', `echo $DAEMON_PID >>${home}/w-load.ran`] }),
    'w-same': sleeps(),
  });
  watched.exits(0, 'apply');
  watched.quiet();
  const names = ['w-env', 'w-glob', 'w-keep', 'w-load', 'w-same'];
  const before = pids(...names);
  put(secret, 'A=2\n', 0o600);
  put(`${home}/watched/conf/one.ini`, '2');
  put(reloaded, '2');
  const ran = watched.exits(0, 'apply');
  says(ran, /w-load +reloaded, up(?:, pid \d+)?$/m);
  const then = pids(...names);
  assert.deepEqual(
    names.filter((name) => then[name] !== before[name]),
    ['w-env', 'w-glob'],
    told(ran),
  );
  // Of a process of Apple's own nobody may see what it read from a file.
  if (!isRealMac) assert.equal(variable('w-env', 'A'), '2');
  assert.equal(read(`${home}/w-load.ran`), `${before['w-load']}\n`, 'the reload came to the process');
  assert.equal(syncs(watched)['w-keep'], 'stale');
  watched.quiet();
  // Touched, and the same inside.
  put(secret, 'A=2\n', 0o600);
  watched.quiet();
  put(`${home}/watched/conf/two.ini`, 'new');
  watched.exits(0, 'apply');
  assert.notEqual(pid('w-glob'), then['w-glob']);
  watched.destroy();
});

scene('it stays up by itself: killed, it is started again, and the next apply has nothing to do', () => {
  const up = world('up');
  up.write({ 'u-one': sleeps({ restart: { policy: 'always', delay: '1s' } }) });
  up.exits(0, 'apply');
  const before = pid('u-one');
  manager.kill('u-one', 'KILL');
  until('it is up again', () => isUp('u-one') && pid('u-one') !== before);
  up.quiet();
  assert.deepEqual(words('u-one').slice(-1), ['1000']);
  up.destroy();
});

scene('destroy leaves nothing: no definition, no wrapper, no memory, no process', () => {
  const running = ['f-one', 'f-two'].map(pid);
  first.destroy();
  for (const name of Object.keys(daemons)) {
    assert.ok(!there(manager.definition(name)), name);
    assert.ok(!isUp(name) && !manager.seen(name).known, name);
  }
  pause(50);
  for (const one of running) assert.ok(!lives(one), `${one} is left`);
  assert.deepEqual(keptFiles(), []);
  gone(`${home}/f-watched`);
});
