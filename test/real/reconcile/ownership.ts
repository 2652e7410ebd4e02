// Scenes of ownership: whose a file, a unit and a namespace is, and that nothing is ever done to what is not ours.
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import {
  changing,
  did,
  ds,
  exited,
  home,
  pids,
  prepare,
  put,
  quiet,
  read,
  runtimeFolder,
  says,
  saysNot,
  scene,
  gone,
  sleeps,
  state,
  systemctl,
  there,
  told,
  tree,
  unit,
  unitFolder,
  world,
} from './stage.ts';

prepare();

const STRANGER = '[Service]\nExecStart=/bin/sleep 999\n';
const dataFolder = `${home}/.local/share/systemd/user`;
const keptCopies = (from: string): string[] =>
  readdirSync(from, { recursive: true })
    .map(String)
    .filter((name) => /service/.test(name));
const enabledLink = (name: string): string => unit(`default.target.wants/${name}.service`);

const strangers = world('strangers');

scene(
  'a stranger’s unit of the same name, anywhere on the unit path: 73, left alone with who needs it, the rest done',
  () => {
    const theirs = [
      put(unit('s-own'), STRANGER),
      put(`${dataFolder}/s-data.service`, STRANGER),
      put(`${runtimeFolder}/s-run.service`, STRANGER),
    ];
    systemctl('daemon-reload');
    systemctl('start', 's-own', 's-data');
    symlinkSync('/dev/null', unit('s-mask'));
    const before = pids('s-own', 's-data');
    strangers.write({
      's-own': sleeps(),
      's-data': sleeps(),
      's-run': sleeps(),
      's-mask': sleeps(),
      // Shipped with systemd itself.
      'systemd-exit': sleeps(),
      's-needs': sleeps({ needs: ['s-own'] }),
      's-fine': sleeps(),
    });
    says(strangers.exits(73, 'diff'), '! s-own', '5 in conflict', '1 left alone');
    const ran = strangers.exits(73, 'apply');
    did(ran, 'enable --no-reload s-fine.service', 'daemon-reload', 'start --no-block s-fine.service');
    says(
      ran,
      's-own.service is not daemonsync',
      'daemonsync adopt s-own (it keeps a copy)',
      `there is another one of that name: ~/.local/share/systemd/user/s-data.service`,
      `there is another one of that name: ${runtimeFolder}/s-run.service`,
      '/systemd/user/systemd-exit.service',
      'systemctl --user unmask s-mask.service',
      'it needs s-own, which is left alone',
      '1 created; 6 left alone',
    );
    assert.deepEqual(pids('s-own', 's-data'), before);
    for (const path of theirs) assert.equal(read(path), STRANGER);
    assert.ok(!there(unit('s-data')) && !there(unit('s-needs')) && !there(enabledLink('s-own')));
    assert.ok(state('s-fine').pid > 0);
    // Nothing has changed, and the conflict is still one.
    did(strangers.exits(73, 'apply'));
  },
);

scene(
  'a link of the user’s to a file elsewhere is not ours: adopt puts a file of ours in its place, and the target stays',
  () => {
    const linked = world('linked');
    const dotfile = put(`${home}/dotfiles/s-link.service`, STRANGER);
    symlinkSync(dotfile, unit('s-link'));
    linked.write({ 's-link': sleeps() });
    linked.exits(73, 'apply');
    assert.equal(readlinkSync(unit('s-link')), dotfile);
    linked.exits(0, 'adopt', 's-link', '--yes');
    assert.equal(read(dotfile), STRANGER);
    assert.ok(lstatSync(unit('s-link')).isFile());
    linked.exits(0, 'destroy', '--yes');
    assert.equal(read(dotfile), STRANGER);
  },
);

