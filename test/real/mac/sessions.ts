// Scenes of domains and sessions, which only launchd has: what is disabled, loaded elsewhere, or not there yet because nobody has
// logged in; by the built program on the stage that plays a Mac. Evidence numbers are those of the collected facts about launchd.
import assert from 'node:assert/strict';
import { jobOf, jobs, label, launchctl, order, plist, untilGone } from '../both/launchd.ts';
import {
  counted,
  did,
  ds,
  exited,
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
  until,
  variable,
  words,
  world,
} from '../both/stage.ts';
import { allCalls, asked, gui, neverAsked, said, uid, verbs, withSettings } from './words.ts';

prepare();

scene('a disabled override: enabling it is shown and done, and it is never disabled by us (L20, L30, L37)', () => {
  const one = world('disabled');
  one.write({ 'd-one': sleeps(), 'd-two': sleeps() });
  launchctl('disable', `${gui}/${label('d-one')}`);
  says(one.exits(2, 'diff'), `launchctl enable ${gui}/${label('d-one')}`);
  const ran = one.exits(0, 'apply');
  assert.ok(isUp('d-one') && isUp('d-two'));
  assert.deepEqual(
    asked(ran).filter((call) => call.startsWith('enable')),
    [`enable ${gui}/${label('d-one')}`],
  );
  one.quiet();
  // It runs, and would not at the next login.
  const before = pid('d-one');
  launchctl('disable', `${gui}/${label('d-one')}`);
  said(one.exits(0, 'apply'), `enable ${gui}/${label('d-one')}`);
  assert.equal(pid('d-one'), before);
  one.quiet();
  one.destroy();
});

const STRANGE = `${home}/elsewhere/strange.plist`;
const background = '\t<key>LimitLoadToSessionType</key>\n\t<string>Background</string>\n';

scene('the same label in another domain is somebody else’s: 73, and neither is touched (L7)', () => {
  const one = world('twins');
  one.write({ 't-one': sleeps(), 't-fine': sleeps() });
  put(STRANGE, plist(label('t-one'), ['/bin/sleep', '999'], background));
  assert.equal(launchctl('bootstrap', `user/${uid}`, STRANGE).code, 0);
  until('the other one runs', () => (jobOf('t-one', `user/${uid}`)?.pid ?? 0) > 0);
  const theirs = jobOf('t-one', `user/${uid}`)?.pid;
  const ran = one.exits(73, 'apply');
  says(ran, '! t-one', `user/${uid}`);
  assert.ok(isUp('t-fine') && !isUp('t-one') && !there(manager.definition('t-one')));
  assert.equal(jobOf('t-one', `user/${uid}`)?.pid, theirs);
  launchctl('bootout', `user/${uid}/${label('t-one')}`);
  untilGone('t-one', `user/${uid}`);
  one.exits(0, 'apply');
  assert.ok(isUp('t-one'));
  one.quiet();
  one.destroy();
});

scene('the label loaded from a path that is not ours: 73, and it runs on (L18)', () => {
  const one = world('path');
  one.write({ 'l-one': sleeps(), 'l-fine': sleeps() });
  put(STRANGE, plist(label('l-one'), ['/bin/sleep', '999']));
  assert.equal(launchctl('bootstrap', gui, STRANGE).code, 0);
  until('the other one runs', () => isUp('l-one'));
  const theirs = pid('l-one');
  const ran = one.exits(73, 'apply');
  says(ran, '! l-one', 'elsewhere/strange.plist');
  assert.equal(pid('l-one'), theirs);
  assert.ok(isUp('l-fine'));
  manager.letGo('l-one');
  one.exits(0, 'apply');
  assert.deepEqual(words('l-one'), ['/bin/sleep', '1000']);
  one.destroy();
});

