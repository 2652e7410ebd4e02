// What may go wrong with a whole machine: the power fails in the middle of an apply, at any of its commands, and the next apply
// makes of it what a fresh one would have made; managers that are re-executed half-way; and daemons that tell the journal why they fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  atBoot,
  comesUp,
  ends,
  exits,
  isActive,
  isActiveSystem,
  lingers,
  MANIFEST,
  ofSystem,
  property,
  sleeps,
  traces,
  UNITS,
  wants,
  withoutHistory,
} from './support/aboard.ts';
import { type Booted, passed, requireBooted, sh, until } from './support/booted.ts';

/** In place of `systemctl` and `sudo`: at the command that was named it says that it is there, and waits for the end. */
const STANDS_IN = `#!/bin/sh
real=/usr/bin/\${0##*/}
case " $* " in *"$(cat /home/dev/cut/at 2>/dev/null || echo nowhere)"*) ;; *) exec "$real" "$@" ;; esac
[ "$(cat /home/dev/cut/when)" = before ] || "$real" "$@"
touch /tmp/there
exec sleep 60
`;

async function standIn(host: Booted): Promise<void> {
  for (const name of ['systemctl', 'sudo']) await host.write(`/home/dev/cut/${name}`, STANDS_IN);
  passed(await host.plain(sh('cd; chmod 755 cut/systemctl cut/sudo; sync cut/*')));
}

interface Cut {
  readonly when: 'before' | 'after';
  readonly at: string;
}

/** The power fails at that command of an apply, and everything comes back up. */
async function crashesAt(host: Booted, { when, at }: Cut): Promise<void> {
  await host.write('/home/dev/cut/at', at);
  await host.write('/home/dev/cut/when', when);
  const running = host.daemonsync(['apply', '--prune', '-f', MANIFEST], {
    env: { PATH: '/home/dev/cut:/usr/bin:/bin' },
  });
  // The machine ends under it: whatever becomes of it is no answer.
  const ended = running.then(
    () => true,
    () => true,
  );
  await until(`${when} ${at}`, 20_000, async () => (await host.run(['test', '-e', '/tmp/there'])).code === 0);
  await host.crash();
  await ended;
  await until('the manager answers', 15_000, async () => {
    const { stdout } = await host.user(['systemctl', '--user', 'is-system-running', '--wait']);
    return stdout.trim() === 'running' || stdout.trim() === 'degraded';
  });
}

const CUTS: readonly Cut[] = [
  { when: 'after', at: '--user stop ' },
  { when: 'after', at: ' mv -fT ' },
  { when: 'before', at: '--user enable ' },
  { when: 'after', at: ' systemctl enable --no-reload ' },
  { when: 'after', at: '--user start ' },
];

test('the power fails in the middle of an apply: the next one ends where a fresh one would have', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  if (!host.losesUnsynced) return t.skip('no loop device here, so its disk is in memory');
  const start = performance.now();
  await lingers(host);
  await standIn(host);
  const one = {
    loop: sleeps,
    gone: sleeps,
    rooted: `${ofSystem}, env: { API_TOKEN: one-secret }`,
    moves: sleeps,
    script: 'shell: "echo one; exec sleep infinity"',
  };
  const two = {
    loop: `${sleeps}, env: { NEW: yes }`,
    added: atBoot,
    rooted: `${ofSystem}, env: { API_TOKEN: two-secret }`,
    moves: ofSystem,
    script: 'shell: "echo two; exec sleep infinity"',
  };
  const world = async (): Promise<readonly string[]> => withoutHistory(await traces(host));
  await wants(host, one);
  await ends(host, 0, ['apply']);
  await wants(host, two);
  await ends(host, 0, ['apply', '--prune']);
  passed(await host.plain(['rm', '-r', '/home/dev/.local/state/gone']));
  passed(await host.plain(sh('cd; echo nowhere >cut/at; echo before >cut/when')));
  const fresh = await world();

  for (const cut of CUTS)
    await t.test(`${cut.when} \`${cut.at.trim()}\``, async () => {
      await wants(host, one);
      await ends(host, 0, ['apply', '--prune']);
      await wants(host, two);
      await crashesAt(host, cut);
      await ends(host, 0, ['apply', '--prune']);
      await ends(host, 0, ['diff']);
      passed(await host.plain(sh('cd; rm -rf .local/state/gone')));
      assert.deepEqual(await world(), fresh);
      for (const name of ['loop', 'added', 'script']) assert.ok(await isActive(host, `${name}.service`), name);
      for (const name of ['rooted', 'moves']) assert.ok(await isActiveSystem(host, `${name}.service`), name);
      assert.equal(await isActive(host, 'gone.service'), false);
      assert.equal(await isActive(host, 'moves.service'), false);
      assert.match(await property(host, 'user', 'loop', 'Environment'), /NEW=yes/);
      const environ = sh('tr "\\0" "\\n" </proc/$(systemctl show -P MainPID rooted)/environ');
      assert.match(passed(await host.run(environ)).stdout, /two-secret/);
    });
  console.log(`count: ${CUTS.length} power cuts in the middle of an apply`);
  console.log(`count: ${Math.round(performance.now() - start)} ms of power cuts`);
});

