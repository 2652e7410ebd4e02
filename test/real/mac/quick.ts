// Scenes of the quick answer on launchd: what it costs, and that nothing can change without being noticed; by the built program on
// the stage that plays a Mac. A look that is not quick asks for the processes of the machine, and so tells itself apart.
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { jobOf, label, launchctl, order, plist } from '../both/launchd.ts';
import {
  changing,
  counted,
  did,
  gone,
  home,
  isUp,
  manager,
  notes,
  notPlayed,
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
  type World,
  world,
} from '../both/stage.ts';
import { agents, gui, isWhole, why } from './words.ts';

prepare();

const asks = (...domains: readonly string[]): readonly string[] =>
  domains.flatMap((domain) => [`launchctl print ${domain}`, `launchctl print-disabled ${domain}`]).toSorted();

function isQuick(ran: Ran, ...domains: readonly string[]): void {
  assert.equal(ran.code, 0, told(ran));
  assert.deepEqual(ran.calls.toSorted(), asks(...(domains.length > 0 ? domains : [gui])), told(ran));
  says(ran, 'nothing to do');
}

const isProper = (ran: Ran): boolean => ran.calls.some((call) => call.startsWith('ps -A'));

/** Everything is in order, and known to be. */
function becomesQuick(one: World, ...domains: readonly string[]): void {
  for (let i = 0; i < 3 && isProper(one.exits(0, 'apply')); i += 1);
  isQuick(one.exits(0, 'apply'), ...domains);
}

const cache = `${home}/.cache/daemonsync`;
/** As if the answer were that old. */
function aged(seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  for (const name of readdirSync(cache).filter((one) => one.startsWith('known-')))
    utimesSync(`${cache}/${name}`, then, then);
}

const KINDS = {
  'q-up': sleeps(),
  'q-sh': { ...sleeps({ env_file: `${home}/q.env` }), command: undefined, shell: 'exec sleep 1000\n' },
  'q-log': sleeps({ logs: { stdout: `${home}/q.log`, stderr: `${home}/q.log`, rotate: { size: '1KiB', keep: 1 } } }),
  'q-job': sleeps({ schedule: '@daily' }),
  'q-once': notes('q.once'),
  'q-hand': sleeps({ when: 'manual' }),
  'q-off': sleeps({ enabled: false }),
};

function kinds(): World {
  put(`${home}/q.env`, 'A=1\n', 0o600);
  const one = world('quick');
  one.write(KINDS);
  one.exits(0, 'apply');
  until('the oneshot is over', () => !isUp('q-once'));
  return one;
}

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

scene('every change is noticed', () => {
  const one = kinds();
  const file = (name: string): string => manager.definition(name);
  const strange = `${home}/strange.plist`;
  /** What happens, and whether there is anything to be done or said about it. */
  const ways: Readonly<Record<string, readonly [act: () => void, says: boolean]>> = {
    'the plist was edited': [() => put(file('q-up'), manager.edited(read(file('q-up')))), true],
    'the plist is written again, as it was': [() => put(file('q-up'), read(file('q-up'))), false],
    'the plist of what waits was edited': [() => put(file('q-job'), manager.edited(read(file('q-job')))), true],
    'the plist is gone': [() => gone(file('q-up')), true],
    'booted out': [() => manager.letGo('q-up'), true],
    'what waits is booted out': [() => manager.letGo('q-job'), true],
    'what has run is booted out': [() => manager.letGo('q-once'), true],
    'booted out, and in again': [() => manager.takeUp('q-up'), false],
    'another one by the name of what is started by hand': [
      () => {
        put(strange, plist(label('q-hand'), ['/bin/sleep', '999']));
        assert.equal(launchctl('bootstrap', gui, strange).code, 0);
      },
      true,
    ],
    'ended by a signal, and started again': [
      () => {
        const before = pid('q-up');
        // Ten seconds after its start it comes back at once (L51).
        manager.kill('q-up', 'KILL');
        until('it is back', () => isUp('q-up') && pid('q-up') !== before, 15_000);
      },
      false,
    ],
    disabled: [() => void launchctl('disable', `${gui}/${label('q-up')}`), true],
    'what waits is disabled': [() => void launchctl('disable', `${gui}/${label('q-job')}`), true],
    'what is off is loaded': [
      () => {
        put(strange, plist(label('q-off'), ['/bin/sleep', '999']));
        launchctl('bootstrap', gui, strange);
      },
      true,
    ],
    'the env_file was edited': [() => put(`${home}/q.env`, 'A=2\n', 0o600), true],
    'the wrapper was edited': [
      () => {
        const [wrapper = ''] = /[^<>]*\/wrappers\/[^<>]*/.exec(read(file('q-sh'))) ?? [];
        put(wrapper, `${read(wrapper)}# by hand\n`, 0o755);
      },
      true,
    ],
    'the manifest was edited': [() => one.write({ ...KINDS, 'q-up': sleeps({ env: { NEW: 'yes' } }) }), true],
    'the manifest is as it was': [() => one.write(KINDS), true],
    'the machine’s own settings': [() => put(`${home}/.config/daemonsync/config.ini`, '# nothing\n'), false],
    'the settings are gone': [() => gone(`${home}/.config/daemonsync/config.ini`), false],
    'a file of somebody else’s in the folder': [
      () => put(`${agents}/a.stranger.plist`, plist('a.stranger', ['/bin/true'])),
      false,
    ],
    'and it is gone': [() => gone(`${agents}/a.stranger.plist`), false],
    'memory is gone': [() => gone(`${one.state}/state.json`), false],
    'another login': [
      () => {
        order({ do: 'logout' });
        order({ do: 'login' });
        until('it runs', () => isUp('q-up') && isUp('q-log') && isUp('q-sh'));
        until('the oneshot is over', () => !isUp('q-once'));
      },
      false,
    ],
  };
  let noticed = 0;
  for (const [way, [act, says]] of Object.entries(ways)) {
    manager.letGo('q-hand');
    manager.letGo('q-off');
    becomesQuick(one);
    act();
    const ran = one.run('apply');
    assert.ok(isProper(ran), `${way}: not noticed\n${told(ran)}`);
    assert.equal(changing(ran).length > 0 || !/nothing to do/.test(ran.stdout), says, `${way}\n${told(ran)}`);
    noticed += 1;
  }
  becomesQuick(one);
  put(`${home}/q.log`, 'x'.repeat(2000));
  isQuick(one.exits(0, 'apply'));
  aged(61);
  assert.ok(isProper(one.exits(0, 'apply')), 'a log that is too long');
  assert.ok(there(`${home}/q.log.1`));
  counted(noticed + 1, 'kinds of change that are noticed by the quick way of launchd');
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
    one.exits(0, 'apply', '--yes');
    assert.ok(isUp('h-all') && !isUp('h-here'));
    becomesQuick(one);
    gone(names);
    assert.ok(isProper(one.exits(0, 'apply', '--yes')));
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
