// daemonsync's own files: lost, damaged, or put there by somebody else. None of them is believed blindly, none is needed to go on.
import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import {
  changing,
  ds,
  gone,
  home,
  markOf,
  pidOf,
  put,
  read,
  says,
  scene,
  sleeps,
  small,
  systemctl,
  told,
  tree,
  unit,
} from './stage.ts';

const cache = `${home}/.cache/daemonsync`;
const cached = (kind: string): string[] =>
  readdirSync(cache)
    .filter((name) => name.startsWith(kind))
    .map((name) => `${cache}/${name}`);

export async function records(): Promise<void> {
  await scene(
    'a memory that is damaged, or not ours to believe: said, kept beside, and made anew; nothing is touched',
    async () => {
      const one = small('lost');
      const file = `${one.state}/state.json`;
      one.write({ 'r-one': sleeps('a'), 'r-sh': { ...sleeps('a'), command: undefined, shell: 'exec sleep 1000\n' } });
      await one.exits(0);
      const pids = ['r-one', 'r-sh'].map(pidOf);
      const text = read(file);
      const aside = put(`${home}/aside.json`, text, 0o600);
      const ways: Readonly<Record<string, () => void>> = {
        'cut short': () => truncateSync(file, 100),
        empty: () => writeFileSync(file, ''),
        garbage: () => writeFileSync(file, Buffer.from([0, 255, 254, 123, 10])),
        'other words': () => writeFileSync(file, text.replace('"r-one"', '"r-two"')),
        'of everybody': () => chmodSync(file, 0o666),
        'a link': () => (gone(file), symlinkSync(aside, file)),
        gone: () => gone(file),
      };
      for (const [way, damage] of Object.entries(ways)) {
        damage();
        const ran = await one.exits(0);
        if (way !== 'gone')
          says(ran, 'what was remembered of namespace `lost` is lost:', 'nothing is removed on a guess');
        assert.ok(!changing(ran).some((call) => / (?:re)?start | stop /.test(call)), `${way}\n${told(ran)}`);
        assert.deepEqual(['r-one', 'r-sh'].map(pidOf), pids, way);
        assert.equal(lstatSync(file).isFile() && lstatSync(file).mode & 0o777, 0o600, way);
        await one.quiet();
      }
      assert.equal(read(aside), text, 'what a link leads to is not written');
      assert.ok(readdirSync(one.state).some((name) => name.startsWith('state.json.bad-')));
      gone(file);
      mkdirSync(file);
      const ran = await one.exits(1);
      says(ran, 'is no plain file', 'cannot be written down, so it is not done', file);
      assert.deepEqual(['r-one', 'r-sh'].map(pidOf), pids);
      gone(file);
      one.write({ 'r-one': sleeps('b') });
      await one.exits(0);
      assert.deepEqual([markOf('r-one'), pidOf('r-sh')], ['b', 0], 'found by its mark, it goes as it should');
      await one.quiet();
      await one.destroy();
      gone(aside);
    },
  );

  await scene('a history that is damaged: said, not gone back to, and no hindrance', async () => {
    const one = small('past');
    for (const mark of ['a', 'b', 'c']) {
      one.write({ 'r-past': sleeps(mark) });
      await one.exits(0);
    }
    for (const name of readdirSync(`${one.state}/history`))
      if (/^0+1\./.test(name)) writeFileSync(`${one.state}/history/${name}`, '{"half');
    const history = await ds(['history', '-f', one.path]);
    says(history, 'entry 1 of the history is damaged', '2', '3');
    const back = await ds(['rollback', '1', '--yes', '-f', one.path]);
    assert.equal(back.code, 1, told(back));
    says(back, 'entry 1 of the history is damaged', 'choose another: daemonsync history');
    assert.equal(markOf('r-past'), 'c');
    const fine = await ds(['rollback', '2', '--yes', '-f', one.path]);
    assert.equal(fine.code, 0, told(fine));
    assert.equal(markOf('r-past'), 'b');
    for (const name of readdirSync(`${one.state}/history`)) writeFileSync(`${one.state}/history/${name}`, 'x');
    one.write({ 'r-past': sleeps('d') });
    await one.exits(0);
    assert.equal(markOf('r-past'), 'd');
    await one.quiet();
    await one.destroy();
    assert.deepEqual(tree(one.state), []);
  });

  await scene('caches that are damaged or planted: never believed, never in the way', async () => {
    gone(cache);
    const one = small('cached');
    one.write({ 'r-cached': sleeps('a') });
    await one.exits(0);
    await one.quiet();
    const [known = ''] = cached('known-');
    const quick = await one.apply();
    assert.equal(
      quick.calls.filter((call) => call.startsWith('run ')).length,
      1,
      'this is the quick answer, made of what is known',
    );
    const text = read(known);
    // What it says is that all is in order, while nothing is.
    systemctl('stop', 'r-cached.service');
    const noticed = await one.exits(0);
    says(noticed, 'r-cached', 'does not run');
    await one.quiet();
    const planted: Readonly<Record<string, () => void>> = {
      'of everybody': () => chmodSync(known, 0o666),
      'a link': () => (gone(known), symlinkSync(put(`${home}/planted`, text, 0o600), known)),
      garbage: () => writeFileSync(known, '{"build":'),
      'half of it': () => truncateSync(known, 500),
      'other types': () => writeFileSync(known, text.replace(/"value":.*/s, '"value":[1,{"frozen":null}]}')),
      'a folder for all': () => chmodSync(cache, 0o777),
    };
    for (const [way, plant] of Object.entries(planted)) {
      put(known, text, 0o600);
      plant();
      gone(unit('r-cached'));
      const ran = await one.exits(0);
      assert.ok(changing(ran).length > 0, `${way}: it was believed\n${told(ran)}`);
      chmodSync(cache, 0o700);
      gone(known);
      await one.quiet();
    }
    for (const name of cached('code-')) {
      const bytes = Buffer.from(read(name), 'latin1');
      writeFileSync(
        name,
        bytes.map((byte, i) => (i % 97 === 0 ? byte ^ 0xff : byte)),
      );
    }
    await one.quiet();
    await one.destroy();
  });
}
