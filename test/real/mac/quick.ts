// Scenes of the quick answer on launchd: what it costs, when it is given, and when it may not be; by the built program on the stage
// that plays a Mac.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { jobOf, label, order } from '../both/launchd.ts';
import {
  counted,
  did,
  gone,
  home,
  isUp,
  manager,
  notes,
  notPlayed,
  prepare,
  put,
  read,
  says,
  scene,
  sleeps,
  there,
  told,
  until,
  world,
} from '../both/stage.ts';
import { asks, isQuick, isProper, becomesQuick, cache, kinds } from './quick-words.ts';
import { gui, isWhole, why } from './words.ts';

prepare();

scene('nothing to do: the domain and what is disabled in it are asked for, and that is all', () => {
  const one = kinds();
  becomesQuick(one);
  isQuick(one.exits(0, 'diff'));
  const silent = one.exits(0, 'apply', '--quiet', '--yes');
  assert.deepEqual([silent.stdout, silent.calls.length], ['', asks(gui).length], told(silent));
  assert.ok(isProper(one.exits(0, 'apply', '--verbose')), 'whoever wants to know more is told more');
  counted(asks(gui).length, 'processes of launchctl in a no-op that is answered quickly, and no others');
  one.destroy();
});

scene('after the first apply nothing needs to be looked at twice', () => {
  const one = world('first');
  one.write({ 'f-up': sleeps(), 'f-job': sleeps({ schedule: '@daily' }) });
  one.exits(0, 'apply');
  isQuick(one.exits(0, 'apply'));
  one.write({ 'f-up': sleeps({ env: { NEW: 'yes' } }), 'f-job': sleeps({ schedule: '@daily' }) });
  one.exits(0, 'apply');
  isQuick(one.exits(0, 'apply'));
  one.destroy();
});

scene('a job that runs, has failed or has run is as well armed as one that waits', () => {
  const one = world('armed');
  one.write({
    'a-job': { ...notes('a.runs'), shell: `echo ran >>${home}/a.runs; sleep 1; exit 3`, schedule: '@daily' },
  });
  one.exits(0, 'apply');
  becomesQuick(one);
  manager.trigger('a-job');
  until('it runs', () => isUp('a-job'));
  isQuick(one.exits(0, 'apply'));
  until('it is over', () => jobOf('a-job')?.pid === null);
  isQuick(one.exits(0, 'apply'));
  // The label is what it was, but the login is another.
  order({ do: 'logout' });
  order({ do: 'login' });
  assert.ok(isProper(one.exits(0, 'apply')));
  becomesQuick(one);
  one.destroy();
});

scene('nobody at the screen: it is said each time, and never known', () => {
  const one = world('nobody');
  one.write({ 'n-up': sleeps() });
  one.exits(0, 'apply');
  isQuick(one.exits(0, 'apply'));
  order({ do: 'logout' });
  for (let i = 0; i < 3; i += 1) says(one.exits(0, 'apply'), 'when: boot');
  order({ do: 'login' });
  until('it runs', () => isUp('n-up'));
  becomesQuick(one);
  one.destroy();
});

scene('what cannot be read, or is refused, is no answer', () => {
  const one = world('words');
  one.write({ 'w-up': sleeps() });
  one.exits(0, 'apply');
  for (const words of [`print ${gui}`, `print-disabled ${gui}`]) {
    becomesQuick(one);
    order({ do: 'refuse', words, times: 1, code: 1, stderr: 'Could not print: 1: Operation not permitted\n' });
    const ran = one.exits(0, 'apply');
    assert.ok(isProper(ran), told(ran));
    did(ran);
    order({ do: 'forgive' });
  }
  one.destroy();
});

const names = '/Library/Preferences/SystemConfiguration/preferences.plist';
const NAMED = 'the machine is given another name';
if (isWhole)
  scene(NAMED, () => {
    const one = world('named');
    const named = (name: string): string =>
      put(names, `<plist version="1.0"><dict><key>LocalHostName</key><string>${name}</string></dict></plist>\n`);
    named('Testers-Mac');
    one.write({ 'h-all': sleeps(), 'h-here': sleeps({ only: { host: 'testers-mac' } }) });
    one.exits(0, 'apply');
    becomesQuick(one);
    named('Another-Mac');
    one.exits(0, 'apply', '--prune');
    assert.ok(isUp('h-all') && !isUp('h-here'));
    becomesQuick(one);
    gone(names);
    assert.ok(isProper(one.exits(0, 'apply')));
    assert.ok(isUp('h-here'));
    one.destroy();
  });
else notPlayed(NAMED, why);

const BOTH = 'root’s domain is asked, too, where it is of any interest';
if (isWhole)
  scene(BOTH, () => {
    const one = world('roots');
    one.write({ 'r-agent': sleeps(), 'r-boot': sleeps({ when: 'boot' }) });
    one.exits(0, 'apply', '--yes');
    becomesQuick(one, gui, 'system');
    const file = `/Library/LaunchDaemons/${label('r-boot')}.plist`;
    assert.ok(there(file));
    const boot = jobOf('r-boot', 'system');
    assert.ok(boot?.pid);
    process.kill(boot.pid, 'SIGKILL');
    until('it is back', () => (jobOf('r-boot', 'system')?.pid ?? boot.pid) !== boot.pid, 15_000);
    assert.ok(isProper(one.exits(0, 'apply')));
    becomesQuick(one, gui, 'system');
    one.exits(0, 'destroy', '--yes');
  });
else notPlayed(BOTH, why);

scene('what was planted in the cache is not believed', () => {
  const one = world('planted');
  one.write({ 'p-up': sleeps() });
  one.exits(0, 'apply');
  becomesQuick(one);
  for (const name of readdirSync(cache).filter((each) => each.startsWith('known-')))
    put(`${cache}/${name}`, read(`${cache}/${name}`).replaceAll('launchd', 'other'), 0o600);
  assert.ok(isProper(one.exits(0, 'apply')));
  one.destroy();
});
