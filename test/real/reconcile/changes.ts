// Scenes of change: what an apply does to the daemons that changed, and that it leaves all others, and their processes, alone.
import assert from 'node:assert/strict';
import {
  bare,
  changing,
  did,
  gone,
  home,
  pause,
  pids,
  prepare,
  put,
  quiet,
  type Ran,
  read,
  says,
  scene,
  sleeps,
  state,
  systemctl,
  there,
  told,
  unit,
  until,
  type World,
  world,
} from './stage.ts';

prepare();

/** A oneshot that leaves a line in a file each time it has run. */
const notes = (file: string, more = {}) => ({
  shell: `echo ran >>${home}/${file}`,
  type: 'oneshot',
  logs: 'none',
  ...more,
});
const lines = (file: string): number => (there(`${home}/${file}`) ? read(`${home}/${file}`).split('\n').length - 1 : 0);

/** The commands that a diff shows, as `calls` has them. */
const shown = ({ stdout }: Ran): string[] =>
  stdout.split('\n').flatMap((line) => /^ {2}systemctl --user (.*)$/.exec(line)?.[1] ?? []);

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

scene(
  'only what changed restarts: a value, a wrapper, a launcher; added and removed ones; on_change: keep is stale',
  () => {
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
      'reset-failed e-gone.service',
      'start --no-block e-new.service',
      'restart --no-block e-env.service e-shell.service e-venv.service',
    );
    assert.deepEqual(shown(diff), changing(ran));
    says(
      ran,
      /- e-gone/,
      /e-gone +removed/,
      /e-env +restarted, up$/m,
      'on_change: keep',
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
  },
);

const watched = world('watched');

scene(
  'files read at the start: env_file and restart_on restart, reload_on reloads and keeps the process, keep is stale',
  () => {
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
  },
);

const triggers = world('triggers');

scene(
  'triggers: a timer’s change starts nothing, a running oneshot is never killed, sockets and paths are armed anew',
  () => {
    const long = (more = {}) => ({ command: ['/bin/sleep', '1000'], logs: 'none', stop: { timeout: '2s' }, ...more });
    const declare = (hour: number, path: string, socket: string, more = {}): void =>
      triggers.write({
        't-job': long({ schedule: `30 ${hour} * * *`, ...more }),
        't-path': notes('t-path.ran', { type: undefined, watch_paths: [path] }),
        't-sock': sleeps({ sockets: { main: { unix: socket } } }),
        't-same': sleeps(),
      });
    declare(2, `${home}/t-a`, `${home}/t-a.sock`);
    triggers.exits(0, 'apply');
    systemctl('start', '--no-block', 't-job.service');
    connect(`${home}/t-a.sock`);
    until('the oneshot and the socket’s service run', () => state('t-job').pid > 0 && state('t-sock').pid > 0);
    quiet(triggers);
    const before = pids('t-job', 't-same');

    declare(3, `${home}/t-b`, `${home}/t-b.sock`, { env: { NEW: 'yes' } });
    const diff = triggers.exits(2, 'diff');
    const ran = triggers.exits(0, 'apply');
    did(
      ran,
      'stop t-sock.socket t-job.timer t-sock.service',
      'daemon-reload',
      'start --no-block t-job.timer t-sock.socket',
    );
    assert.deepEqual(shown(diff), changing(ran));
    assert.deepEqual(pids('t-job', 't-same'), before, 'the running oneshot is the same');
    assert.deepEqual(
      ['t-job.timer', 't-path.path', 't-sock.socket'].map((id) => state(id).active),
      ['active', 'active', 'active'],
    );
    assert.equal(state('t-sock').pid, 0, 'whoever connects starts it');
    assert.match(systemctl('show', '-p', 'TimersCalendar', 't-job.timer'), /03:30:00/);
    quiet(triggers);
    connect(`${home}/t-b.sock`);
    until('a connection starts the service', () => state('t-sock').pid > 0);
    put(`${home}/t-a`, '');
    pause(150);
    assert.equal(lines('t-path.ran'), 0, 'the old path is forgotten');
    put(`${home}/t-b`, '');
    until('the new path starts the service', () => lines('t-path.ran') === 1);
    assert.equal(state('t-job').pid, before['t-job'], 'and it still runs its old definition');
  },
);

