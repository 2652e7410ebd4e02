// Scenes of what people do beside the program, of what it refuses to take away, and of going back.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import {
  did,
  ds,
  exited,
  gone,
  home,
  pids,
  prepare,
  put,
  quiet,
  read,
  says,
  scene,
  sleeps,
  state,
  systemctl,
  there,
  told,
  tree,
  unit,
  unitFolder,
  until,
  world,
} from './stage.ts';

prepare();

const enabledLink = (name: string): string => unit(`default.target.wants/${name}.service`);

const hands = world('hands');

scene('edited by hand: put back, with a copy that is named; permissions too; a removed file comes back', () => {
  hands.write({ 'h-edit': sleeps(), 'h-lost': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps(), 'h-gone': sleeps() });
  hands.exits(0, 'apply');
  const before = pids('h-edit', 'h-lost', 'h-mode', 'h-same');
  const [good, edited] = [read(unit('h-edit')), read(unit('h-edit')).replace('sleep 1000', 'sleep 77')];
  assert.notEqual(good, edited);
  put(unit('h-edit'), edited);
  gone(unit('h-lost'));
  put(unit('h-mode'), read(unit('h-mode')), 0o666);
  const diff = hands.exits(2, 'diff');
  says(
    diff,
    'h-edit.service was changed by hand; a copy of that is kept',
    'h-lost.service is not there',
    '-ExecStart=/bin/sleep 77',
  );
  const ran = hands.exits(0, 'apply');
  did(ran, 'daemon-reload');
  const [, copy = ''] = /h-edit\.service had been changed by hand: a copy is kept in (\S+)/.exec(ran.stdout) ?? [];
  assert.equal(read(copy), edited, told(ran));
  assert.equal(read(unit('h-edit')), good);
  assert.deepEqual(pids('h-edit', 'h-lost', 'h-mode', 'h-same'), before, 'what runs is what was wanted all along');
  quiet(hands);

  // The edit was loaded and started: now the process is another.
  put(unit('h-edit'), edited);
  systemctl('daemon-reload');
  systemctl('restart', 'h-edit');
  const again = hands.exits(0, 'apply');
  did(again, 'daemon-reload', 'restart --no-block h-edit.service');
  assert.match(commandOf('h-edit'), /^\/bin\/sleep\0?1000/);

  // Edited, and out of the manifest: a copy stays.
  put(unit('h-gone'), edited);
  hands.write({ 'h-edit': sleeps(), 'h-lost': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps() });
  says(hands.exits(0, 'apply'), /h-gone\.service had been changed by hand: a copy is kept in/, /h-gone +removed/);
  quiet(hands);
});

scene('drop-ins are the user’s: kept, shown, and one that changes what runs restarts once', () => {
  const before = pids('h-edit', 'h-lost', 'h-same');
  const words = put(unit('h-lost.service.d/note.conf'), '[Unit]\nDescription=mine\n');
  const heavy = put(unit('h-edit.service.d/override.conf'), '[Service]\nEnvironment=MINE=yes\n');
  const diff = hands.exits(2, 'diff');
  says(diff, 'h-edit.service.d/override.conf (yours) changed', 'h-lost.service.d/note.conf is yours, and counts');
  did(hands.exits(0, 'apply'), 'daemon-reload', 'restart --no-block h-edit.service');
  assert.equal(systemctl('show', '-p', 'Description', '--value', 'h-lost'), 'mine');
  const after = pids('h-edit', 'h-lost', 'h-same');
  assert.notEqual(after['h-edit'], before['h-edit']);
  assert.deepEqual({ ...after, 'h-edit': 0 }, { ...before, 'h-edit': 0 });
  quiet(hands);
  says(hands.exits(0, 'diff', 'h-edit'), 'override.conf is yours, and counts');
  assert.ok(there(words) && there(heavy));
  gone(unit('h-edit.service.d'));
  did(hands.exits(0, 'apply'), 'daemon-reload', 'restart --no-block h-edit.service');
  quiet(hands);
  // The daemon leaves, the drop-in stays.
  hands.write({ 'h-edit': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps() });
  hands.exits(0, 'apply');
  assert.ok(there(words) && !there(unit('h-lost')));
});

