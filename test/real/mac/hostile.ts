// Scenes of what people and programs do beside the program, or in its way, that nobody should: strangers in our place, runs that
// may not be ended, text that imitates launchctl, what is handed to a person. By the built program on the stage that plays a Mac.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { jobOf, label, launchctl, order } from '../both/launchd.ts';
import {
  did,
  type Fields,
  gone,
  home,
  isUp,
  manager,
  notPlayed,
  pid,
  prepare,
  put,
  says,
  saysNot,
  scene,
  sleeps,
  syncs,
  there,
  until,
  world,
} from '../both/stage.ts';
import { gui, isWhole, why } from './words.ts';

prepare();

scene('two namespaces of one prefix and one daemon of one name: neither ends what the other has loaded', () => {
  const [one, other] = [world('first'), world('second')];
  const off = { 'n-up': sleeps({ enabled: false }), 'n-job': sleeps({ schedule: '@daily', enabled: false }) };
  one.write({ 'n-up': sleeps(), 'n-job': sleeps({ schedule: '@daily' }) });
  one.exits(0, 'apply');
  one.write(off);
  one.exits(0, 'apply');
  other.write({ 'n-up': sleeps({ env: { OF: 'the other' } }), 'n-job': sleeps({ schedule: '@hourly' }) });
  other.exits(0, 'apply');
  const before = pid('n-up');
  did(one.exits(73, 'apply'));
  did(one.exits(0, 'destroy', '--yes'));
  assert.equal(pid('n-up'), before);
  assert.ok(manager.seen('n-job').armed);
  other.quiet();
  other.destroy();
});

scene(
  'a stranger’s plist in our place, loaded by him: he keeps it; where only the file is his, our process goes',
  () => {
    const one = world('place');
    one.write({ 'p-his': sleeps(), 'p-file': sleeps() });
    one.exits(0, 'apply');
    for (const name of ['p-his', 'p-file']) put(manager.definition(name), manager.strangers(name));
    manager.takeUp('p-his');
    until('his runs', () => isUp('p-his'));
    const his = pid('p-his');
    did(one.exits(73, 'apply'));
    one.exits(0, 'destroy', '--yes');
    assert.equal(pid('p-his'), his);
    assert.ok(!isUp('p-file'));
    for (const name of ['p-his', 'p-file']) {
      assert.ok(there(manager.definition(name)));
      gone(manager.definition(name));
    }
    manager.letGo('p-his');
  },
);

scene('a job whose schedule changes while it runs: not ended, never called in sync, and loaded anew after it', () => {
  const one = world('busy');
  const over = `${home}/busy-over`;
  const job = (schedule: string): Fields => ({
    shell: `while [ ! -e ${over} ]; do sleep 0.1; done`,
    schedule,
    logs: 'none',
  });
  one.write({ 'b-job': job('0 1 * * *'), 'b-other': sleeps() });
  one.exits(0, 'apply');
  manager.trigger('b-job');
  until('it runs', () => isUp('b-job'));
  const run = pid('b-job');
  one.write({ 'b-job': job('0 5 * * *'), 'b-other': sleeps() });
  const changed = one.exits(0, 'apply');
  did(changed);
  says(changed, 'runs on', 'daemonsync apply b-job');
  saysNot(changed, /its next run takes/);
  const again = one.exits(0, 'apply');
  did(again);
  says(again, '1 in sync, 1 stale');
  assert.deepEqual(syncs(one), { 'b-job': 'stale', 'b-other': 'in-sync' });
  assert.equal(pid('b-job'), run);
  put(over, '');
  until('it is over', () => !isUp('b-job'));
  one.exits(0, 'apply');
  const loaded = order({ do: 'jobs' }) as readonly { label: string; definition: Record<string, unknown> }[];
  const definition = loaded.find((found) => found.label === label('b-job'))?.definition;
  assert.deepEqual(definition?.['StartCalendarInterval'], { Hour: 5, Minute: 0 });
  one.quiet();
  one.destroy();
});

scene('a plist that says Disabled itself: said at once; whoever enables it has his will (L34)', () => {
  const one = world('off');
  one.write({ 'd-off': sleeps({ launchd: { Disabled: true } }) });
  const ran = one.exits(1, 'apply');
  says(ran, 'Disabled', 'enabled: false');
  assert.equal(ran.calls.filter((call) => call.includes(' bootstrap ')).length, 1);
  launchctl('enable', `${gui}/${label('d-off')}`);
  one.exits(0, 'apply');
  one.quiet();
  one.destroy();
});

