// Several at once: two applies, and a storm of them while the manifest is being written again and again.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import {
  at,
  changing,
  home,
  leftovers,
  manifest,
  markOf,
  pause,
  pidOf,
  put,
  read,
  says,
  scene,
  sleeps,
  small,
  stateFolder,
  told,
  touched,
} from './stage.ts';

export async function crowds(): Promise<void> {
  await scene('two applies at once: the second is told who is at work, and changes nothing', async () => {
    const one = small('crowd');
    one.write({ 'w-one': sleeps('a') });
    const first = one.exits(0, at(/run systemctl --user daemon-reload/, { script: 'sleep 2' }));
    while (!existsSync(`${stateFolder}/namespaces/crowd/state.json`)) await pause(5);
    const second = await one.exits(75);
    says(second, 'another daemonsync is at work: `daemonsync apply`, process', 'ps -fp', 'Nothing was changed');
    assert.deepEqual([...changing(second), ...touched(second)], []);
    // Of another namespace: the folder is the same, and so is the manager.
    const other = small('crowd-too');
    other.write({ 'w-too': sleeps('a') });
    says(await other.exits(75), 'another daemonsync is at work');
    await first;
    assert.equal(markOf('w-one'), 'a');
    await one.quiet();
    await other.exits(0);
    await other.destroy();
    await one.destroy();
  });

  await scene('two that are begun in the same moment: one, or both one after the other', async () => {
    const one = small('twins');
    one.write({ 'w-twin': sleeps('a') });
    const codes = (await Promise.all([one.apply(), one.apply()])).map(({ code }) => code);
    assert.ok(['0,0', '0,75', '75,0'].includes(codes.join()), codes.join());
    assert.equal(markOf('w-twin'), 'a');
    await one.quiet();
    await one.destroy();
  });

  await scene(
    'a storm: ten applies while the manifest changes; never two inside, and the last word counts',
    async () => {
      const one = small('storm');
      const inside = `${home}/storm.inside`;
      put(inside, '');
      const daemons = (mark: string) => ({
        's-one': sleeps(mark),
        's-two': sleeps('same'),
        [`s-of-${mark}`]: sleeps(mark),
      });
      one.write(daemons('before'));
      await one.exits(0);
      const same = pidOf('s-two');
      const stop = new AbortController();
      // Not in one go either: now and then it is found empty, or cut short.
      const writer = (async () => {
        for (let i = 0; !stop.signal.aborted; i += 1) {
          const text = manifest('storm', daemons(i % 2 === 0 ? 'b' : 'a'));
          for (const end of [0, text.length / 2, text.length]) {
            writeFileSync(one.path, text.slice(0, end));
            await pause(end === text.length ? 20 : 3);
          }
        }
      })();
      const visit = at(/\/history\/…\.end\.json$/, { script: `echo in >>${inside}; sleep 0.05; echo out >>${inside}` });
      const runs = await Promise.all(Array.from({ length: 10 }, (_, i) => pause(i * 60).then(() => one.apply(visit))));
      stop.abort();
      await writer;
      for (const ran of runs) assert.ok([0, 65, 75].includes(ran.code ?? -1), told(ran));
      assert.equal(pidOf('s-two'), same, 'half a manifest uninstalls nobody');
      const visits = read(inside).trim().split('\n');
      assert.ok(visits.length >= 2);
      assert.deepEqual(
        visits,
        visits.map((_, i) => (i % 2 === 0 ? 'in' : 'out')),
      );
      one.write(daemons('b'));
      await one.exits(0);
      assert.deepEqual(
        [markOf('s-one'), markOf('s-of-b'), markOf('s-of-a'), markOf('s-of-before')],
        ['b', 'b', null, null],
      );
      await one.quiet();
      assert.deepEqual(leftovers(), []);
      await one.destroy();
    },
  );
}