scene('adopt takes over with a copy, and lets one elsewhere stand; a mask is taken away as the hint says', () => {
  const adopted = strangers.exits(0, 'adopt', 's-own', 's-data', '--yes');
  const [, copy = ''] = /that is kept in (\S+)/.exec(adopted.stdout) ?? [];
  assert.equal(read(copy), STRANGER, told(adopted));
  assert.match(read(unit('s-own')), /namespace=strangers/);
  assert.equal(read(`${dataFolder}/s-data.service`), STRANGER, 'what is elsewhere is not ours to change');
  assert.match(systemctl('show', '-p', 'FragmentPath', 's-data'), /\.config\/systemd\/user/);
  for (const name of ['s-own', 's-data']) assert.match(commandOf(name), /^\/bin\/sleep\0?1000/, name);
  systemctl('unmask', 's-mask.service');
  const ran = strangers.exits(73, 'apply');
  assert.ok(
    ['s-mask', 's-needs'].every((name) => state(name).pid > 0),
    told(ran),
  );
  says(ran, '2 created; 2 left alone');
  gone(`${runtimeFolder}/s-run.service`);
  strangers.write({
    's-own': sleeps(),
    's-data': sleeps(),
    's-run': sleeps(),
    's-mask': sleeps(),
    's-fine': sleeps(),
    's-needs': sleeps({ needs: ['s-own'] }),
  });
  strangers.exits(0, 'apply');
  quiet(strangers);
});

const [ours, others] = [world('ours'), world('others')];

scene('two namespaces never see each other, and what one owns the other may not have', () => {
  ours.write({ 'n-one': sleeps(), 'n-two': sleeps() });
  others.write({ 'n-three': sleeps() });
  ours.exits(0, 'apply');
  others.exits(0, 'apply');
  quiet(ours);
  quiet(others);
  saysNot(others.exits(0, 'status'), /n-one|n-two/);
  others.write({ 'n-three': sleeps(), 'n-one': sleeps({ env: { THEIRS: 'yes' } }) });
  const before = pids('n-one', 'n-two', 'n-three');
  const ran = others.exits(73, 'apply');
  did(ran);
  says(ran, 'n-one.service belongs to another manifest, of the namespace `ours`');
  others.write({ 'n-three': sleeps() });
  const removed = others.exits(1, 'remove', 'n-one');
  says(removed, '`n-one` is not installed by namespace `others`');
  assert.deepEqual(pids('n-one', 'n-two', 'n-three'), before);
});

scene('a namespace belongs to its manifest’s path: another path is refused with both, unless --takeover', () => {
  const elsewhere = world('ours', `${home}/moved/daemons.yaml`);
  elsewhere.write({ 'n-one': sleeps(), 'n-two': sleeps() });
  const before = pids('n-one', 'n-two');
  const refused = elsewhere.exits(73, 'apply');
  says(refused, ours.path, elsewhere.path, '--takeover');
  did(refused);
  elsewhere.exits(73, 'diff');
  did(elsewhere.exits(0, 'apply', '--takeover'), 'daemon-reload');
  assert.deepEqual(pids('n-one', 'n-two'), before);
  quiet(elsewhere);
  did(ours.exits(73, 'apply'));
  did(ours.exits(0, 'apply', '--takeover'), 'daemon-reload');
  assert.deepEqual(pids('n-one', 'n-two'), before);
});

scene('a namespace that is renamed in its own file moves what it owns, and nothing restarts', () => {
  const before = pids('n-one', 'n-two');
  const renamed = world('renamed', ours.path);
  renamed.write({ 'n-one': sleeps(), 'n-two': sleeps() });
  const ran = renamed.exits(0, 'apply');
  did(ran, 'daemon-reload');
  assert.deepEqual(pids('n-one', 'n-two'), before);
  assert.match(read(unit('n-one')), /namespace=renamed/);
  assert.ok(!there(`${ours.state}/state.json`) && there(`${renamed.state}/state.json`));
  quiet(renamed);
  // What leaves together with the old name goes.
  const again = world('renamed-again', ours.path);
  again.write({ 'n-one': sleeps() });
  says(again.run('apply', '--prune'), /n-two +removed/);
  assert.ok(!there(unit('n-two')));
  quiet(again);
});