scene('a finished oneshot runs again when its definition changes, and at no other time', () => {
  first.write({ ...firstDaemons, 'f-once': notes('f-once.ran', { env: { NEW: 'yes' } }) });
  did(first.exits(0, 'apply'), 'daemon-reload', 'start --no-block f-once.service');
  assert.equal(lines('f-once.ran'), 2);
  quiet(first);
  assert.equal(lines('f-once.ran'), 2);
});

scene(
  'stopped by hand, a trigger is disarmed too, and apply respects it; started, it is armed and runs nothing',
  () => {
    const stopped = triggers.exits(0, 'stop', 't-job', 't-sock', 't-path');
    for (const id of ['t-job.timer', 't-job', 't-sock.socket', 't-sock', 't-path.path'])
      assert.equal(state(id).active, 'inactive', `${id}\n${told(stopped)}`);
    did(triggers.exits(0, 'apply'));
    const ran = lines('t-path.ran');
    put(`${home}/t-b`, 'once more');
    triggers.exits(0, 'start', 't-job', 't-sock', 't-path');
    assert.deepEqual(
      ['t-job.timer', 't-sock.socket', 't-path.path'].map((id) => state(id).active),
      ['active', 'active', 'active'],
    );
    assert.deepEqual([state('t-job').pid, state('t-sock').pid, lines('t-path.ran')], [0, 0, ran]);
    quiet(triggers);
  },
);

const kinds = world('kinds');
const jobAtNight = { schedule: '30 2 * * *', stop: { timeout: '2s' }, command: ['/bin/sleep', '1000'], logs: 'none' };

scene('one that changes its kind: what started it before is gone, and what must not run any more is stopped', () => {
  kinds.write({
    'c-to-job': sleeps(),
    'c-to-loop': jobAtNight,
    'c-to-path': jobAtNight,
    'c-to-hand': sleeps(),
    'c-to-once': sleeps(),
    'c-same': sleeps(),
  });
  kinds.exits(0, 'apply');
  const before = pids('c-same');
  kinds.write({
    'c-to-job': jobAtNight,
    'c-to-loop': sleeps(),
    'c-to-path': { ...jobAtNight, schedule: undefined, watch_paths: [`${home}/c-watched`] },
    'c-to-hand': sleeps({ when: 'manual' }),
    'c-to-once': notes('c-once.ran'),
    'c-same': sleeps(),
  });
  const ran = kinds.exits(0, 'apply');
  assert.deepEqual(
    ['c-to-job.timer', 'c-to-loop.timer', 'c-to-path.timer', 'c-to-path.path'].map((id) => state(id).active),
    ['active', 'inactive', 'inactive', 'active'],
    told(ran),
  );
  assert.ok(!there(unit('c-to-loop.timer')) && !there(unit('timers.target.wants/c-to-loop.timer')));
  assert.ok(!there(unit('default.target.wants/c-to-hand.service')), 'by hand only');
  assert.ok(state('c-to-loop').pid > 0);
  assert.equal(state('c-to-job').pid, 0, `it waits for its timer now\n${told(ran)}`);
  assert.deepEqual([state('c-to-once').pid, lines('c-once.ran')], [0, 1]);
  assert.deepEqual(pids('c-same'), before);
  quiet(kinds);
});

scene('what is removed leaves no failed state: a run that is ended before its end, a process that ignores TERM', () => {
  const stubborn = { shell: 'trap "" TERM; while :; do sleep 0.1; done', stop: { timeout: '1s' }, logs: 'none' };
  kinds.write({ 'c-same': sleeps(), 'c-job': jobAtNight, 'c-hard': stubborn });
  kinds.exits(0, 'apply', '--prune');
  systemctl('start', '--no-block', 'c-job');
  until('it runs', () => state('c-job').pid > 0);
  pause(300);
  kinds.write({ 'c-same': sleeps() });
  says(kinds.exits(0, 'apply', '--prune'), /c-hard +removed/, /c-job +removed/);
  assert.equal(systemctl('list-units', '--failed', '--plain', '--no-legend', 'c-*'), '');
  assert.deepEqual(kinds.exits(0, 'destroy', '--yes').code, 0);
});