test('managers that are re-executed, and daemons that tell the journal', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  const start = performance.now();
  await lingers(host);

  await t.test('daemon-reexec half-way, of both managers', async () => {
    const slow =
      'shell: "sleep 1; touch /tmp/ready; exec sleep infinity", health: { command: [/usr/bin/test, -e, /tmp/ready] }';
    await wants(host, { loop: sleeps, rooted: ofSystem, slow });
    const applying = host.daemonsync(['apply', '-f', MANIFEST]);
    await until('it is being started', 15_000, async () => isActive(host, 'slow.service'));
    for (const user of ['--user', '--system']) {
      const who = user === '--user' ? host.user : host.run;
      passed(await who(['systemctl', user, 'daemon-reexec']));
    }
    exits(await applying, 0);
    for (const id of ['loop.service', 'slow.service']) assert.ok(await isActive(host, id), id);
    assert.ok(await isActiveSystem(host, 'rooted.service'));
    const pid = await property(host, 'user', 'loop', 'MainPID');
    await ends(host, 0, ['apply']);
    assert.equal(await property(host, 'user', 'loop', 'MainPID'), pid, 'and nothing is taken for old');
  });

  await t.test('a manager that is restarted half-way: what fails is said, and the next apply does it', async () => {
    await wants(host, {
      loop: `${sleeps}, env: { A: b }`,
      more: `${sleeps}, health: { command: [/bin/false], start_period: 1s, interval: 500ms, retries: 2 }`,
    });
    const applying = host.daemonsync(['apply', '--prune', '-f', MANIFEST, '--timeout', '4']);
    await until('it is being started', 15_000, async () => isActive(host, 'more.service'));
    passed(await host.run(['systemctl', 'restart', 'user@1000.service']));
    assert.equal((await applying).code, 1);
    await wants(host, { loop: `${sleeps}, env: { A: b }`, more: sleeps });
    await ends(host, 0, ['apply']);
    await comesUp(host, 'more.service');
    await ends(host, 0, ['diff']);
  });

  await t.test(
    "what a daemon told the journal is shown when it fails: its own lines, the user's and the system's",
    async () => {
      const fails = (words: string) => `shell: "echo '${words}' >&2; exit 3", restart: never, logs: journal`;
      await wants(host, {
        mine: fails('these very words'),
        roots: `${fails('those very words')}, when: boot, boot: { as: system }`,
        loop: sleeps,
      });
      const { stdout } = await ends(host, 1, ['apply', '--prune']);
      for (const name of ['mine', 'roots']) assert.match(stdout, new RegExp(`✗ ${name} +.*(?:exit|status).*3`));
      assert.match(stdout, /│ .*these very words/);
      assert.match(stdout, /│ .*those very words/);
      assert.ok(await isActive(host, 'loop.service'));
      const { stdout: logs } = exits(await host.daemonsync(['logs', 'mine', 'roots']), 0);
      // Of a user's that ended at once, journald may not learn whose words these were: `logs` then shows what the manager said.
      assert.match(logs, /^mine +(?:log|sys) \|/m);
      assert.match(logs, /^roots +log \| .*those very words$/m);
      await wants(host, { loop: sleeps });
      await ends(host, 0, ['apply', '--prune']);
      assert.equal(await host.read(`${UNITS}/mine.service`), null);
      assert.equal(
        passed(await host.user(['systemctl', '--user', 'list-units', '--failed', '--no-legend'])).stdout,
        '',
      );
    },
  );
  console.log(`count: ${Math.round(performance.now() - start)} ms of managers and journals`);
});