scene('disabled or stopped with systemctl: enabled and started again, and named; stopped with daemonsync: held', () => {
  systemctl('disable', 'h-same.service');
  const enabled = hands.exits(0, 'apply');
  did(enabled, 'enable --no-reload h-same.service', 'daemon-reload');
  says(enabled, 'h-same.service is not enabled');
  assert.ok(there(enabledLink('h-same')));

  // Links that somebody makes beside ours are that one's.
  mkdirSync(`${unitFolder}/timers.target.wants`, { recursive: true });
  symlinkSync(unit('h-same'), `${unitFolder}/timers.target.wants/h-same.service`);
  did(hands.exits(0, 'apply'));
  assert.ok(there(`${unitFolder}/timers.target.wants/h-same.service`));

  systemctl('stop', 'h-same.service');
  says(hands.exits(2, 'diff'), 'h-same.service does not run');
  const started = hands.exits(0, 'apply');
  did(started, 'start --no-block h-same.service');
  says(started, 'h-same.service does not run', /h-same +up/);
  quiet(hands);

  const stopped = hands.exits(0, 'stop', 'h-same');
  did(stopped, 'stop h-same.service');
  says(stopped, /h-same +stopped/);
  const held = hands.exits(0, 'apply');
  did(held);
  says(hands.exits(0, 'diff', 'h-same'), 'it was stopped by hand, and stays down', 'daemonsync start h-same');
  // Nor does a new definition start it.
  hands.write({ 'h-edit': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps({ env: { NEW: 'yes' } }) });
  const changed = hands.exits(0, 'apply');
  did(changed, 'daemon-reload');
  says(changed, /h-same +updated; stays down$/m);
  assert.equal(state('h-same').pid, 0);
  did(hands.exits(0, 'start', 'h-same'), 'start --no-block h-same.service');
  assert.ok(state('h-same').pid > 0);
  quiet(hands);
});

scene('a second stop, a start of what is up: said so, nothing is run, and the history does not hear of it', () => {
  const entries = (): number => JSON.parse(hands.exits(0, 'history', '--json').stdout).entries.at(-1).number;
  const before = entries();
  const up = hands.exits(0, 'start', 'h-same');
  did(up);
  says(up, /^= h-same +already up$/m, '1 already up');
  assert.equal(JSON.parse(hands.exits(0, 'start', 'h-same', '--json').stdout).daemons[0].result, 'done');
  assert.equal(entries(), before);
  hands.exits(0, 'stop', 'h-same');
  const down = hands.exits(0, 'stop', 'h-same', 'h-mode');
  did(down, 'stop h-mode.service');
  says(down, /^✓ h-mode +stopped$/m, /^= h-same +already stopped$/m, '1 stopped; 1 already stopped');
  did(hands.exits(0, 'apply'));
  const again = hands.exits(0, 'restart', 'h-same', 'h-mode');
  did(again, 'start --no-block h-mode.service h-same.service');
  says(again, /^✓ h-same +started, up/m, '2 started');
  assert.ok(Object.values(pids('h-same', 'h-mode')).every((pid) => pid > 0));
  says(hands.exits(0, 'restart', 'h-same'), /h-same +restarted, up/, '1 restarted');
  quiet(hands);
});

const guarded = world('guarded');

scene('the prune guard: everything, more than half, an include that matches nothing now, another host', () => {
  const five = Object.fromEntries(['g-a', 'g-b', 'g-c', 'g-d', 'g-e'].map((name) => [name, sleeps()]));
  const { 'g-a': _a, 'g-b': _b, 'g-c': _c, ...two } = five;
  guarded.write(five);
  guarded.exits(0, 'apply');
  const before = pids(...Object.keys(five));
  const refused = (...words: string[]): void => {
    for (const command of ['diff', 'apply']) {
      const ran = guarded.exits(2, command);
      did(ran);
      says(ran, '--prune', ...words);
    }
    assert.equal(guarded.run('apply', '--yes').code, 2, '--yes is not that');
    assert.deepEqual(pids(...Object.keys(five)), before);
  };
  guarded.write({});
  refused('none of the 5 daemons');
  guarded.write(two);
  refused('lacks 3 of the 5 daemons');

  put(`${guarded.folder}/more/g-e.yaml`, JSON.stringify({ daemons: { 'g-e': five['g-e'] } }));
  const { 'g-e': _e, ...four } = five;
  const include = { include: ['more/*.yaml'] };
  guarded.write(four, include);
  guarded.exits(0, 'apply');
  renameSync(`${guarded.folder}/more`, `${guarded.folder}/less`);
  refused('more/*.yaml', 'matched files last time and matches none now');
  renameSync(`${guarded.folder}/less`, `${guarded.folder}/more`);

  const settings = put(`${home}/.config/daemonsync/config.ini`, 'host = elsewhere\n');
  const { 'g-d': _d, ...three } = four;
  guarded.write(three, include);
  refused('is called elsewhere now');
  gone(settings);
  did(guarded.exits(0, 'apply'), 'stop g-d.service', 'disable --no-reload g-d.service', 'daemon-reload');
  guarded.write({}, { include: [] });
  guarded.exits(0, 'apply', '--prune');
  assert.ok(['g-a', 'g-b', 'g-c', 'g-e'].every((name) => !there(unit(name)) && state(name).active === 'inactive'));
});