scene(
  'nobody at the screen: installed, exit 0, with a warning that names `when: boot`; at the login it runs (L8)',
  () => {
    const one = world('asleep');
    order({ do: 'logout' });
    one.write({ 'a-one': sleeps(), 'a-job': sleeps({ schedule: '@daily' }) });
    const ran = one.exits(0, 'apply');
    says(ran, 'when: boot', /a-one/);
    assert.deepEqual(
      verbs(ran).filter((verb) => !verb.startsWith('print')),
      [],
      told(ran),
    );
    assert.ok(there(manager.definition('a-one')));
    assert.ok(
      jobs().every(({ domain }) => !domain.startsWith('user/')),
      'never in user/UID instead',
    );
    const again = one.exits(0, 'apply');
    did(again);
    order({ do: 'login' });
    until('it runs', () => isUp('a-one'));
    const before = pid('a-one');
    assert.ok(manager.seen('a-job').armed);
    one.quiet();
    assert.equal(pid('a-one'), before);
    // The other answer that a Mac may give (oppi#38).
    order({ do: 'logout' });
    withSettings({ noDomainPrint: 125 }, { noDomainPrint: 112 }, () => {
      one.write({ 'a-one': sleeps({ env: { NEW: 'yes' } }), 'a-job': sleeps({ schedule: '@daily' }) });
      says(one.exits(0, 'apply'), 'when: boot');
    });
    order({ do: 'login' });
    until('it runs', () => isUp('a-one'));
    assert.equal(variable('a-one', 'NEW'), 'yes');
    one.quiet();
    one.destroy();
  },
);

scene('logout and login, and a reboot, between applies: nothing to do, and no process for each daemon', () => {
  const one = world('again');
  one.write({
    'x-one': sleeps(),
    'x-job': sleeps({ schedule: '@daily' }),
    'x-once': sleeps({ command: ['/bin/echo'], type: 'oneshot' }),
  });
  one.exits(0, 'apply');
  for (const what of ['logout', 'reboot'] as const) {
    order({ do: what });
    if (what === 'logout') order({ do: 'login' });
    until('it runs', () => isUp('x-one'));
    until('the oneshot is over', () => !isUp('x-once'));
    const before = pid('x-one');
    one.quiet();
    const ran = one.exits(0, 'apply', '--verbose');
    assert.doesNotMatch(asked(ran).join('\n'), /^print \S+\/\S+\/\S+/m, 'what was found is remembered');
    assert.equal(pid('x-one'), before);
  }
  one.destroy();
});

scene('a no-op asks the same number of questions for two daemons and for twenty', () => {
  const one = world('cost');
  const asks = (howMany: number): number => {
    one.write(Object.fromEntries(Array.from({ length: howMany }, (_, i) => [`n-${i}`, sleeps()])));
    one.exits(0, 'apply', '--prune');
    one.exits(0, 'apply');
    const log = `${home}/.commands`;
    const before = read(log).length;
    did(one.exits(0, 'apply'));
    return read(log).slice(before).split('\n').filter(Boolean).length;
  };
  const [few, many] = [asks(2), asks(20)];
  assert.equal(few, many);
  counted(many, 'processes of a no-op on the stand-in for launchd, with 2 daemons and with 20');
  one.exits(0, 'destroy', '--yes');
});

const OLDER = [
  ['macos12', '21.6.0'],
  ['macos15', '24.6.0'],
] as const;
for (const [dialect, release] of OLDER)
  scene(`the same as ${dialect} prints it (L35, and the layouts of older releases)`, () => {
    const one = world(dialect);
    withSettings({ dialect }, { dialect: 'macos26' }, () => {
      const run = (...argv: string[]): Ran => ds([...argv, '-f', one.path], { env: { MAC_RELEASE: release } });
      one.write({
        'o-one': sleeps(),
        'o-job': sleeps({ schedule: '30 2 * * *' }),
        'o-off': sleeps({ enabled: false }),
      });
      launchctl('disable', `${gui}/${label('o-one')}`);
      const ran = exited(0, run('apply'));
      assert.ok(isUp('o-one'), told(ran));
      did(exited(0, run('apply')));
      const before = pid('o-one');
      gone(one.state);
      exited(0, run('apply'));
      assert.equal(pid('o-one'), before, 'its print was read');
      one.write({ 'o-one': sleeps({ env: { NEW: 'yes' } }), 'o-off': sleeps({ enabled: false }) });
      exited(0, run('apply'));
      assert.equal(variable('o-one', 'NEW'), 'yes');
      exited(0, run('destroy', '--yes'));
    });
  });

scene('only what is meant to be asked was ever asked', () => {
  neverAsked(
    allCalls()
      .filter(({ argv }) => argv[0] !== 'disable')
      .map((call) => call.words),
  );
});