const order = world('order');

scene('after and needs: started in that order whatever their names, and stopped the other way round', () => {
  const declare = (more = {}): void =>
    order.write({
      'o-a': sleeps({ needs: ['o-m'], ...more }),
      'o-m': sleeps({ needs: ['o-z'], ...more }),
      'o-z': sleeps(more),
      'o-last': sleeps({ after: ['o-a'], ...more }),
      'o-stays': sleeps(),
      'o-stays-too': sleeps(),
    });
  declare();
  const began = (name: string): number =>
    Number(systemctl('show', '-p', 'ActiveEnterTimestampMonotonic', '--value', name));
  const ran = order.exits(0, 'apply');
  const started = changing(ran)
    .find((call) => call.startsWith('start '))
    ?.split(' ')
    .filter((word) => word.startsWith('o-'));
  const place = (name: string): number => started?.indexOf(`${name}.service`) ?? -1;
  const inTurn = ['o-z', 'o-m', 'o-a', 'o-last'];
  for (const [i, name] of inTurn.entries())
    if (i > 0) {
      assert.ok(place(inTurn[i - 1] ?? '') < place(name), told(ran));
      assert.ok(began(inTurn[i - 1] ?? '') <= began(name));
    }

  declare({ only: { host: 'no-such-host' } });
  const refused = order.exits(2, 'apply');
  says(refused, 'lacks 4 of the 6', '--prune');
  did(refused);
  const pruned = order.exits(0, 'apply', '--prune');
  assert.equal(changing(pruned)[0], 'stop o-last.service o-a.service o-m.service o-z.service');
  assert.ok(!there(unit('o-a')) && !there(unit('o-z')));
  quiet(order);
});

scene(
  'enabled: false stops and disables, the files stay; taken back it runs again; only: for another host removes',
  () => {
    const before = pids('o-stays');
    order.write({
      'o-stays': sleeps(),
      'o-stays-too': sleeps({ enabled: false }),
      'o-job': notes('o', { type: undefined, schedule: '@daily', enabled: false }),
    });
    const ran = order.exits(0, 'apply');
    did(ran, 'stop o-stays-too.service', 'disable --no-reload o-stays-too.service', 'daemon-reload');
    says(ran, /o-stays-too +stopped/);
    assert.ok(there(unit('o-stays-too')) && !there(unit('default.target.wants/o-stays-too.service')));
    assert.deepEqual([state('o-stays-too').active, state('o-job.timer').active], ['inactive', 'inactive']);
    quiet(order);
    says(order.exits(1, 'start', 'o-stays-too'), 'enabled: false');
    order.write({
      'o-stays': sleeps(),
      'o-stays-too': sleeps(),
      'o-job': notes('o', { type: undefined, schedule: '@daily', only: { host: 'no-such-host' } }),
    });
    did(
      order.exits(0, 'apply'),
      'enable --no-reload o-stays-too.service',
      'daemon-reload',
      'start --no-block o-stays-too.service',
    );
    assert.ok(!there(unit('o-job')) && !there(unit('o-job.timer')));
    assert.deepEqual(pids('o-stays'), before);
  },
);

/** In sync or not, by name. */
function syncs(one: World): Readonly<Record<string, string>> {
  const rows = JSON.parse(one.run('status', '--json').stdout).daemons as { name: string; sync: string }[];
  return Object.fromEntries(rows.map(({ name, sync }) => [name, sync]));
}

function connect(path: string): void {
  const text = 'require("net").connect(process.argv[1]).on("connect", function () { this.destroy(); })';
  bare(process.execPath, '-e', text, path);
}