const named = world('named');

scene('apply NAME touches only those; a name that left the manifest is an error that points at remove', () => {
  named.write({ 'k-one': sleeps(), 'k-two': sleeps(), 'k-old': sleeps() });
  named.exits(0, 'apply');
  const before = pids('k-one', 'k-two', 'k-old');
  named.write({ 'k-one': sleeps({ env: { NEW: '1' } }), 'k-two': sleeps({ env: { NEW: '1' } }), 'k-new': sleeps() });
  const ran = named.exits(0, 'apply', 'k-one');
  did(ran, 'daemon-reload', 'restart --no-block k-one.service');
  const after = pids('k-one', 'k-two', 'k-old');
  assert.notEqual(after['k-one'], before['k-one']);
  assert.deepEqual({ ...after, 'k-one': 0 }, { ...before, 'k-one': 0 });
  assert.ok(!there(unit('k-new')));
  const left = named.exits(64, 'apply', 'k-old');
  did(left);
  says(left, 'k-old', 'daemonsync remove k-old');
  says(named.exits(64, 'apply', 'k-onne'), 'did you mean `k-one`');
  const removed = named.exits(0, 'remove', 'k-old', '--json');
  assert.equal(JSON.parse(removed.stdout).daemons[0].result, 'done');
  assert.ok(!there(unit('k-old')) && state('k-old').active === 'inactive');
  named.exits(0, 'apply');
  quiet(named);
});

scene('history, rollback and destroy: what was there comes back, and in the end nothing is left', () => {
  const history = named.exits(0, 'history', '--json');
  assert.ok(JSON.parse(history.stdout).entries.length >= 3, history.stdout);
  const before = tree(named.state).length;
  const back = named.exits(0, 'rollback', '1', '--prune', '--json');
  assert.equal(JSON.parse(back.stdout).ok, true);
  assert.ok(state('k-old').pid > 0 && !there(unit('k-new')));
  assert.ok(tree(named.state).length > before);
  named.exits(0, 'rollback', '--prune');
  assert.ok(!there(unit('k-old')) && state('k-new').pid > 0);
  named.exits(0, 'destroy', '--json');
  assert.deepEqual([tree(unitFolder).filter((line) => line.includes('/k-')), tree(named.state)], [[], []]);
  for (const name of ['k-one', 'k-two', 'k-new', 'k-old']) assert.equal(state(name).active, 'inactive');
  hands.exits(0, 'destroy', '--yes');
  exited(0, ds(['destroy', '-f', guarded.path]));
});

const logging = world('logging');

scene('destroy takes away all logs: of daemons that left the manifest before, and where the memory is lost', () => {
  const writes = (text: string) => ({ shell: `echo ${text}; exec sleep 1000`, stop: { timeout: '2s' } });
  const folder = (name: string): string => `${home}/.local/state/${name}`;
  const logs = ['l-one', 'l-old', 'l-two'].map((name) => `${folder(name)}/service.log`);
  logging.write({ 'l-one': writes('one'), 'l-old': writes('old'), 'l-two': writes('two') });
  logging.exits(0, 'apply');
  until('all have written', () => logs.every((path) => there(path) && read(path) !== ''));
  put(`${folder('l-two')}/notes.txt`, 'mine');
  logging.write({ 'l-one': writes('one'), 'l-two': writes('two') });
  logging.exits(0, 'apply');
  assert.ok(there(`${folder('l-old')}/service.log`), 'what it wrote stays until somebody says otherwise');
  logging.exits(0, 'destroy');
  for (const name of ['l-one', 'l-old']) assert.ok(!there(folder(name)), name);
  assert.deepEqual(
    tree(folder('l-two')).map((line) => line.split(' ')[0]),
    [`${folder('l-two')}/notes.txt`],
  );
  logging.exits(0, 'apply');
  until('both have written', () => there(logs[0] ?? '') && read(logs[0] ?? '') !== '');
  gone(logging.state);
  logging.exits(0, 'destroy');
  assert.ok(!there(folder('l-one')) && !there(unit('l-one')));
});

function commandOf(name: string): string {
  return read(`/proc/${state(name).pid}/cmdline`);
}
