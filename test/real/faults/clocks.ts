// Clocks that jump: that of the program, and that of the file system by which files and starts are dated. Nothing stale is ever
// taken for current, and nothing is started anew more than once for no reason.
import assert from 'node:assert/strict';
import {
  at,
  bare,
  changing,
  home,
  markOf,
  pidOf,
  put,
  runtime,
  scene,
  sleeps,
  small,
  stateFolder,
  systemctl,
  told,
  unitFolder,
  until,
} from './stage.ts';

const DAY = 86_400_000;
const jumps = [DAY, -DAY] as const;
const date = (jump: number): string => new Date(Date.now() + jump).toISOString();

export async function clocks(): Promise<void> {
  await scene(
    'the clock of the program is a day off: nothing is started for that, now or when it is right again',
    async () => {
      const one = small('clock');
      one.write({ 'k-one': sleeps('a'), 'k-night': sleeps('a', { schedule: '30 2 * * *' }) });
      await one.exits(0);
      for (const [i, clockMs] of jumps.entries()) {
        const before = pidOf('k-one');
        assert.deepEqual(changing(await one.exits(0, { clockMs })), []);
        one.write({ 'k-one': sleeps(`b${i}`), 'k-night': sleeps('a', { schedule: '30 2 * * *' }) });
        const ran = await one.exits(0, { clockMs });
        assert.ok(ran.ms < 15_000, `${ran.ms} ms`);
        assert.equal(markOf('k-one'), `b${i}`);
        const pid = pidOf('k-one');
        assert.notEqual(pid, before);
        await one.quiet();
        assert.equal(pidOf('k-one'), pid);
      }
      await one.destroy();
    },
  );

  await scene('the dates of everything are moved by a day: nothing is started for that', async () => {
    const one = small('dates');
    const secrets = put(`${home}/dates/secrets.env`, 'MARK=a\n', 0o600);
    one.write({
      'k-env': { ...sleeps('x'), env: {}, env_file: secrets },
      'k-sh': { ...sleeps('a'), command: undefined, shell: 'exec sleep 1000\n' },
    });
    await one.exits(0);
    const pids = ['k-env', 'k-sh'].map(pidOf);
    for (const jump of jumps) {
      const all = [
        stateFolder,
        unitFolder,
        `${home}/.local/share/daemonsync`,
        `${home}/dates`,
        `${runtime}/systemd/units`,
      ];
      bare('find', ...all, '-exec', 'touch', '-h', '-d', date(jump), '{}', '+');
      assert.deepEqual(changing(await one.exits(0)), []);
      await one.quiet();
    }
    assert.deepEqual(['k-env', 'k-sh'].map(pidOf), pids);
    put(secrets, 'MARK=b\n', 0o600);
    bare('touch', '-d', date(-DAY), secrets);
    await one.exits(0);
    assert.deepEqual([markOf('k-env'), pidOf('k-sh')], ['b', pids[1]], 'an old date hides no change');
    await one.quiet();
    await one.destroy();
  });

  await scene(
    'the clock jumps between the reload and a crash: at most one start too many, and then peace',
    async () => {
      const one = small('jump');
      const lively = (mark: string) => ({
        'k-live': sleeps(mark, { restart: { policy: 'always', delay: '100ms' } }),
        'k-calm': sleeps('same'),
      });
      one.write(lively('a'));
      await one.exits(0);
      const calm = pidOf('k-calm');
      for (const [i, jump] of jumps.entries()) {
        one.write(lively(`b${i}`));
        // The moment of the reload is taken from the date of this file.
        await one.exits(
          0,
          at(/open .*\/jump\/clock$/, { script: `touch -d ${date(jump)} ${one.state}/clock` }, 'after'),
        );
        const killed = pidOf('k-live');
        process.kill(killed, 'SIGKILL');
        await until('it is started again', () => ![0, killed].includes(pidOf('k-live')));
        const ran = await one.exits(0);
        assert.ok(changing(ran).length <= 3, told(ran));
        assert.equal(markOf('k-live'), `b${i}`);
        const pid = pidOf('k-live');
        await one.quiet();
        assert.deepEqual([pidOf('k-live'), pidOf('k-calm')], [pid, calm]);
      }
      await one.destroy();
    },
  );

  await scene(
    'cut between the reload and the restart, by a clock that was a day behind: what is stale is seen',
    async () => {
      const one = small('behind');
      for (const jump of jumps) {
        one.write({ 'k-stale': sleeps('a') });
        await one.exits(0);
        one.write({ 'k-stale': sleeps('b') });
        const cut = await one.apply({
          faults: [
            {
              like: /open .*\/behind\/clock$/.source,
              when: 'after',
              script: `touch -d ${date(jump)} ${one.state}/clock`,
            },
            { like: /run systemctl --user restart/.source, when: 'before', signal: 'SIGKILL' },
          ],
        });
        assert.equal(cut.signal, 'SIGKILL', told(cut));
        assert.equal(markOf('k-stale'), 'a');
        const ran = await one.exits(0);
        assert.equal(markOf('k-stale'), 'b', told(ran));
        await one.quiet();
      }
      await one.destroy();
    },
  );

  await scene(
    'it crashes while the files are written, and the run is cut: it is of the old definition, and that is seen',
    async () => {
      const one = small('crash');
      const lively = (mark: string) => ({ 'k-live': sleeps(mark, { restart: { policy: 'always', delay: '100ms' } }) });
      one.write(lively('a'));
      await one.exits(0);
      const pid = pidOf('k-live');
      one.write(lively('b'));
      const again = `kill -9 ${pid}; while p=$(systemctl --user show -p MainPID --value k-live); [ "$p" = 0 ] || [ "$p" = ${pid} ]; do sleep 0.05; done`;
      const cut = await one.apply({
        faults: [
          { like: /run systemctl --user daemon-reload/.source, when: 'before', script: again },
          { like: /run systemctl --user restart/.source, when: 'before', signal: 'SIGKILL' },
        ],
      });
      assert.equal(cut.signal, 'SIGKILL', told(cut));
      assert.deepEqual([markOf('k-live'), pidOf('k-live') === pid], ['a', false]);
      await one.exits(0);
      assert.equal(markOf('k-live'), 'b');
      await one.quiet();
      systemctl('reset-failed');
      await one.destroy();
    },
  );
}
