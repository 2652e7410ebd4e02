// A closer look at units of a real manager: pid, how they ended, restarts, next runs; and no unit spoils another's answer.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Hands } from '../../src/host.ts';
import { details } from '../../src/systemd/details.ts';
import { shellWords } from '../../src/wrapper/shell-text.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const UNITS: Readonly<Record<string, string>> = {
  'web.service': '[Service]\nExecStart=/bin/sleep 100\n',
  'job.service': '[Service]\nType=oneshot\nExecStart=/bin/sh -c "exit 3"\n',
  'job.timer': '[Timer]\nOnCalendar=*-*-* 02:30:00\n',
  'every.service': '[Service]\nType=oneshot\nExecStart=/bin/true\n',
  'every.timer': '[Timer]\nOnActiveSec=900\nOnUnitActiveSec=900\n',
  'loop.service':
    '[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=/bin/sh -c "kill -KILL $$$$"\nRestart=always\nRestartSec=1s\n',
  't@.service': '[Service]\nExecStart=/bin/true\n',
};

/** Each question is put to the manager by a shell of its own: there is no Node.js on an older release's disk. */
const SCRIPT = `
systemctl --user daemon-reload
systemctl --user start web.service job.timer every.timer loop.service
systemctl --user start job.service || :
sleep 2.5
for question; do
  code=0
  printf '\\001'
  sh -c "$question" || code=$?
  printf '\\002%s' "$code"
done
printf '\\001%s' "$(date +%s)"
`;

test('details: of all kinds of units at once, in two processes', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const folder = join(home, '.config/systemd/user');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(UNITS)) writeFileSync(join(folder, name), text);
  const units = [...Object.keys(UNITS), 'nowhere.service', `${'x'.repeat(300)}.service`].map((id) => ({
    id,
    domain: 'user' as const,
  }));

  // First round: which questions it asks. Second round: with the manager's answers to them.
  const asked: string[][] = [];
  const connected = (run: Hands['run']) => ({ host: { run } as unknown as Hands, version: null, offline: false });
  await details(
    connected(async (argv) => (asked.push([...argv]), { code: 0, stdout: '', stderr: '' })),
    units,
  );
  assert.equal(asked.length, 2, 'one for the timers, one for all');
  const ended = await real.run(SCRIPT, asked.map(shellWords), { home });
  assert.equal(ended.code, 0, described(ended));
  const said = ended.stdout.split('\u0001').slice(1);
  const now = Number(said.pop()) * 1000;
  const answers = new Map(
    asked.map((argv, i) => {
      const [stdout = '', code] = (said[i] ?? '').split('\u0002');
      return [argv.join(' '), { code: Number(code), stdout, stderr: '' }];
    }),
  );
  const nothing = { code: 99, stdout: '', stderr: '' };
  const found = await details(
    connected(async (argv) => answers.get(argv.join(' ')) ?? nothing),
    units,
  );

  const web = found.get('web.service');
  assert.ok((web?.pid ?? 0) > 1, described(ended));
  assert.equal(web?.restarts, 0);
  assert.equal(web?.exited, null);
  assert.deepEqual(found.get('job.service')?.exited, { result: 'exit-code', status: 3, signal: null });
  const loop = found.get('loop.service');
  assert.deepEqual(loop?.exited, { result: 'signal', status: null, signal: 'KILL' });
  assert.ok((loop?.restarts ?? 0) >= 2);
  const night = found.get('job.timer')?.nextMs ?? 0;
  assert.ok(night > now && night - now <= 86_400_000, `${night} after ${now}`);
  const every = found.get('every.timer')?.nextMs ?? 0;
  assert.ok(every > now + 800_000 && every < now + 1_000_000, `${every} after ${now}`);
  assert.equal(found.get('every.timer')?.lastMs, null);
  assert.deepEqual(
    [...found.keys()].filter((id) => !(id in UNITS)),
    [],
  );
  assert.ok(!found.has('t@.service'));
  count(found.size, 'units looked at closely');
});

test('details: an answer that breaks off costs only the unit it broke off at', async () => {
  const bad = 'b.service';
  const asked: number[] = [];
  const host = {
    async run(argv: readonly string[]) {
      const ids = argv.slice(argv.indexOf('--') + 1);
      asked.push(ids.length);
      const at = ids.indexOf(bad);
      const shown = at < 0 ? ids : ids.slice(0, at);
      const stdout = shown
        .map((id) => `Id=${id}\nLoadState=loaded\nMainPID=7\nMemoryCurrent=[not set]\nNRestarts=1\nResult=success\n`)
        .join('\n');
      return { code: at < 0 ? 0 : 1, stdout, stderr: '' };
    },
  } as unknown as Hands;
  const units = ['a.service', bad, 'c.service', 'd.service'].map((id) => ({ id, domain: 'user' as const }));
  const found = await details({ host, version: null, offline: false }, units);
  assert.deepEqual([...found.keys()], ['a.service', 'c.service', 'd.service']);
  assert.deepEqual(asked, [4, 2]);
  assert.deepEqual(found.get('c.service'), {
    pid: 7,
    memoryBytes: null,
    restarts: 1,
    exited: null,
    nextMs: null,
    lastMs: null,
  });
  const many = Array.from({ length: 250 }, (_, i) => ({ id: `u${i}.service`, domain: 'user' as const }));
  asked.length = 0;
  assert.equal((await details({ host, version: null, offline: false }, many)).size, 250);
  assert.deepEqual(asked, [100, 100, 50]);
});
