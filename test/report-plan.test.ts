// A plan as people and programs read it: signs, effects, reasons with their mend, diffs, commands; and no secret in any of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Change, Desired, Manifest, Observed, Reason, Step } from '../src/model.ts';
import { colored, plain } from '../src/report/color.ts';
import { coverOf } from '../src/report/cover.ts';
import { fileDiff } from '../src/report/file-diff.ts';
import { hidingOf } from '../src/report/hide.ts';
import { planCover } from '../src/report/plan-files.ts';
import { planJson } from '../src/report/plan-json.ts';
import { planLines, type Planned, type PlanStyle } from '../src/report/plan.ts';
import { reasonWords } from '../src/report/reasons.ts';
import { summary } from '../src/report/summary.ts';
import { NO_WORK } from '../src/plan/comparing.ts';
import { pipeline } from './support/compiled.ts';
import { aFile, aFoundDaemon, anObserved, changesOf, installed } from './support/found.ts';
import { inManifest, oddFrom, seedOfThisRun, yamlString } from './support/odd-strings.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));

const STYLE: PlanStyle = {
  paint: plain,
  home: '/home/ann',
  columns: 100,
  verbose: false,
  named: [],
  diffs: 'whole',
  commands: true,
};

interface Seen extends Planned {
  readonly manifest: Manifest;
}

/** Wanted by one text, while another was applied: its files are there, and what ran still runs. */
async function seen(
  now: string,
  before: string | null,
  change: (observed: Observed, desired: Desired) => Observed = (observed) => observed,
  steps: readonly Step[] = [],
): Promise<Seen> {
  const wanted = await pipeline(now, 'systemd');
  assert.ok(wanted.manifest, JSON.stringify(wanted.problems));
  const old = before === null ? null : await pipeline(before, 'systemd');
  assert.ok(old === null || old.manifest, JSON.stringify(old?.problems));
  const observed = change(anObserved((old?.desired ?? []).map((daemon) => installed(daemon))), wanted.desired);
  const plan = { changes: changesOf(wanted.desired, observed), steps };
  const { values } = hidingOf(wanted.sources);
  const cover = planCover(wanted.manifest, values, plan, observed);
  return { plan, desired: wanted.desired, observed, cover, manifest: wanted.manifest };
}

const shown = (planned: Planned, style: Partial<PlanStyle> = {}): string =>
  planLines(planned, { ...STYLE, ...style }).join('\n');

const manifestOf = (daemons: string): string => `version: 1\nnamespace: me\ndaemons:\n${daemons}`;
const WEB = '  web:\n    command: [/bin/web, --port, "80"]\n    logs: journal\n';
const JOB = '  job:\n    command: [/bin/job]\n    schedule: "30 2 * * *"\n    logs: journal\n';

