// The eyes before a real systemd: what is enabled, disabled, masked, overridden, linked, elsewhere, failed, looping, armed or
// done is seen as that, by the same number of processes for all; and a new start is known by its invocation.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Desired, FoundUnit, Observed } from '../../src/model.ts';
import { annsFacts, pipeline } from '../support/compiled.ts';
import { type Answer, ask, bundleLook, forgetful } from './support/look.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const MANIFEST = `version: 1
namespace: eyes
defaults: { logs: journal, working_directory: / }
daemons:
  up: { command: /bin/sleep 1000 }
  disabled: { command: /bin/sleep 1000 }
  masked: { command: /bin/sleep 1000 }
  runtime-masked: { command: /bin/sleep 1000 }
  overridden: { command: /bin/sleep 1000 }
  linked: { command: /bin/sleep 1000 }
  elsewhere: { command: /bin/sleep 1000 }
  failed: { command: [/bin/sh, -c, 'exit 3'], restart: never }
  ended: { command: /bin/true, restart: never }
  killed: { command: [/bin/sh, -c, 'kill -KILL $$$$'], restart: never }
  looping: { command: [/bin/sh, -c, 'exit 4'], restart: { policy: always, delay: 1h } }
  bad: { command: /bin/sleep 1000 }
  once: { command: /bin/true, type: oneshot, restart: never }
  once-failed: { command: /bin/false, type: oneshot, restart: never }
  timed: { command: /bin/true, schedule: '@yearly' }
  watching: { command: /bin/true, watch_paths: [/nowhere] }
  listening: { command: /bin/sleep 1000, sockets: { web: { unix: '\${HOME}/web.sock' } } }
  absent: { command: /bin/sleep 1000 }
