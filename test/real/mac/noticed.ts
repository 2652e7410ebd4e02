// Every kind of change between two runs, on the stage that plays a Mac: the quick answer is not given, and what is to be done is done.
import assert from 'node:assert/strict';
import { label, launchctl, order, plist } from '../both/launchd.ts';
import {
  changing,
  counted,
  gone,
  home,
  isUp,
  manager,
  pid,
  prepare,
  put,
  read,
  scene,
  sleeps,
  there,
  told,
  until,
} from '../both/stage.ts';
import { isQuick, isProper, becomesQuick, aged, KINDS, kinds } from './quick-words.ts';
import { agents, gui } from './words.ts';

prepare();

scene('every change is noticed', () => {
  const one = kinds();
  const file = (name: string): string => manager.definition(name);
  const strange = `${home}/strange.plist`;
  /** What happens, and whether there is anything to be done or said about it; null: that is another matter. */
  const ways: Readonly<Record<string, readonly [act: () => void, says: boolean | null]>> = {
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
    'memory is gone': [() => gone(`${one.state}/state.json`), null],
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
    const said = changing(ran).length > 0 || !/nothing to do/.test(ran.stdout);
    assert.equal(said, says ?? said, `${way}\n${told(ran)}`);
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
