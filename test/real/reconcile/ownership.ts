// Scenes of ownership: whose a file, a unit and a namespace is, and that nothing is ever done to what is not ours.
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readlinkSync, renameSync, symlinkSync } from 'node:fs';
import {
  connect,
  did,
  gone,
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
  sleeps,
  state,
  systemctl,
  there,
  told,
  tree,
  unit,
  until,
  world,
} from './stage.ts';

prepare();

const STRANGER = '[Service]\nExecStart=/bin/sleep 999\n';
const enabledLink = (name: string): string => unit(`default.target.wants/${name}.service`);
const dataFolder = `${home}/.local/share/systemd/user`;

const strangers = world('strangers');

scene('a stranger’s unit of the same name: 73, left alone with who needs it, the rest done', () => {
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
});

scene('a link of the user’s is not ours: adopt puts a file in its place, and its target stays', () => {
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
});

scene('adopt takes over with a copy, and lets one elsewhere stand; a mask is taken away as the hint says', () => {
  const adopted = strangers.exits(0, 'adopt', 's-own', 's-data', '--yes');
  const [, copy = ''] = /s-own\.service was not daemonsync's: a copy is kept in (\S+)/.exec(adopted.stdout) ?? [];
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
  // The file was moved: then it is said where it was, and every command that changes things may go on.
  renameSync(ours.path, `${ours.path}.away`);
  for (const command of [['diff'], ['apply'], ['stop', 'n-one'], ['destroy']])
    says(
      elsewhere.exits(73, ...command),
      `${ours.path}, which is gone, and not to ${elsewhere.path}`,
      'if this is the same file, moved, add --takeover',
    );
  elsewhere.exits(0, 'stop', 'n-one', '--takeover');
  renameSync(`${ours.path}.away`, ours.path);
  ours.exits(0, 'start', 'n-one', '--takeover');
  quiet(ours);
});

scene('`only` keeps a daemon from this host: so it is said, and a setting that nobody knows is too', () => {
  const one = world('only-here');
  one.write({ 'o-here': sleeps(), 'o-there': sleeps(), 'o-also': sleeps() });
  one.exits(0, 'apply');
  one.write({ 'o-here': sleeps(), 'o-there': sleeps({ only: { host: 'nowhere' } }), 'o-also': sleeps() });
  says(one.exits(2, 'diff'), /^- o-there +stops\n +`only` keeps it from this host$/m);
  says(one.exits(64, 'apply', 'o-there'), '`only` keeps it from this host', 'daemonsync remove o-there');
  one.exits(0, 'apply');
  quiet(one);
  const settings = put(`${home}/.config/daemonsync/config.ini`, 'colour = never\n');
  for (const command of ['diff', 'apply', 'apply', 'status']) says(one.exits(0, command), /config\.ini/, 'colour');
  gone(settings);
  const removed = one.exits(0, 'remove', 'o-also', '--yes');
  saysNot(removed, /asked for/);
  one.exits(0, 'destroy', '--yes');
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
  says(adopted, 'a copy is kept in');
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

scene('a lost memory: armed triggers, what they have started and when they last ran stay as they are', () => {
  const lost = world('lost');
  const socket = `${home}/l.sock`;
  lost.write({
    'l-sock': sleeps({ sockets: { main: { unix: socket } } }),
    'l-job': { command: ['/bin/true'], schedule: { cron: '30 2 * * *', catch_up: true }, logs: 'none' },
    'l-path': { command: ['/bin/true'], watch_paths: [`${home}/l-watched`], logs: 'none' },
  });
  lost.exits(0, 'apply');
  connect(socket);
  until('the socket’s service runs', () => state('l-sock').pid > 0);
  const { pid } = state('l-sock');
  const stamps = tree(`${home}/.local/share/systemd/timers`);
  assert.ok(
    stamps.some((line) => line.includes('stamp-l-job.timer')),
    stamps.join(),
  );
  gone(lost.state);
  saysNot(lost.exits(2, 'diff'), /armed anew|stops|restarts/);
  did(lost.exits(0, 'apply'), 'daemon-reload');
  assert.equal(state('l-sock').pid, pid);
  assert.deepEqual(tree(`${home}/.local/share/systemd/timers`), stamps);
  quiet(lost);
  assert.equal(state('l-sock').pid, pid);
  lost.exits(0, 'destroy', '--yes');
});

scene('a mask that ours takes precedence over masks nothing; adopt ends a conflict with nothing else to do', () => {
  const over = world('over');
  mkdirSync(runtimeFolder, { recursive: true });
  symlinkSync('/dev/null', `${runtimeFolder}/v-new.service`);
  over.write({ 'v-one': sleeps(), 'v-new': sleeps() });
  over.exits(0, 'apply');
  assert.ok(pids('v-new')['v-new']);
  systemctl('mask', '--runtime', 'v-one');
  assert.ok(readlinkSync(`${runtimeFolder}/v-one.service`));
  systemctl('daemon-reload');
  quiet(over);
  over.exits(0, 'status');
  const before = pids('v-one', 'v-new');
  const theirs = put(`${dataFolder}/v-one.service`, STRANGER);
  says(over.exits(73, 'apply'), 'there is another one of that name', 'daemonsync adopt v-one');
  did(over.exits(0, 'adopt', 'v-one', '--yes'));
  over.exits(0, 'status');
  over.exits(0, 'diff');
  quiet(over);
  // Together with another that is changed, the same.
  gone(theirs);
  put(`${dataFolder}/v-new.service`, STRANGER);
  over.write({ 'v-one': sleeps({ env: { NEW: 'yes' } }), 'v-new': sleeps() });
  over.exits(73, 'apply');
  over.exits(0, 'adopt', 'v-new', 'v-one', '--yes');
  quiet(over);
  assert.equal(pids('v-new')['v-new'], before['v-new']);
  over.exits(0, 'destroy', '--yes');
  assert.equal(read(`${dataFolder}/v-new.service`), STRANGER);
});

function commandOf(name: string): string {
  return read(`/proc/${state(name).pid}/cmdline`);
}
