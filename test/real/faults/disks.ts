// Disks that are full or may not be written: said in words, nothing half-written, and mended by the next apply.
import assert from 'node:assert/strict';
import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import {
  at,
  bare,
  changing,
  type Fields,
  gone,
  home,
  leftovers,
  markOf,
  pidOf,
  put,
  read,
  says,
  scene,
  sleeps,
  small,
  stateFolder,
  told,
  tree,
  unit,
  unitFolder,
} from './stage.ts';

const settings = `${home}/.config/daemonsync/config.ini`;
const disk = '/run/daemonsync/small';
/** So much that a file takes more than one page of the disk. */
const padding = Object.fromEntries(['ONE', 'TWO', 'THREE', 'FOUR'].map((name) => [name, name.repeat(700)]));
const full = `head -c 1M /dev/zero >${disk}/filler`;
const room = (): void => gone(`${disk}/filler`);
/** Also where the scene before has failed. */
const plain = (): void => [`${disk}/filler`, settings].forEach(gone);

export async function disks(): Promise<void> {
  await scene(
    'the disk of the unit folder is full in the middle: what was written stands, the rest is said',
    async () => {
      put(`${disk}/units/.keep`, '');
      gone(unitFolder);
      symlinkSync(`${disk}/units`, unitFolder);
      const one = small('full');
      const daemons = (mark: string): Record<string, Fields> =>
        Object.fromEntries(['d-a', 'd-b', 'd-c', 'd-d'].map((name) => [name, sleeps(mark, { env: padding })]));
      one.write(daemons('a'));
      await one.exits(0);
      const pids = Object.keys(daemons('a')).map(pidOf);
      one.write(daemons('b'));
      const ran = await one.exits(1, at(/write .*\/user\/\.daemonsync/, { nth: 3, script: full }, 'middle'));
      says(ran, 'no space left on the disk (ENOSPC)', 'make room, then run daemonsync apply again');
      for (const name of Object.keys(daemons('b')))
        assert.match(read(unit(name)), /WantedBy=default\.target\n$/, told(ran));
      assert.deepEqual(leftovers(), []);
      assert.deepEqual(
        readdirSync(`${disk}/units`).filter((name) => name.startsWith('.daemonsync')),
        [],
      );
      const marks = Object.keys(daemons('b')).map(markOf);
      assert.ok(marks.includes('b') && marks.includes('a'), `some of each: ${marks.join()}\n${told(ran)}`);
      assert.deepEqual(
        Object.keys(daemons('b')).map((name, i) => marks[i] === 'b' || pidOf(name) === pids[i]),
        [true, true, true, true],
        'who was not written was not restarted',
      );
      room();
      await one.exits(0);
      assert.deepEqual(Object.keys(daemons('b')).map(markOf), ['b', 'b', 'b', 'b']);
      await one.quiet();
      await one.destroy();
      gone(unitFolder);
      gone(`${disk}/units`);
    },
  );

  await scene(
    'the disk of the state folder is full: before the first change nothing is done, later it is said',
    async () => {
      plain();
      put(settings, `state_dir = ${disk}/state\n`);
      const one = small('fullstate');
      one.write({ 'd-state': sleeps('a') });
      await one.exits(0);
      const pid = pidOf('d-state');
      one.write({ 'd-state': sleeps('b') });
      const before = await one.exits(1, at(/open .*\/fullstate\/\.daemonsync/, { script: full }));
      says(before, 'what is about to be done cannot be written down, so it is not done', 'no space left on the disk');
      assert.deepEqual(changing(before), []);
      assert.equal(pidOf('d-state'), pid);
      assert.match(read(unit('d-state')), /MARK=a/);
      room();
      const later = await one.apply(at(/run systemctl --user daemon-reload/, { script: full }));
      says(later, 'cannot be written', 'no space left on the disk');
      assert.ok(later.code === 0 || later.code === 1, told(later));
      assert.equal(markOf('d-state'), 'b', 'what was begun was done');
      room();
      await one.exits(0);
      assert.equal(markOf('d-state'), 'b');
      await one.quiet();
      await one.destroy();
      gone(settings);
      assert.deepEqual(tree(`${disk}/state`), []);
      gone(`${disk}/state`);
    },
  );

  await scene('a home that is read-only: nothing is done, and what to do is said', async () => {
    plain();
    const one = small('rohome');
    one.write({ 'd-home': sleeps('a') });
    await one.exits(0);
    const [pid, before] = [pidOf('d-home'), tree(stateFolder)];
    one.write({ 'd-home': sleeps('b') });
    const folders = ['.config', '.local', '.cache', 'rohome'].map((name) => `${home}/${name}`);
    bare('find', home, ...folders, '-maxdepth', '8', '-type', 'd', '-exec', 'chmod', 'a-w', '{}', '+');
    const ran = await one.exits(1);
    bare('chmod', '-R', 'u+w', home, ...folders);
    says(ran, 'cannot be written down, so it is not done', 'permission denied (EACCES)', 'see whose it is: ls -ld');
    assert.deepEqual([...changing(ran), pidOf('d-home')], [pid]);
    assert.deepEqual(tree(stateFolder), before);
    await one.exits(0);
    assert.equal(markOf('d-home'), 'b');
    await one.quiet();
    await one.destroy();
  });

  await scene('a unit folder, then a state folder, in which nothing may be written', async () => {
    plain();
    const one = small('roparts');
    one.write({ 'd-one': sleeps('a'), 'd-two': sleeps('a') });
    await one.exits(0);
    const pids = ['d-one', 'd-two'].map(pidOf);
    one.write({ 'd-one': sleeps('b'), 'd-two': sleeps('a') });
    chmodSync(unitFolder, 0o555);
    const ran = await one.exits(1);
    chmodSync(unitFolder, 0o755);
    says(ran, 'd-one', 'permission denied (EACCES)', `ls -ld ${unit('d-one')}`);
    assert.deepEqual(['d-one', 'd-two'].map(pidOf), pids, 'nobody is restarted for a file that could not be written');
    await one.exits(0);
    assert.equal(markOf('d-one'), 'b');
    one.write({ 'd-one': sleeps('c'), 'd-two': sleeps('a') });
    chmodSync(one.state, 0o500);
    const blind = await one.exits(1);
    chmodSync(one.state, 0o700);
    says(blind, 'cannot be written down, so it is not done', 'permission denied (EACCES)');
    assert.deepEqual(changing(blind), []);
    assert.equal(markOf('d-one'), 'b');
    await one.exits(0);
    assert.deepEqual([markOf('d-one'), pidOf('d-two')], ['c', pids[1]]);
    await one.quiet();
    await one.destroy();
  });
}
