// Scenes of what launchd refuses, forgets or does not tell, by the built program on the stage that plays a Mac. Evidence numbers are
// those of the collected facts about launchd.
import assert from 'node:assert/strict';
import { label, order } from '../both/launchd.ts';
import {
  counted,
  did,
  home,
  isUp,
  manager,
  pid,
  prepare,
  put,
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
import { agents, allCalls, asked, gui, neverAsked, verbs, withSettings } from './words.ts';

prepare();

scene('a definition that launchd refuses: the old one is put back, and runs', () => {
  const one = world('refused');
  one.write({ 'r-one': sleeps(), 'r-two': sleeps() });
  one.exits(0, 'apply');
  const before = read(manager.definition('r-one'));
  const other = pid('r-two');
  one.write({ 'r-one': sleeps({ launchd: { LimitLoadToSessionType: 'Background' } }), 'r-two': sleeps() });
  const ran = one.exits(1, 'apply');
  says(ran, /✗ r-one/);
  assert.equal(read(manager.definition('r-one')), before, told(ran));
  until('the old one runs', () => isUp('r-one'));
  assert.deepEqual(words('r-one'), ['/bin/sleep', '1000']);
  assert.equal(pid('r-two'), other);
  one.write({ 'r-one': sleeps(), 'r-two': sleeps() });
  one.exits(0, 'apply');
  one.quiet();
  one.destroy();
});

scene('a program that bears the mark of quarantine: that is what is said (L67)', () => {
  const one = world('quarantine');
  const program = put(`${home}/downloaded/tool`, '#!/bin/sh\nexec /bin/sleep 1000\n', 0o755);
  order({ do: 'quarantine', path: program });
  const stderr = 'Bootstrap failed: 5: Input/output error\nTry re-running the command as root for richer errors.\n';
  order({ do: 'refuse', words: `bootstrap ${gui} ${manager.definition('q-one')}`, times: 100, code: 5, stderr });
  one.write({ 'q-one': sleeps({ command: [program] }), 'q-two': sleeps() });
  const ran = one.exits(1, 'apply');
  says(ran, 'quarantine', /✓ q-two/);
  order({ do: 'forgive' });
  one.exits(0, 'destroy', '--yes');
});

for (const code of [5, 37])
  scene(`refused with ${code} for a while: tried again, for so long and no longer (L24, L76)`, () => {
    const one = world(`again-${code}`);
    const name = `b-${code}`;
    const means = { 5: 'Input/output error', 37: 'Operation already in progress' }[code];
    one.write({ [name]: sleeps() });
    const stderr = `Bootstrap failed: ${code}: ${means}\n`;
    order({ do: 'refuse', words: `bootstrap ${gui}`, times: 2, code, stderr });
    const ran = one.exits(0, 'apply');
    assert.equal(verbs(ran).filter((verb) => verb === 'bootstrap').length, 3, told(ran));
    assert.ok(isUp(name));
    one.quiet();
    one.destroy();
  });

scene('registered and never spawned: kicked once, and not with -k (L49)', () => {
  const one = world('forgotten');
  withSettings({ neverSpawns: [label('f-one')] }, { neverSpawns: [] }, () => {
    one.write({ 'f-one': sleeps(), 'f-two': sleeps() });
    const ran = one.exits(0, 'apply');
    assert.deepEqual(
      asked(ran).filter((call) => call.startsWith('kickstart')),
      [`kickstart ${gui}/${label('f-one')}`],
      told(ran),
    );
    assert.ok(isUp('f-one') && isUp('f-two'));
  });
  one.quiet();
  one.destroy();
});

scene('launchctl refuses to tell, or tells nonsense: nothing is known, and nothing is changed', () => {
  const one = world('unknown');
  one.write({ 'k-one': sleeps() });
  one.exits(0, 'apply');
  const before = pid('k-one');
  one.write({ 'k-one': sleeps({ env: { NEW: 'yes' } }), 'k-new': sleeps() });
  for (const [code, stderr] of [
    [1, 'Could not print domain: 1: Operation not permitted\n'],
    [0, ''],
  ] as const) {
    order({ do: 'refuse', words: `print ${gui}`, times: 50, code, stderr });
    const ran = one.run('apply');
    assert.ok(ran.code !== 0, told(ran));
    did(ran);
    order({ do: 'forgive' });
    assert.equal(pid('k-one'), before);
    assert.ok(!there(manager.definition('k-new')));
  }
  one.exits(0, 'apply');
  assert.equal(variable('k-one', 'NEW'), 'yes');
  one.destroy();
});

scene('only what is meant to be asked was ever asked; all are in the log', () => {
  const calls = allCalls().filter(({ program, argv }) => program === 'launchctl' && argv[0] !== 'disable');
  neverAsked(calls.map((call) => call.words));
  counted(calls.length, 'calls of launchctl in the scenes of agents, none of a kind that is never to be made');
  assert.ok(!there(`${agents}/${label('f-one')}.plist`));
});