test('create, change, remove and keep: the whole of it', async () => {
  const steps: Step[] = [
    { phase: 'refresh', daemons: [], kind: 'run', argv: ['systemctl', '--user', 'daemon-reload'] },
  ];
  const before = manifestOf(
    `${WEB}  gone:\n    command: [/bin/gone]\n    logs: journal\n  same:\n    command: [/bin/same]\n    logs: journal\n`,
  );
  const now = manifestOf(`${WEB.replace('80', '81')}${JOB}  same:\n    command: [/bin/same]\n    logs: journal\n`);
  const planned = await seen(now, before, undefined, steps);
  const text = shown(planned, { diffs: 'changed' });
  assert.match(text, /^\+ job {3,}is armed$/m);
  assert.match(text, /^~ web {3,}restarts\n {4}\[Service\] ExecStart changes$/m);
  assert.doesNotMatch(text, /older definition/, 'goes without saying, where the file changes only now');
  assert.match(text, /^- gone {2}stops\n {4}it is not in the manifest any more$/m);
  assert.match(text, /^ {4}new file ~\/\.config\/systemd\/user\/job\.timer \(0644\)$/m);
  assert.match(text, /^ {4}changes ~\/\.config\/systemd\/user\/web\.service\n {4}@@ /m);
  assert.match(text, /^ {4}-ExecStart=.*80"?$/m);
  assert.match(text, /^ {4}\+ExecStart=.*81"?$/m);
  assert.match(text, /^ {4}removes ~\/\.config\/systemd\/user\/gone\.service$/m);
  assert.doesNotMatch(text, /sha256=[0-9a-f]/, 'the digest of a mark is noise');
  assert.match(text, /Commands, in this order:\n  systemctl --user daemon-reload\n/);
  assert.match(text, /\n1 to create, 1 to change \(1 restart\), 1 to remove; 1 in sync$/);
  assert.doesNotMatch(text, /same {2}/, 'what is in sync is not listed');
  assert.match(shown(planned, { verbose: true }), /^= same +in sync$/m);
  assert.match(shown(planned, { named: ['same'] }), /^= same +in sync$/m);
  assert.match(shown(planned), /^ {4}\+OnCalendar=/m, 'a new file is shown whole');
  assert.doesNotMatch(text, /^ {4}\+OnCalendar=/m);
});

test('nothing to do is one line', async () => {
  assert.equal(shown(await seen(manifestOf(WEB), manifestOf(WEB))), 'nothing to do: 1 in sync');
  assert.equal(summary([]), 'no daemons, and none to remove');
});

test('a stranger, a mask, another of the name, what is unknown or amiss: whose it is, and what mends it', async () => {
  const conflicts: readonly (readonly [Reason, RegExp])[] = [
    [
      { kind: 'foreign', path: '/u/web.service', owner: null },
      /^\/u\/web.service is not daemonsync's\n.*daemonsync adopt web/,
    ],
    [{ kind: 'foreign', path: '/u/web.service', owner: 'other' }, /namespace `other`\n.*daemonsync adopt web/],
    [{ kind: 'foreign', path: '/u/web.service', owner: 'me' }, /changed since.*\n.*daemonsync adopt web/],
    [{ kind: 'masked', path: '/u/web.service' }, /masked.*\nsystemctl --user unmask web\.service$/],
    [
      { kind: 'elsewhere', path: '/etc/web.service' },
      /another one of that name: \/etc\/web\.service\n.*daemonsync adopt web/,
    ],
    [{ kind: 'unknown', why: 'no answer' }, /^what it is doing cannot be told: no answer$/],
    [
      { kind: 'blocked', problem: { severity: 'error', code: 'x', message: 'no such folder', hint: 'mkdir it' } },
      /^no such folder\nmkdir it$/,
    ],
    [{ kind: 'waits-for', name: 'db' }, /^it needs db, which is left alone$/],
    [{ kind: 'held' }, /stopped by hand.*\ndaemonsync start web$/],
  ];
  const about = {
    change: { name: 'web', kind: 'conflict', domain: 'user' },
    namespace: 'me',
    path: (p: string) => p,
  } as const;
  for (const [reason, expected] of conflicts) {
    const { text, mend } = reasonWords(reason, about);
    assert.match(mend === null ? text : `${text}\n${mend}`, expected);
  }
  const system = reasonWords(
    { kind: 'masked', path: '/etc/web.service' },
    { ...about, change: { ...about.change, domain: 'system' } },
  );
  assert.equal(system.mend, 'sudo systemctl unmask web.service');
  const stranger = (observed: Observed, [web]: Desired): Observed => ({
    ...observed,
    daemons: [
      aFoundDaemon({
        name: 'web',
        files: [aFile({ path: web?.files[0]?.path ?? '', mode: 0o644, text: '[Service]\n' })],
      }),
    ],
  });
  const text = shown(await seen(manifestOf(WEB), null, stranger));
  assert.match(
    text,
    /^! web {2}left alone\n {4}~\/\.config\/.*web\.service is not daemonsync's\n {4}= daemonsync adopt web/,
  );
  assert.match(text, /\n1 in conflict$/);
});

test('privileged commands are marked, and with --verbose every step is there', async () => {
  const steps: Step[] = [
    { phase: 'files', daemons: ['web'], kind: 'prune', path: '/home/ann/x' },
    {
      phase: 'start',
      daemons: ['web'],
      kind: 'run',
      privileged: true,
      argv: ['sudo', 'systemctl', 'start', 'web.service'],
    },
  ];
  const planned = await seen(manifestOf(WEB), null, undefined, steps);
  assert.match(shown(planned), /\n {2}sudo systemctl start web\.service {2}\(as root\)\n/);
  assert.doesNotMatch(shown(planned), /~\/x/);
  assert.match(shown(planned, { verbose: true }), /~\/x/);
});

test('the terminal is not steered by what files say, and colours are only colours', async () => {
  const planned = await seen(manifestOf(WEB), manifestOf(WEB), (observed) => ({
    ...observed,
    daemons: observed.daemons.map((daemon) => ({
      ...daemon,
      files: daemon.files.map((file) => ({ ...file, text: `${file.text}# \u001b]0;x\u0007\u202e\r\n` })),
    })),
  }));
  const text = shown(planned);
  assert.match(text, /^ {4}-# �\]0;x��/m);
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  const bare = shown(planned, { paint: colored }).replace(/\u001b\[\d+m/g, '');
  assert.equal(bare, text);
});

test('a file diff: new, gone, without a last line break, too different, the same but for its digest', () => {
  const side = (text: string) => ({ text, hidden: [] });
  const lines = (before: string | null, after: string | null): string[] =>
    fileDiff(before === null ? null : side(before), after === null ? null : side(after)).map(
      ({ kind, text }) => `${{ add: '+', remove: '-', same: ' ', hunk: '', note: '\\ ' }[kind]}${text}`,
    );
  assert.deepEqual(lines(null, 'a\nb\n'), ['@@ -0,0 +1,2 @@', '+a', '+b']);
  assert.deepEqual(lines('a\nb\n', null), ['@@ -1,2 +0,0 @@', '-a', '-b']);
  assert.deepEqual(lines('a\nb', 'a\nc\n').slice(0, 4), [
    '@@ -1,2 +1,2 @@',
    ' a',
    '-b',
    '\\ no line break at the end of the file',
  ]);
  const many = (word: string): string => Array.from({ length: 9000 }, (_, i) => `${word}${i}\n`).join('');
  assert.equal(lines(many('a'), many('b')).length, 18_001);
  const marked = (digit: string): string => `# daemonsync: namespace=a daemon=b sha256=${digit.repeat(64)}\nx\n`;
  assert.deepEqual(lines(marked('0'), marked('1')), ['\\ only the digest in its mark differs']);
  assert.deepEqual(lines(marked('0'), marked('0')), []);
});

test('a diff can be put together again: it says where each line stands', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 14 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      let result = before.split('\n').slice(0, -1);
      let shift = 0;
      let at = 0;
      for (const { kind, text } of fileDiff({ text: before, hidden: [] }, { text: after, hidden: [] })) {
        if (kind === 'hunk') {
          const [, start = '', count] = /^@@ -(\d+)(?:,(\d+))? /.exec(text) ?? [];
          at = Number(start) - (count === '0' ? 0 : 1) + shift;
        } else if (kind === 'same') {
          assert.equal(result[at], text);
          at += 1;
        } else if (kind === 'remove') {
          assert.equal(result[at], text);
          result = result.toSpliced(at, 1);
          shift -= 1;
        } else if (kind === 'add') {
          result = result.toSpliced(at, 0, text);
          at += 1;
          shift += 1;
        }
      }
      assert.equal(result.map((line) => `${line}\n`).join(''), after);
    }),
  );
});