`;

/** $1: the bundle, $2: the question. Afterwards, a.json, b.json … are what was seen one after another. */
const SCRIPT = `
units=$HOME/.config/systemd/user
rm "$units/absent.service"
mkdir -p "$HOME/dotfiles" "$HOME/.local/share/systemd/user"
mv "$units/linked.service" "$HOME/dotfiles/" && ln -s "$HOME/dotfiles/linked.service" "$units/"
cp "$units/elsewhere.service" "$HOME/.local/share/systemd/user/"
mkdir "$units/overridden.service.d" && printf '[Service]\\nNice=3\\n' >"$units/overridden.service.d/override.conf"
rm "$units/masked.service"
printf 'ExecStart=/nowhere\\n' >>"$units/bad.service"
systemctl --user daemon-reload
systemctl --user mask masked.service
systemctl --user mask --runtime runtime-masked.service
cd "$units"
enabled=$(ls *.service *.timer *.path *.socket | grep -vE '^(disabled|masked|bad|timed|watching|listening)\\.service$')
systemctl --user enable $enabled
for unit in $enabled; do systemctl --user start --no-block "$unit" || true; done
sleep 1
cd
node "$1" "$2" >a.json
systemctl --user restart up.service
systemctl --user stop overridden.service
sleep .3
node "$1" "$2" 3 >b.json
kill -KILL "$(systemctl --user show -p MainPID up.service | cut -d= -f2)"
sleep .3
XDG_RUNTIME_DIR= node "$1" "$2" >c.json
SYSTEMD_OFFLINE=1 XDG_RUNTIME_DIR=/tmp node "$1" "$2" >d.json
`;

test('everything is seen as what it is', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const facts = annsFacts('systemd', {
    account: { user: 'tester', uid: 1000, group: 'tester', home },
    configDir: `${home}/.config`,
    stateDir: `${home}/.local/state`,
    dataDir: `${home}/.local/share`,
    cacheDir: `${home}/.cache`,
  });
  const { desired, manifest, problems } = await pipeline(MANIFEST, 'systemd', {}, facts);
  assert.ok(manifest, JSON.stringify(problems));
  write(desired);
  const bundle = await bundleLook(home);
  const question = ask(home, 'question.json', { desired, memory: forgetful('eyes'), facts });
  const ended = await real.run(SCRIPT, [bundle, question], { home });
  assert.equal(ended.code, 0, described(ended));
  const [first, second, third, fourth] = ['a', 'b', 'c', 'd'].map((name) => {
    const answer = JSON.parse(readFileSync(join(home, `${name}.json`), 'utf8')) as Answer;
    assert.ok(answer.observed, `${name}: ${JSON.stringify(answer.unreachable)}`);
    assert.equal(answer.version, real.systemd);
    // One list, the unit path, and one closer look for all that raise a question.
    assert.equal(answer.ran.length, 3, answer.ran.join('\n'));
    return answer.observed;
  });
  assert.ok(first && second && third && fourth);

  const state = (id: string, seen = first): unknown => unitOf(seen, id).state;
  const exit = (result: string, status: number | null, signal: string | null = null) => ({ result, status, signal });
  assert.deepEqual(state('up.service'), { kind: 'up', pid: null });
  assert.deepEqual(state('disabled.service'), { kind: 'down', exited: null });
  assert.deepEqual(state('absent.service'), { kind: 'down', exited: null });
  assert.deepEqual(state('failed.service'), { kind: 'failed', exited: exit('exit-code', 3) });
  assert.deepEqual(state('killed.service'), { kind: 'failed', exited: exit('signal', null, 'KILL') });
  assert.deepEqual(state('ended.service'), { kind: 'down', exited: exit('success', 0) });
  assert.deepEqual(state('looping.service'), { kind: 'looping', exited: exit('exit-code', 4), restarts: 0 });
  assert.deepEqual(state('once.service'), { kind: 'done' });
  assert.deepEqual(state('once-failed.service'), { kind: 'failed', exited: exit('exit-code', 1) });
  for (const id of ['timed.timer', 'watching.path', 'listening.socket'])
    assert.deepEqual(state(id), { kind: 'armed' }, id);
  for (const id of ['timed.service', 'watching.service', 'listening.service'])
    assert.deepEqual(state(id), { kind: 'down', exited: null }, id);

  const unit = (id: string): FoundUnit => unitOf(first, id);
  const own = join(home, '.config/systemd/user');
  assert.deepEqual(unit('up.service').links, ['default.target.wants/up.service']);
  assert.deepEqual(unit('timed.timer').links, ['timers.target.wants/timed.timer']);
  assert.deepEqual(unit('disabled.service').links, []);
  assert.equal(unit('up.service').load, 'loaded');
  assert.equal(unit('absent.service').load, 'absent');
  assert.deepEqual(unit('elsewhere.service').elsewhere, [join(home, '.local/share/systemd/user/elsewhere.service')]);
  // Ours takes precedence over that mask.
  assert.deepEqual(unit('runtime-masked.service').elsewhere, []);
  assert.equal(unit('runtime-masked.service').state.kind, 'up');
  assert.deepEqual(
    unit('overridden.service').dropIns.map(({ path, text }) => [path, text]),
    [[join(own, 'overridden.service.d/override.conf'), '[Service]\nNice=3\n']],
  );
  const file = (name: string) =>
    daemonOf(first, name).files.map(({ kind, target, mark }) => [kind, target, mark?.intact]);
  assert.deepEqual(file('up'), [['file', null, true]]);
  assert.deepEqual(file('masked'), [['link', '/dev/null', undefined]]);
  assert.deepEqual(file('linked'), [['link', join(home, 'dotfiles/linked.service'), undefined]]);
  assert.deepEqual(file('bad'), [['file', null, false]]);
  assert.deepEqual(file('absent'), []);

  // A new start is another invocation, of a later moment; everything else runs on in its own.
  const [was, is] = [unitOf(first, 'up.service'), unitOf(second, 'up.service')];
  assert.match(was.invocation ?? '', /^[0-9a-f]{32}$/);
  assert.match(is.invocation ?? '', /^[0-9a-f]{32}$/);
  assert.notEqual(was.invocation, is.invocation);
  assert.ok((is.startedMs ?? 0) > (was.startedMs ?? Number.POSITIVE_INFINITY));
  assert.ok(Math.abs((is.startedMs ?? 0) - Date.now()) < 60_000);
  const { invocation, startedMs } = unitOf(first, 'elsewhere.service');
  assert.deepEqual(
    [unitOf(second, 'elsewhere.service').invocation, unitOf(second, 'elsewhere.service').startedMs],
    [invocation, startedMs],
  );
  assert.equal(unitOf(second, 'overridden.service').invocation, null);
  assert.equal(unitOf(second, 'overridden.service').state.kind, 'down');
  // Killed, it waits for its next attempt (10 s).
  assert.deepEqual(unitOf(third, 'up.service').state, {
    kind: 'looping',
    exited: exit('signal', null, 'KILL'),
    restarts: 0,
  });
  assert.deepEqual(states(fourth), states(third));
  assert.equal(first.self, null);
  assert.equal(first.linger?.on, false);
  count(first.daemons.length, 'daemons really observed');
});

const states = ({ daemons }: Observed): unknown =>
  daemons.map(({ units }) => units.map(({ id, state }) => [id, state]));

function daemonOf({ daemons }: Observed, name: string) {
  const found = daemons.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}

function unitOf({ daemons }: Observed, id: string): FoundUnit {
  const found = daemons.flatMap(({ units }) => units).find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

function write(desired: Desired): void {
  for (const file of desired.flatMap((daemon) => daemon.files)) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
    chmodSync(file.path, file.mode);
  }
}
