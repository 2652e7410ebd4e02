// Ctrl-C once and twice, at a command and while waiting; and a terminal, or a reader, that goes away.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  at,
  changing,
  counted,
  home,
  leftovers,
  markOf,
  pidOf,
  put,
  says,
  scene,
  sleeps,
  small,
  told,
  until,
} from './stage.ts';

export async function signals(): Promise<void> {
  await scene(
    'interrupted once: the command in hand is finished, what is left is said, 130, and the next apply finishes',
    async () => {
      const one = small('once');
      for (const [i, signal] of (['SIGINT', 'SIGTERM'] as const).entries()) {
        one.write({ 'i-one': sleeps(`a${i}`), 'i-two': sleeps('a') });
        await one.exits(0);
        const two = pidOf('i-two');
        one.write({ 'i-one': sleeps(`b${i}`), 'i-two': sleeps('a') });
        const ran = await one.exits(130, at(/run systemctl --user daemon-reload/, { signal }, 'middle'));
        says(
          ran,
          'interrupted: finishing the step in hand; once more to stop at once',
          'interrupted; not finished: i-one',
          'the next `daemonsync apply` finishes it',
        );
        assert.equal(changing(ran).at(-1), 'systemctl --user daemon-reload', told(ran));
        assert.equal(markOf('i-one'), `a${i}`);
        assert.deepEqual(leftovers(), []);
        await one.exits(0);
        assert.deepEqual([markOf('i-one'), pidOf('i-two')], [`b${i}`, two]);
        await one.quiet();
      }
      await one.destroy();
    },
  );

  await scene('interrupted twice: it stops at once, and the next apply finishes', async () => {
    const one = small('twice');
    one.write({ 'i-one': sleeps('a') });
    await one.exits(0);
    one.write({ 'i-one': sleeps('b') });
    const twice = at(/run systemctl --user daemon-reload/, { signal: 'SIGINT' }, 'middle').faults ?? [];
    const ran = await one.exits(130, { faults: [...twice, ...twice.map((fault) => ({ ...fault }))] });
    assert.doesNotMatch(ran.stdout, /not finished/, 'there was no time for that');
    await one.exits(0);
    assert.equal(markOf('i-one'), 'b');
    await one.quiet();
    assert.deepEqual(leftovers(), []);
    await one.destroy();
  });

  await scene('interrupted while a start is awaited: it waits no longer, and nothing is undone', async () => {
    const one = small('waiting');
    const ready = `${home}/ready`;
    const slow = {
      command: [
        '/bin/sh',
        '-c',
        `while ! [ -e ${ready} ]; do sleep 0.05; done; systemd-notify --ready; exec sleep 1000`,
      ],
    };
    one.write({
      'i-slow': sleeps('a', { type: 'notify', ...slow, systemd: { Service: { NotifyAccess: 'all' } } }),
      'i-fast': sleeps('a'),
    });
    const ran = await one.exits(130, at(/list-units .* i-/, { signal: 'SIGINT', nth: 3 }));
    says(ran, 'interrupted; not finished:', 'i-slow');
    assert.ok(ran.ms < 8_000, `${ran.ms} ms`);
    const pid = pidOf('i-slow');
    put(ready, '');
    await one.exits(0);
    assert.deepEqual([pidOf('i-slow'), markOf('i-fast')], [pid, 'a']);
    await one.quiet();
    await one.destroy();
  });

  await scene('nobody reads what it says, and its terminal hangs up: it goes on to the end', async () => {
    const one = small('deafened');
    one.write({ 'i-one': sleeps('a') });
    await one.exits(0);
    one.write({ 'i-one': sleeps('b'), 'i-new': sleeps('b') });
    await one.exits(0, {
      ...at(/run systemctl --user daemon-reload/, { signal: 'SIGHUP' }, 'middle'),
      meanwhile(child) {
        child.stdout?.destroy();
        child.stderr?.destroy();
      },
    });
    assert.deepEqual([markOf('i-one'), markOf('i-new')], ['b', 'b']);
    await one.quiet();
    await one.destroy();
  });

  await scene('a real terminal is lost in the middle: it goes on to the end', async () => {
    if (!existsSync('/usr/bin/script')) {
      counted(1, 'scenes left out: there is no `script` here to make a terminal');
      return;
    }
    const one = small('terminal');
    one.write({ 'i-one': sleeps('a') });
    await one.exits(0);
    one.write({ 'i-one': sleeps('b'), 'i-new': sleeps('b') });
    // Its parent is what holds the other end of the terminal.
    const script = 'kill -9 "$(cut -d" " -f4 "/proc/$PPID/stat")"';
    const within = ['/bin/sh', '-c', 'exec script -qec "exec $*" /dev/null', 'sh'];
    const lost = await one.apply({ ...at(/run systemctl --user daemon-reload/, { script }), within });
    assert.equal(lost.signal, 'SIGKILL', told(lost));
    await until('it has come to its end', () => markOf('i-one') === 'b' && leftovers().length === 0, 10_000);
    const ended = await one.apply();
    assert.deepEqual([ended.code, changing(ended)], [0, []], told(ended));
    assert.deepEqual([markOf('i-one'), markOf('i-new')], ['b', 'b']);
    await one.destroy();
  });
}