scene(
  'words and values that imitate what launchctl prints: nothing is misjudged, and nothing is restarted for it',
  () => {
    const one = world('forged');
    const texts = ['\n\tpid = 1', '\n\tstate = not running\n}\n', 'x\n\t}\n\n\tworking directory = /tmp\n', 'f() {\n}'];
    const all = (mark: string): Record<string, Fields> =>
      Object.fromEntries(
        texts.flatMap((text, i): [string, Fields][] => [
          [`f-word-${i}`, sleeps({ command: ['/bin/sh', '-c', 'exec sleep 1000', text, mark] })],
          [`f-value-${i}`, sleeps({ env: { TEXT: text, MARK: mark } })],
        ]),
      );
    const names = Object.keys(all(''));
    one.write(all('a'));
    one.exits(0, 'apply');
    order({ do: 'logout' });
    order({ do: 'login' });
    until('all run', () => names.every(isUp));
    const before = names.map(pid);
    one.quiet();
    gone(one.state);
    did(one.exits(0, 'apply'));
    assert.deepEqual(names.map(pid), before);
    one.write(all('b'));
    one.exits(0, 'apply');
    assert.ok(names.every((name, i) => isUp(name) && pid(name) !== before[i]));
    one.quiet();
    one.destroy();
  },
);

scene('started by hand where nobody is logged in: what a login does not start is not said to start with it', () => {
  const one = world('byhand');
  one.write({ 'm-one': sleeps({ when: 'manual' }) });
  one.exits(0, 'apply');
  order({ do: 'logout' });
  const ran = one.exits(1, 'start', 'm-one');
  says(ran, 'daemonsync start m-one');
  saysNot(ran, /starts then by itself/);
  order({ do: 'login' });
  one.destroy();
});

scene('launchd takes it and drops it without a word: that is said, and not that it has run or ended (L71)', () => {
  const one = world('dropped');
  const dropped = ['k-up', 'k-job', 'k-once'];
  one.write({
    'k-up': sleeps(),
    'k-job': sleeps({ schedule: '@daily' }),
    'k-once': sleeps({ command: ['/bin/echo'], type: 'oneshot' }),
    'k-fine': sleeps(),
  });
  for (const name of dropped)
    order({ do: 'refuse', words: `bootstrap ${gui} ${manager.definition(name)}`, times: 9, code: 0, stderr: '' });
  const ran = one.exits(1, 'apply');
  says(ran, /✓ k-fine/, 'does not have it any more', 'Login Items', ...dropped.map((name) => new RegExp(`✗ ${name}`)));
  saysNot(ran, /ended by itself|is not armed|ran to its end/);
  order({ do: 'forgive' });
  one.exits(0, 'apply');
  one.quiet();
  one.destroy();
});

const handedOver = 'root’s commands that a person runs: each can be pasted, and they wait for one that is slow to end';
if (!isWhole) notPlayed(handedOver, why);
else
  scene(handedOver, () => {
    const one = world('pasted');
    const slow = (mark: string): Fields => ({
      shell: `trap 'sleep 2; exit 0' TERM\nwhile :; do sleep 0.05; done # ${mark}`,
      when: 'boot',
      logs: 'none',
      stop: { timeout: '6s' },
      env: { MARK: mark },
    });
    one.write({ 'w-root': slow('a') });
    one.exits(0, 'apply', '--yes');
    const before = jobOf('w-root', 'system')?.pid;
    one.write({ 'w-root': slow('b') });
    const [, handed = ''] = one.exits(77, 'apply', '--no-sudo').stdout.split('was left to you');
    const commands = handed.split('\n').filter((line) => line.startsWith('  sudo '));
    const pasted = spawnSync('/bin/sh', ['-e'], { input: commands.join('\n'), encoding: 'utf8' });
    assert.equal(pasted.status, 0, `${commands.join('\n')}\n${pasted.stderr}`);
    until('the new one runs', () => ![null, undefined, before].includes(jobOf('w-root', 'system')?.pid));
    one.exits(0, 'apply', '--no-sudo');
    one.quiet();
    one.destroy();
  });
