// Scenes of change: what an apply does to the daemons that changed, and that it leaves all others, and their processes, alone.
import assert from 'node:assert/strict';
import {
  bare,
  changing,
  did,
  gone,
  home,
  lines,
  notes,
  pids,
  prepare,
  put,
  quiet,
  read,
  says,
  scene,
  shown,
  sleeps,
  state,
  syncs,
  systemctl,
  there,
  unit,
  world,
} from './stage.ts';

prepare();

const first = world('first');
const firstDaemons = {
  'f-one': sleeps({ description: 'one' }),
  'f-two': sleeps({ restart: 'always' }),
  'f-job': notes('f-job.ran', { type: undefined, schedule: '30 2 * * *' }),
  'f-once': notes('f-once.ran'),
  'f-eager': notes('f-eager.ran', { type: undefined, schedule: '30 2 * * *', run_at_start: true }),
  'f-path': notes('f-path.ran', { type: undefined, watch_paths: [`${home}/f-watched`] }),
  'f-sock': sleeps({ sockets: { main: { unix: `${home}/f.sock` } } }),
  'f-off': sleeps({ enabled: false }),
  'f-hand': sleeps({ when: 'manual' }),
  'f-away': sleeps({ only: { host: 'no-such-host' } }),
};

scene('the first apply: one enable, one daemon-reload, one start; triggers armed and their services left', () => {
  first.write(firstDaemons);
  const before = first.exits(2, 'diff');
  did(before);
  says(before, '+ f-one', 'starts', '9 to create');
  const { steps } = JSON.parse(first.exits(2, 'diff', '--json').stdout) as { steps: { argv: string[] | null }[] };
  const planned = steps.flatMap(({ argv }) => (argv ? [argv.slice(2).join(' ')] : []));
  assert.ok(!there(unit('f-one')), 'diff writes nothing');
  const ran = first.exits(0, 'apply');
  did(
    ran,
    'enable --no-reload f-eager.timer f-eager.service f-job.timer f-once.service f-one.service f-path.path f-sock.socket f-two.service',
    'daemon-reload',
    'start --no-block f-eager.timer f-eager.service f-job.timer f-once.service f-one.service f-path.path f-sock.socket f-two.service',
  );
  assert.deepEqual(planned, changing(ran), 'what is shown is what runs');
  says(ran, /f-one +up$/m, /f-job +armed/, /f-once +ran to its end/, '9 created');
  assert.deepEqual(
    ['f-one', 'f-two', 'f-job.timer', 'f-path.path', 'f-sock.socket'].map((id) => state(id).active),
    ['active', 'active', 'active', 'active', 'active'],
  );
  const idle = ['f-job', 'f-path', 'f-sock', 'f-off', 'f-hand', 'f-away'];
  assert.deepEqual(
    idle.map((name) => state(name).active),
    idle.map(() => 'inactive'),
  );
  assert.deepEqual([lines('f-job.ran'), lines('f-once.ran'), lines('f-eager.ran'), lines('f-path.ran')], [0, 1, 1, 0]);
  assert.deepEqual([there(unit('f-off')), there(unit('f-hand')), there(unit('f-away'))], [true, true, false]);
});

scene('an apply without a change runs no command that changes anything, and nothing is run or started again', () => {
  const before = pids('f-one', 'f-two');
  quiet(first);
  did(first.exits(0, 'diff'));
  did(first.exits(0, 'apply', '--json'));
  did(first.exits(0, 'apply', '--verbose'));
  assert.deepEqual(pids('f-one', 'f-two'), before);
  assert.deepEqual([lines('f-once.ran'), lines('f-eager.ran')], [1, 1]);
});

scene('a description, documentation and [Install]: one daemon-reload, nothing restarts', () => {
  const before = pids('f-one', 'f-two');
  first.write({
    ...firstDaemons,
    'f-one': sleeps({ description: 'uno', systemd: { Unit: { Documentation: 'man:sleep(1)' } } }),
  });
  const ran = first.exits(0, 'apply');
  did(ran, 'daemon-reload');
  says(ran, 'no restart needed', '[Unit] Description');
  assert.equal(systemctl('show', '-p', 'Description', '--value', 'f-one'), 'uno');
  first.write({
    ...firstDaemons,
    'f-two': sleeps({ restart: 'always', systemd: { Install: { WantedBy: ['default.target', 'timers.target'] } } }),
  });
  did(first.exits(0, 'apply'), 'enable --no-reload f-two.service', 'daemon-reload');
  assert.ok(there(unit('timers.target.wants/f-two.service')));
  first.write(firstDaemons);
  did(first.exits(0, 'apply'), 'daemon-reload');
  assert.ok(!there(unit('timers.target.wants/f-two.service')));
  assert.deepEqual(pids('f-one', 'f-two'), before);
  quiet(first);
});

const edits = world('edits');
const venv = (name: string): string => {
  put(`${home}/${name}/bin/sleeper`, '#!/bin/sh\nexec sleep 1000\n', 0o755);
  put(`${home}/${name}/pyvenv.cfg`, '');
  return `${home}/${name}`;
};