const SECRETS = (value: string): string =>
  manifestOf(
    `  web:\n    command: [/bin/web, ${value}]\n    env: { API_TOKEN: ${value}, A: "x" }\n    logs: journal\n`,
  );

test('a secret that changed: two masked lines, and a word that it changed', async () => {
  const text = shown(await seen(SECRETS('hunter2-new'), SECRETS('hunter2-old')));
  assert.match(text, /^ {4}-Environment=API_TOKEN=••••\n {4}\+Environment=API_TOKEN=•••• \(changed\)$/m);
  assert.match(text, /^ {4}-ExecStart=\/bin\/web ••••\n {4}\+ExecStart=\/bin\/web •••• \(changed\)$/m);
  assert.doesNotMatch(text, /hunter2/);
});

test('a secret that the manifest no longer knows is not shown either, wherever it was repeated', async () => {
  const text = shown(await seen(manifestOf(WEB), SECRETS('hunter2-old')));
  assert.match(text, /^ {4}-Environment=API_TOKEN=••••$/m);
  assert.doesNotMatch(text, /hunter2/);
  const bare = coverOf(null, [], [{ daemon: 'web', text: 'Environment="API_TOKEN=hunter2 \\"x\\""\n' }]);
  assert.equal(bare.line('it says hunter2 "x" there'), 'it says •••• there');
});

