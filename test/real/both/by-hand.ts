// Scenes of what people do beside the program, and of whose a definition, a daemon and a namespace is, beside either manager.
import assert from 'node:assert/strict';
import {
  changing,
  definitions,
  did,
  gone,
  isUp,
  manager,
  pid,
  pids,
  prepare,
  put,
  read,
  says,
  saysNot,
  scene,
  sleeps,
  there,
  told,
  until,
  variable,
  words,
  world,
} from './stage.ts';

prepare();

/** Wherever its lines are broken. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

const definition = (name: string): string => manager.definition(name);
const hands = world('hands');

scene('edited by hand: put back, with a copy that is named; permissions too; a removed file comes back', () => {
  hands.write({ 'h-edit': sleeps(), 'h-lost': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps(), 'h-gone': sleeps() });
  hands.exits(0, 'apply');
  const names = ['h-edit', 'h-lost', 'h-mode', 'h-same'];
  const before = pids(...names);
  const good = read(definition('h-edit'));
  const edited = manager.edited(good);
  assert.notEqual(good, edited);
  put(definition('h-edit'), edited);
  gone(definition('h-lost'));
  put(definition('h-mode'), read(definition('h-mode')), 0o666);
  says(hands.exits(2, 'diff'), 'was changed by hand; a copy of that is kept', 'is not there');
  const ran = hands.exits(0, 'apply');
  const [, copy = ''] = /h-edit\.\w+ had been changed by hand: a copy is kept in (\S+)/.exec(flat(ran.said)) ?? [];
  assert.equal(read(copy), edited, told(ran));
  assert.equal(read(definition('h-edit')), good);
  assert.ok(there(definition('h-lost')));
  assert.deepEqual(pids(...names), before, 'what runs is what was wanted all along');
  hands.quiet();
});

scene('the edit was taken up: then what runs is another, and is put back with the file', () => {
  const edited = manager.edited(read(definition('h-edit')));
  put(definition('h-edit'), edited);
  manager.takeUp('h-edit');
  until('the edit runs', () => words('h-edit').at(-1) === '77');
  const before = pids('h-lost', 'h-same');
  const ran = hands.exits(0, 'apply');
  assert.deepEqual(words('h-edit'), ['/bin/sleep', '1000'], told(ran));
  assert.deepEqual(pids('h-lost', 'h-same'), before);
  hands.quiet();
  // Edited, and out of the manifest: a copy stays.
  put(definition('h-gone'), edited);
  hands.write({ 'h-edit': sleeps(), 'h-lost': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps() });
  const removed = hands.exits(0, 'apply');
  says(removed, /h-gone\.\w+ had been changed by hand: a copy is kept in/, /h-gone +removed/);
  assert.ok(!there(definition('h-gone')) && !isUp('h-gone'));
  hands.quiet();
});

scene('ended behind its back: started again, and named; stopped with daemonsync: held, until start', () => {
  manager.letGo('h-same');
  assert.ok(!isUp('h-same'));
  says(hands.exits(2, 'diff'), 'h-same');
  const started = hands.exits(0, 'apply');
  says(started, /h-same +.*up/);
  assert.ok(isUp('h-same'));
  hands.quiet();

  says(hands.exits(0, 'stop', 'h-same'), /h-same +stopped/);
  assert.ok(!isUp('h-same'));
  did(hands.exits(0, 'apply'));
  says(hands.exits(0, 'diff', 'h-same'), 'it was stopped by hand, and stays down', 'daemonsync start h-same');
  // Nor does a new definition start it.
  hands.write({ 'h-edit': sleeps(), 'h-mode': sleeps(), 'h-same': sleeps({ env: { NEW: 'yes' } }) });
  says(hands.exits(0, 'apply', '--prune'), /h-same +updated; stays down$/m);
  assert.ok(!isUp('h-same'));
  hands.exits(0, 'start', 'h-same');
  assert.equal(variable('h-same', 'NEW'), 'yes');
  hands.quiet();
});

scene('a second stop, a start of what is up: said so, and nothing is run; restart restarts', () => {
  const up = hands.exits(0, 'start', 'h-same');
  did(up);
  says(up, /^= h-same +already up$/m);
  hands.exits(0, 'stop', 'h-same');
  const down = hands.exits(0, 'stop', 'h-same', 'h-mode');
  says(down, /^✓ h-mode +stopped$/m, /^= h-same +already stopped$/m);
  did(hands.exits(0, 'apply'));
  says(hands.exits(0, 'restart', 'h-same', 'h-mode'), '2 started');
  assert.ok(isUp('h-same') && isUp('h-mode'));
  const before = pid('h-same');
  says(hands.exits(0, 'restart', 'h-same'), /h-same +restarted, up/);
  assert.ok(isUp('h-same') && pid('h-same') !== before);
  hands.quiet();
  hands.destroy();
});

scene('by hand only, and switched off: neither runs by itself; start runs the one, enabled the other', () => {
  const idle = world('idle');
  const both = { 'i-hand': sleeps({ when: 'manual' }), 'i-same': sleeps() };
  idle.write({ ...both, 'i-off': sleeps({ enabled: false }) });
  idle.exits(0, 'apply');
  assert.ok(!isUp('i-hand') && !isUp('i-off') && isUp('i-same'));
  const before = pid('i-same');
  idle.quiet();
  idle.exits(0, 'start', 'i-hand');
  const byHand = pid('i-hand');
  assert.ok(byHand > 0);
  idle.quiet();
  assert.equal(pid('i-hand'), byHand, 'it is nobody else’s to end');
  idle.write({ ...both, 'i-off': sleeps() });
  idle.exits(0, 'apply');
  assert.ok(isUp('i-off'));
  idle.quiet();
  idle.write({ ...both, 'i-off': sleeps({ enabled: false }) });
  idle.exits(0, 'apply');
  assert.ok(!isUp('i-off'));
  idle.quiet();
  idle.exits(0, 'stop', 'i-hand');
  assert.ok(!isUp('i-hand'));
  assert.equal(pid('i-same'), before);
  idle.quiet();
  idle.destroy();
});

const strangers = world('strangers');

scene('a stranger’s of the same name: 73, untouched, with who needs it; the rest is done', () => {
  const theirs = manager.strangers('s-own');
  put(definition('s-own'), theirs);
  manager.takeUp('s-own');
  until('the stranger’s runs', () => isUp('s-own'));
  const before = pid('s-own');
  strangers.write({ 's-own': sleeps(), 's-needs': sleeps({ needs: ['s-own'] }), 's-fine': sleeps() });
  says(strangers.exits(73, 'diff'), '! s-own', 'in conflict');
  const ran = strangers.exits(73, 'apply');
  says(
    ran,
    'is not daemonsync',
    'daemonsync adopt s-own',
    'it needs s-own, which is left alone',
    '1 created; 2 left alone',
  );
  assert.equal(pid('s-own'), before);
  assert.equal(read(definition('s-own')), theirs);
  assert.ok(!there(definition('s-needs')) && isUp('s-fine'));
  assert.doesNotMatch(changing(ran).join('\n'), /s-(?:own|needs)\b/);
  // Nothing has changed, and the conflict is still one.
  did(strangers.exits(73, 'apply'));
  assert.equal(pid('s-own'), before);
});

scene('adopt takes it over, with a copy', () => {
  const theirs = read(definition('s-own'));
  const adopted = strangers.exits(0, 'adopt', 's-own', '--yes');
  const [, copy = ''] = /s-own\.\w+ was not daemonsync's: a copy is kept in (\S+)/.exec(flat(adopted.said)) ?? [];
  assert.equal(read(copy), theirs, told(adopted));
  assert.ok(read(definition('s-own')).includes(`namespace=${strangers.namespace}`));
  assert.deepEqual(words('s-own'), ['/bin/sleep', '1000']);
  strangers.exits(0, 'apply');
  assert.ok(isUp('s-needs'));
  strangers.quiet();
  strangers.destroy();
});

const [ours, others] = [world('ours'), world('others')];

scene('two namespaces never see each other, and what one owns the other may not have', () => {
  ours.write({ 'n-one': sleeps(), 'n-two': sleeps() });
  others.write({ 'n-three': sleeps() });
  ours.exits(0, 'apply');
  others.exits(0, 'apply');
  ours.quiet();
  others.quiet();
  saysNot(others.exits(0, 'status'), /n-one|n-two/);
  others.write({ 'n-three': sleeps(), 'n-one': sleeps({ env: { THEIRS: 'yes' } }) });
  const before = pids('n-one', 'n-two', 'n-three');
  const ran = others.exits(73, 'apply');
  did(ran);
  says(ran, 'belongs to another manifest, of the namespace `ours`');
  others.write({ 'n-three': sleeps() });
  others.exits(1, 'remove', 'n-one');
  assert.deepEqual(pids('n-one', 'n-two', 'n-three'), before);
  others.destroy();
  assert.deepEqual(pids('n-one', 'n-two'), { 'n-one': before['n-one'], 'n-two': before['n-two'] });
});

scene('a namespace that is renamed in its own file moves what it owns, and nothing restarts', () => {
  const before = pids('n-one', 'n-two');
  const renamed = world('renamed', ours.path);
  renamed.write({ 'n-one': sleeps(), 'n-two': sleeps() });
  const ran = renamed.exits(0, 'apply');
  assert.deepEqual(pids('n-one', 'n-two'), before, told(ran));
  assert.ok(read(definition('n-one')).includes(`namespace=${renamed.namespace}`));
  assert.ok(!there(`${ours.state}/state.json`) && there(`${renamed.state}/state.json`));
  renamed.quiet();
  renamed.destroy();
});

const memory = world('memory');

scene('a lost memory is made anew from the marks: nothing restarts, nothing is removed on a guess', () => {
  memory.write({
    'm-one': sleeps(),
    'm-job': sleeps({ schedule: '30 2 * * *' }),
    'm-shell': { shell: 'exec /bin/sleep 1000', logs: 'none' },
  });
  memory.exits(0, 'apply');
  const before = pids('m-one', 'm-shell');
  gone(memory.state);
  saysNot(memory.run('diff'), /armed anew|stops|restarts/);
  const ran = memory.exits(0, 'apply');
  assert.deepEqual(pids('m-one', 'm-shell'), before, told(ran));
  memory.quiet();
  // What was found is remembered: nothing has to be looked at one by one any more.
  assert.doesNotMatch(memory.exits(0, 'apply', '--verbose').calls.join('\n'), /m-(?:one|job|shell)\b/);
  put(`${memory.state}/state.json`, read(`${memory.state}/state.json`).slice(0, -40), 0o600);
  const mended = memory.exits(0, 'apply');
  says(mended, 'what was remembered of namespace `memory` is lost', 'nothing is removed on a guess');
  assert.deepEqual(pids('m-one', 'm-shell'), before);
  memory.quiet();
});

scene('with the memory lost: what is marked and left the manifest goes, what was edited is nobody’s', () => {
  const edited = `${read(definition('m-one'))}${manager.name === 'systemd' ? '# mine now' : '<!-- mine now -->'}\n`;
  put(definition('m-one'), edited);
  gone(memory.state);
  const before = pid('m-one');
  says(memory.exits(73, 'apply'), 'was made by daemonsync, but changed since, and nothing is remembered of it');
  assert.equal(pid('m-one'), before);
  assert.equal(read(definition('m-one')), edited);
  says(memory.exits(0, 'adopt', 'm-one', '--yes'), 'a copy is kept in');
  gone(memory.state);
  memory.write({ 'm-one': sleeps(), 'm-job': sleeps({ schedule: '30 2 * * *' }) });
  says(memory.exits(0, 'apply'), /m-shell +removed/);
  assert.ok(!there(definition('m-shell')) && !isUp('m-shell'));
  memory.quiet();
  memory.destroy();
});

scene('history and rollback: what was there comes back', () => {
  const back = world('back');
  back.write({ 'k-one': sleeps(), 'k-old': sleeps() });
  back.exits(0, 'apply');
  const before = pid('k-one');
  back.write({ 'k-one': sleeps(), 'k-new': sleeps() });
  back.exits(0, 'apply');
  back.exits(0, 'rollback', '--prune');
  assert.ok(isUp('k-old') && !there(definition('k-new')) && !isUp('k-new'));
  assert.equal(pid('k-one'), before);
  back.destroy();
  assert.deepEqual(
    definitions().filter((line) => /[./]k-/.test(line)),
    [],
  );
});