scene('only what changed restarts: a value, a wrapper, a launcher; on_change: keep is stale', () => {
  const same = { 'e-same': sleeps(), 'e-with': sleeps({ after: ['e-same'], needs: ['e-same'] }) };
  const launched = (venvName: string) => ({
    command: ['sleeper', '1000'],
    launcher: { venv: venv(venvName) },
    logs: 'none',
  });
  edits.write({
    ...same,
    'e-env': sleeps(),
    'e-shell': { shell: 'exec sleep 1000', logs: 'none' },
    'e-venv': launched('venv-a'),
    'e-keep': sleeps({ on_change: 'keep' }),
    'e-gone': sleeps(),
    'e-stop': sleeps(),
  });
  edits.exits(0, 'apply');
  const names = ['e-same', 'e-with', 'e-env', 'e-shell', 'e-venv', 'e-keep', 'e-stop'];
  const before = pids(...names);
  edits.write({
    ...same,
    'e-env': sleeps({ env: { MORE: 'yes' } }),
    'e-shell': { shell: 'exec sleep 2000', logs: 'none' },
    'e-venv': launched('venv-b'),
    'e-keep': sleeps({ on_change: 'keep', env: { MORE: 'yes' } }),
    // How it is stopped is asked for when it is.
    'e-stop': sleeps({ stop: { timeout: '3s' } }),
    'e-new': sleeps(),
  });
  const diff = edits.exits(2, 'diff');
  const ran = edits.exits(0, 'apply');
  did(
    ran,
    'stop e-gone.service',
    'disable --no-reload e-gone.service',
    'enable --no-reload e-new.service',
    'daemon-reload',
    'start --no-block e-new.service',
    'restart --no-block e-env.service e-shell.service e-venv.service',
  );
  assert.deepEqual(shown(diff), changing(ran));
  says(
    ran,
    /- e-gone/,
    /e-gone +removed/,
    /e-env +restarted, up$/m,
    /e-keep +updated; it goes on with the older definition \(on_change: keep\)$/m,
    '1 created, 5 changed (3 restarted), 1 removed',
  );
  const now = pids(...names);
  const moved = names.filter((name) => now[name] !== before[name]);
  assert.deepEqual(moved, ['e-env', 'e-shell', 'e-venv']);
  assert.ok(Object.values(now).every((pid) => pid > 0));
  assert.ok(!there(unit('e-gone')) && !there(unit('default.target.wants/e-gone.service')));
  quiet(edits);
  assert.deepEqual(
    Object.entries(syncs(edits))
      .filter(([, sync]) => sync === 'stale')
      .map(([name]) => name),
    ['e-keep'],
  );
  did(edits.exits(0, 'restart', 'e-keep'), 'restart --no-block e-keep.service');
  assert.match(bare('sh', '-c', `tr '\\0' '\\n' </proc/${state('e-keep').pid}/environ`), /^MORE=yes$/m);
  assert.equal(syncs(edits)['e-keep'], 'in-sync');
});

const watched = world('watched');

scene('files read at the start: env_file and restart_on restart, reload_on keeps the process', () => {
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
  quiet(watched);
  const names = ['w-env', 'w-glob', 'w-keep', 'w-load', 'w-same'];
  const before = pids(...names);
  put(secret, 'A=2\n', 0o600);
  put(`${home}/watched/conf/one.ini`, '2');
  put(reloaded, '2');
  const diff = watched.exits(2, 'diff');
  says(
    diff,
    'the env_file ~/watched/w.env changed since it was started',
    '(restart_on) changed',
    '(reload_on) changed',
  );
  const ran = watched.exits(0, 'apply');
  did(ran, 'restart --no-block w-env.service w-glob.service', 'reload --no-block w-load.service');
  assert.deepEqual(shown(diff), changing(ran));
  says(ran, /w-load +reloaded, up$/m);
  const then = pids(...names);
  assert.deepEqual(
    names.filter((name) => then[name] !== before[name]),
    ['w-env', 'w-glob'],
  );
  assert.equal(read(`${home}/w-load.ran`), `${before['w-load']}\n`, 'the reload came to the process');
  assert.deepEqual(syncs(watched), {
    'w-env': 'in-sync',
    'w-glob': 'in-sync',
    'w-keep': 'stale',
    'w-load': 'in-sync',
    'w-same': 'in-sync',
  });
  quiet(watched);

  put(`${home}/watched/conf/two.ini`, 'new');
  did(watched.exits(0, 'apply'), 'restart --no-block w-glob.service');
  gone(`${home}/watched/conf/one.ini`);
  did(watched.exits(0, 'apply'), 'restart --no-block w-glob.service');
  // Touched, and the same inside.
  put(secret, 'A=2\n', 0o600);
  quiet(watched);
  // Who started it by hand since has what is there now.
  put(secret, 'A=3\n', 0o600);
  systemctl('restart', 'w-env');
  did(watched.exits(0, 'apply'));
});

scene('a finished oneshot runs again when its definition changes, and at no other time', () => {
  first.write({ ...firstDaemons, 'f-once': notes('f-once.ran', { env: { NEW: 'yes' } }) });
  did(first.exits(0, 'apply'), 'daemon-reload', 'start --no-block f-once.service');
  assert.equal(lines('f-once.ran'), 2);
  quiet(first);
  assert.equal(lines('f-once.ran'), 2);
});
