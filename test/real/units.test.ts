// The golden cases before a real systemd: every unit passes `systemd-analyze --user verify` with no line that names it,
// every trigger can be armed, and a reload reaches the process. What the cases' programs are is beside the point: they
// are all /bin/true here.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Desired, DesiredUnit } from '../../src/model.ts';
import { pipeline } from '../support/compiled.ts';
import { count, described, type Ended, requireReal, throwawayHome } from './support/manager.ts';
import { inManifest, yamlString } from '../support/odd-strings.ts';
import { DUMP, readDump } from './support/dump.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

/** Units of the one case that is there to be complained about. */
const MEANT_TO_BE_WRONG = new Set(['typo.service', 'raw.service']);

function manifests(): string[] {
  const cases = readdirSync(join(root, 'test/cases')).map((name) => join(root, 'test/cases', name, 'daemons.yaml'));
  const examples = readdirSync(join(root, 'examples')).map((name) => join(root, 'examples', name));
  return [
    ...cases.filter((path) => existsSync(path) && !path.includes('include')),
    ...examples,
    join(root, 'daemons.yaml'),
  ].map((path) => readFileSync(path, 'utf8'));
}

async function renderAt(home: string, text: string, name: string): Promise<Desired> {
  const facts = {
    account: { user: 'tester', uid: 1000, group: 'tester', home },
    configDir: `${home}/.config`,
    stateDir: `${home}/.local/state`,
    dataDir: `${home}/.local/share`,
    cacheDir: `${home}/.cache`,
  };
  // Programs written with their whole path need not be on this machine.
  const harmless = text
    .replaceAll(/\/usr\/local\/bin\/node_exporter|\/usr\/bin\/a\b|~\/bin\/backup-notes/g, '/bin/true')
    .replace(/^(?:namespace:.*)?$/m, `namespace: ${name}`);
  const { desired, manifest, problems } = await pipeline(harmless, 'systemd', {}, facts, () => '/bin/true');
  assert.ok(manifest, JSON.stringify(problems));
  return desired;
}

function write(desired: Desired): void {
  for (const file of desired.flatMap((daemon) => daemon.files)) {
    if (file.owner === 'root') continue;
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.text);
    chmodSync(file.path, file.mode);
  }
}

test('every golden unit passes verify, and every trigger can be armed', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  let verified = 0;
  let armed = 0;
  for (const [index, text] of manifests().entries()) {
    const home = throwawayHome(t);
    const desired = (await renderAt(home, text, `case${index}`)).filter((daemon) => daemon.domain === 'user');
    // A script case writes what the launchers would find when they start; here only the manager looks.
    write(desired);
    const units = desired.flatMap((daemon) => daemon.units);
    if (units.length === 0) continue;
    const dir = join(home, '.config/systemd/user');
    const triggers = units
      .filter((unit) => unit.role !== 'service' && unit.want === 'armed')
      .filter((unit) => !needsMore(unit, real.systemd));
    for (const socket of desired.flatMap((daemon) => daemon.files).filter((file) => file.path.endsWith('.socket'))) {
      const path = /^ListenStream=(\/.*)$/m.exec(socket.text)?.[1];
      if (path) mkdirSync(dirname(path), { recursive: true });
    }
    const script = `
      cd "$1"
      systemd-analyze --user --man=no verify *.service *.timer *.path *.socket 2>&1 | grep -v '^$' || true
      echo "── armed"
      shift; [ $# -eq 0 ] || systemctl --user start "$@" 2>&1 || true
      for unit; do printf '%s ' "$unit"; systemctl --user is-active "$unit" || true; done`;
    const ran: Ended = await real.run(script, [dir, ...triggers.map((unit) => unit.id)], { home });
    const [said = '', states = ''] = ran.stdout.split('── armed\n');
    for (const { id } of units) {
      if (MEANT_TO_BE_WRONG.has(id)) continue;
      const complaint = said.split('\n').find((line) => line.includes(id) && !line.includes('*.'));
      assert.equal(complaint, undefined, `${text}\n${readFileSync(join(dir, id), 'utf8')}`);
      verified += 1;
    }
    for (const { id } of triggers) {
      assert.match(states, new RegExp(`^${id.replaceAll('.', '\\.')} active$`, 'm'), described(ran));
      armed += 1;
    }
  }
  assert.ok(verified > 60 && armed > 12, `only ${verified} units and ${armed} triggers`);
  count(verified, `golden units verified by systemd ${real.systemd}`);
  count(armed, 'golden triggers armed');
});

/** A user manager may not wake the machine, and an address of IPv6 needs IPv6. */
const needsMore = (unit: DesiredUnit, systemd: number): boolean =>
  unit.id === 'timed.timer' ||
  (unit.id === 'one.socket' && !existsSync('/proc/net/if_inet6')) ||
  (unit.id === 'linux-only.timer' && systemd < 247);

test('a reload reaches the process: by signal, and by a command that is told its pid', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin/dump'), readFileSync(DUMP));
  chmodSync(join(home, 'bin/dump'), 0o755);
  const words = ['100% $x', '${MAINPID}', "it's", '$$', '', ';', 'ünï 🎉'];
  const text = `version: 1
defaults: { when: manual, logs: journal }
daemons:
  signalled:
    shell: |
      trap 'touch "$HOME/signalled"' USR1
      touch "$HOME/ready"
      while :; do sleep 0.05; done
    reload: { signal: USR1 }
  strange:
    command: [/bin/sleep, "100"]
    reload: [~/a=b/dump, ~/strange, x=y]
  told:
    command: [/bin/sleep, "100"]
    reload: [~/bin/dump, ~/told, ${words.map((word) => yamlString(inManifest(word))).join(', ')}]
`;
  mkdirSync(join(home, 'a=b'));
  writeFileSync(join(home, 'a=b/dump'), readFileSync(DUMP));
  chmodSync(join(home, 'a=b/dump'), 0o755);
  write(await renderAt(home, text, 'reload'));
  const script = `
    systemctl --user start signalled told strange
    while [ ! -e ready ]; do sleep 0.05; done
    systemctl --user reload signalled told strange
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -e signalled ] && [ -e told ] && [ -e strange ] && break; sleep 0.1; done
    systemctl --user show -p MainPID told; ls`;
  const ran = await real.run(script, [], { home });
  assert.ok(existsSync(join(home, 'signalled')) && existsSync(join(home, 'told')), described(ran));
  assert.deepEqual(readDump(join(home, 'strange')).args, ['x=y']);
  const got = readDump(join(home, 'told'));
  assert.deepEqual(got.args, words);
  assert.equal(`MainPID=${got.env.get('DAEMON_PID')}`, /MainPID=\d+/.exec(ran.stdout)?.[0]);
});
