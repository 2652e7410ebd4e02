// Scenes of triggers, of the order of things, and of daemons that become something else.
import assert from 'node:assert/strict';
import {
  changing,
  connect,
  did,
  home,
  lines,
  notes,
  pause,
  pids,
  prepare,
  put,
  quiet,
  says,
  scene,
  shown,
  sleeps,
  state,
  systemctl,
  there,
  told,
  unit,
  until,
  world,
} from './stage.ts';

prepare();

const triggers = world('triggers');

scene('a timer’s change starts nothing, a running oneshot is not killed, sockets are opened anew', () => {
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
});

scene('stopped by hand a trigger is disarmed, and apply respects it; started it runs nothing', () => {
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
});

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

scene('enabled: false stops and disables; taken back it runs again; only: for another host removes', () => {
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
});