const memory = world('memory');

scene('a lost memory is made anew from the marks: nothing restarts, nothing is removed on a guess', () => {
  memory.write({
    'm-one': sleeps(),
    'm-two': sleeps({ schedule: undefined }),
    'm-shell': { shell: 'exec sleep 1000', logs: 'none' },
    'm-edit': sleeps(),
  });
  memory.exits(0, 'apply');
  const before = pids('m-one', 'm-two', 'm-shell');
  gone(memory.state);
  const ran = memory.exits(0, 'apply');
  did(ran, 'daemon-reload');
  assert.deepEqual(pids('m-one', 'm-two', 'm-shell'), before);
  quiet(memory);

  const file = `${memory.state}/state.json`;
  put(file, read(file).slice(0, -40), 0o600);
  const mended = memory.exits(0, 'apply');
  did(mended, 'daemon-reload');
  says(mended, 'what was remembered of namespace `memory` is lost', 'nothing is removed on a guess');
  assert.ok(
    readdirSync(memory.state).some((name) => name.startsWith('state.json.bad-')),
    'the bad file is kept',
  );
  assert.deepEqual(pids('m-one', 'm-two', 'm-shell'), before);
  quiet(memory);
});

scene('with the memory lost, what is marked and left the manifest goes, what was edited is nobody’s', () => {
  const edited = `${read(unit('m-one'))}# mine now\n`;
  put(unit('m-one'), edited);
  gone(memory.state);
  const before = { ...pids('m-one', 'm-two') };
  const ran = memory.exits(73, 'apply');
  says(
    ran,
    'm-one.service was made by daemonsync, but changed since, and nothing is remembered of it',
    'daemonsync adopt m-one',
  );
  assert.deepEqual(pids('m-one', 'm-two'), before);
  assert.equal(read(unit('m-one')), edited);
  const adopted = memory.exits(0, 'adopt', 'm-one', '--yes');
  says(adopted, 'that is kept in');
  // The file is younger than the process, and nothing else is left to tell by what that was started from.
  assert.notEqual(state('m-one').pid, before['m-one']);
  before['m-one'] = state('m-one').pid;
  // Out of the manifest, with nothing remembered: the mark alone is enough, but not on what somebody changed.
  const changed = put(unit('m-edit'), `${read(unit('m-edit'))}# mine now\n`);
  gone(memory.state);
  memory.write({ 'm-one': sleeps(), 'm-two': sleeps() });
  const pruned = memory.exits(0, 'apply');
  says(pruned, /m-shell +removed/);
  saysNot(pruned, /m-edit/);
  assert.ok(!there(unit('m-shell')) && there(changed) && state('m-edit').pid > 0);
  assert.deepEqual(pids('m-one', 'm-two'), before);
});

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
  const [, copy = ''] = /h-edit\.service had been changed by hand: that is kept in (\S+)/.exec(ran.stdout) ?? [];
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
  says(hands.exits(0, 'apply'), /h-gone\.service had been changed by hand: that is kept in/, /h-gone +removed/);
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
  did(hands.exits(0, 'apply'), 'daemon-reload');
  assert.equal(state('h-same').pid, 0);
  did(hands.exits(0, 'start', 'h-same'), 'start --no-block h-same.service');
  assert.ok(state('h-same').pid > 0);
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
  did(
    guarded.exits(0, 'apply'),
    'stop g-d.service',
    'disable --no-reload g-d.service',
    'daemon-reload',
    'reset-failed g-d.service',
  );
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
  for (const one of [strangers, others, memory, hands]) one.exits(0, 'destroy', '--yes');
  exited(0, ds(['destroy', '-f', guarded.path]));
});

function commandOf(name: string): string {
  return read(`/proc/${state(name).pid}/cmdline`);
}

void [changing, keptCopies];
