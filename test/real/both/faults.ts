// Faults beside either manager: Ctrl-C once and twice, a terminal that hangs up, two at once, a folder that may not be written. What is
// said, what the exit is, that nothing is half done, and that the next apply finishes it.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import type { Fault } from '../faults/hook.ts';
import {
  changing,
  did,
  ds,
  exited,
  type Fields,
  gone,
  home,
  isUp,
  manager,
  pid,
  prepare,
  put,
  type Ran,
  read,
  says,
  scene,
  sleeps,
  there,
  told,
  touched,
  until,
  variable,
  type World,
  world,
} from './stage.ts';

prepare();

const marked = (mark: string): Fields => sleeps({ env: { MARK: mark } });
/** A command in the middle of an apply that changes something. */
const command = /^run (?:systemctl --user daemon-reload|launchctl bootstrap)/.source;
const apply = (one: World, ...faults: readonly Fault[]): Ran => ds(['apply', '-f', one.path], { faults });

scene(
  'interrupted once: the command in hand is finished, what is left is said, 130, and the next apply finishes',
  () => {
    const one = world('once');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      one.write({ 'i-one': marked(`a ${signal}`), 'i-same': sleeps() });
      one.exits(0, 'apply');
      const same = pid('i-same');
      one.write({ 'i-one': marked(`b ${signal}`), 'i-same': sleeps() });
      const ran = exited(130, apply(one, { like: command, when: 'middle', signal }));
      says(
        ran,
        'interrupted: finishing the step in hand',
        'interrupted; not finished: i-one',
        'the next `daemonsync apply`',
      );
      one.exits(0, 'apply');
      assert.deepEqual([variable('i-one', 'MARK'), pid('i-same')], [`b ${signal}`, same]);
      one.quiet();
    }
    one.destroy();
  },
);

scene('interrupted twice: it stops at once, and the next apply finishes', () => {
  const one = world('twice');
  one.write({ 'i-two': marked('a') });
  one.exits(0, 'apply');
  one.write({ 'i-two': marked('b') });
  const fault = { like: command, when: 'middle', signal: 'SIGINT' } as const;
  const ran = exited(130, apply(one, fault, { ...fault }));
  assert.doesNotMatch(ran.stdout, /not finished/, 'there was no time for that');
  one.exits(0, 'apply');
  assert.equal(variable('i-two', 'MARK'), 'b');
  one.quiet();
  one.destroy();
});

scene('its terminal hangs up: it goes on to the end', () => {
  const one = world('hung-up');
  one.write({ 'h-one': marked('a'), 'h-two': marked('a') });
  exited(0, apply(one, { like: command, when: 'middle', signal: 'SIGHUP' }));
  assert.deepEqual([variable('h-one', 'MARK'), variable('h-two', 'MARK')], ['a', 'a']);
  one.quiet();
  one.destroy();
});

scene('two at once: the second is told who is at work, and changes nothing', () => {
  const one = world('crowd');
  one.write({ 'w-one': marked('a') });
  const again = [...manager.program, 'apply', '-f', one.path].map((word) => `'${word}'`).join(' ');
  const script = `${again} >${home}/second.out 2>&1; echo $? >${home}/second.code`;
  const ran = exited(0, apply(one, { like: command, when: 'before', script }));
  assert.equal(read(`${home}/second.code`), '75\n', read(`${home}/second.out`));
  assert.match(read(`${home}/second.out`), /another daemonsync is at work/);
  assert.equal(variable('w-one', 'MARK'), 'a', told(ran));
  one.quiet();
  one.destroy();
});

const closed = (): void => {
  const one = world('closed');
  one.write({ 'c-one': marked('a') });
  one.exits(0, 'apply');
  const before = pid('c-one');
  one.write({ 'c-one': marked('b'), 'c-new': sleeps() });
  chmodSync(manager.folder, 0o500);
  const ran = one.exits(1, 'apply');
  chmodSync(manager.folder, 0o755);
  says(ran, 'EACCES', 'c-one');
  assert.ok(!there(manager.definition('c-new')) && isUp('c-one'));
  assert.equal(variable('c-one', 'MARK'), 'a', told(ran));
  assert.equal(pid('c-one'), before, 'what cannot be replaced is not ended');
  one.exits(0, 'apply');
  assert.equal(variable('c-one', 'MARK'), 'b');
  one.quiet();
  one.destroy();
};
scene('a folder of definitions that may not be written: said, nothing is half done, and what runs is left', closed, {
  notOnARealMac: 'the folder is the account’s own: nobody’s play may close it',
});

scene('a memory that may not be written: nothing is changed', () => {
  const one = world('forgetful');
  one.write({ 'm-one': marked('a') });
  one.exits(0, 'apply');
  const before = pid('m-one');
  one.write({ 'm-one': marked('b') });
  chmodSync(one.state, 0o500);
  const ran = ds(['apply', '-f', one.path], { watched: true });
  chmodSync(one.state, 0o700);
  assert.ok(ran.code !== 0 && changing(ran).length === 0, told(ran));
  assert.deepEqual(
    touched(ran).filter((step) => step.startsWith('rename ')),
    [],
  );
  assert.equal(pid('m-one'), before);
  one.exits(0, 'apply');
  assert.equal(variable('m-one', 'MARK'), 'b');
  one.destroy();
});

scene('a manifest that is wrong, empty or half saved changes nothing', () => {
  const one = world('half');
  one.write({ 'x-one': sleeps(), 'x-two': sleeps() });
  one.exits(0, 'apply');
  const before = [pid('x-one'), pid('x-two')];
  const whole = read(one.path);
  for (const text of ['', whole.slice(0, whole.length / 2), '{"version": 1, "daemons": {"x-one": {"command": 7}}}']) {
    put(one.path, text);
    const ran = one.run('apply', '--yes');
    assert.ok(ran.code === 65 || ran.code === 2, told(ran));
    did(ran);
  }
  one.write({});
  did(one.exits(2, 'apply', '--yes'));
  gone(one.path);
  did(one.exits(66, 'apply'));
  put(one.path, whole);
  one.quiet();
  assert.deepEqual([pid('x-one'), pid('x-two')], before);
  one.destroy();
  until('nothing of it runs', () => !isUp('x-one') && !isUp('x-two'));
});