test('what is declared public is shown', async () => {
  const open = (port: string): string =>
    manifestOf(
      `  web:\n    command: [/bin/web, "${port}"]\n    env: { API_TOKEN: {value: pk_for_everybody, public: true} }\n    logs: journal\n`,
    );
  assert.match(shown(await seen(open('81'), open('80'))), /^ {5}Environment=API_TOKEN=pk_for_everybody$/m);
});

test('no secret of any manifest, of now or of before, is in any form of a plan', async () => {
  const seed = seedOfThisRun();
  const made = oddFrom(seed);
  for (let run = 0; run < 120; run += 1) {
    const some = (): string => [...made.line()].slice(0, 40).join('');
    const [was, is] = [`${some()}q9Zx7Old${some()}`, `${some()}q9Zx7New${some()}`];
    const text = (value: string, more: string): string => {
      const quoted = yamlString(inManifest(value));
      return manifestOf(
        `  web:\n    description: ${yamlString(`is ${value}`)}\n    command: [/bin/x, ${quoted}, ${yamlString(inManifest(`--t=${value}`))}]\n    env: {DB_PASSWORD: ${quoted}, B: ${quoted}${more}}\n    logs: journal\n`,
      );
    };
    const gone = run % 3 === 0;
    const planned = await seen(gone ? manifestOf(WEB) : text(is, run % 2 === 0 ? ', C: d' : ''), text(was, ''));
    const said = `${shown(planned, { verbose: true })}\n${JSON.stringify(planJson(planned))}`;
    assert.ok(!said.includes('q9Zx7'), `seed ${seed}, run ${run}: ${JSON.stringify([was, is])}\n${said}`);
    assert.match(said, /DB_PASSWORD/);
  }
});

test('--json: one document that the schema knows, for every kind of change', async () => {
  const steps: Step[] = [
    { phase: 'files', daemons: ['web'], kind: 'chmod', path: '/home/ann/x', mode: 0o600 },
    { phase: 'start', daemons: ['web'], kind: 'run', privileged: true, argv: ['sudo', 'true'] },
  ];
  const planned = await seen(
    manifestOf(`${WEB.replace('80', '81')}${JOB}`),
    manifestOf(`${WEB}  gone:\n    command: [/bin/x]\n`),
    undefined,
    steps,
  );
  const more = (kind: Change['kind'], ...because: Reason[]): Change => ({
    name: kind,
    kind,
    domain: 'user',
    because,
    effect: 'none',
    work: { ...NO_WORK, chmod: [{ path: '/x', mode: 0o600 }] },
    weights: {},
    running: {},
  });
  const changes = [
    ...planned.plan.changes,
    more('conflict', { kind: 'foreign', path: '/x', owner: 'y' }),
    more('blocked', { kind: 'unknown', why: 'z' }),
    more('keep', { kind: 'kept' }),
    more('update', { kind: 'directive', path: '/x', what: 'A', impact: 'reload' }),
  ];
  const document = {
    version: 1,
    ok: false,
    platform: 'systemd',
    manifest: '/m',
    ...planJson({ ...planned, plan: { changes, steps } }),
    problems: [],
  };
  const check = schemas.getSchema('output.schema.json#/$defs/diff');
  assert.ok(check);
  assert.ok(check(JSON.parse(JSON.stringify(document))), JSON.stringify(check.errors));
  assert.deepEqual(document.summary, {
    create: 1,
    update: 2,
    remove: 1,
    conflict: 1,
    blocked: 1,
    keep: 1,
    restarts: 1,
    rearmed: 0,
    reloads: 0,
    stale: 1,
  });
});
