// What the stand-in for launchd prints, against what real ones printed: the job of a capture is built from what the capture
// says of it, brought to the same state, and printed. Numbers that no two machines share are left out of the comparison.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Program } from './support/model/programs.ts';
import { aMac, logIn, type MacMachine, reboot } from './support/launchd/mac-machine.ts';
import {
  AGENTS,
  ctl,
  DAEMONS,
  job,
  loadedJob,
  putJob,
  putText,
  rootCtl,
  serviceOf,
  wait,
} from './support/launchd/mac-jobs.ts';
import { spelled } from './support/launchd/definition.ts';
import { memoryBody } from './support/launchd/memory-body.ts';
import { submit } from './support/launchd/loading.ts';
import type { Dialect, PlistDict } from './support/launchd/state.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const captures = join(process.env['DAEMONSYNC_SHARED'] ?? join(root, '..', 'shared'), 'corpus/launchd/captures');
const here = existsSync(captures);
const skip = here ? false : `the captures are not here (${captures}); DAEMONSYNC_SHARED can name their folder`;

function capture(number: string): string {
  const name = readdirSync(captures).find((one) => one.startsWith(`${number}-`));
  if (name === undefined) throw new Error(`there is no capture ${number}`);
  return readFileSync(join(captures, name), 'utf8');
}

const one = (text: string, name: string): string | undefined => new RegExp(`^\\t${name} = (.*)$`, 'm').exec(text)?.[1];
const block = (text: string, name: string): readonly string[] =>
  (new RegExp(`^\\t${name} = \\{\\n([\\s\\S]*?)^\\t\\}$`, 'm').exec(text)?.[1] ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(2));

/** The plist that a capture speaks of, and the number of its first trigger. */
function jobIn(text: string): { readonly definition: PlistDict; readonly label: string; readonly first: number } {
  const label = /^(?:gui\/\d+|system)\/(.*) = \{$/m.exec(text)?.[1] ?? '';
  const properties = (one(text, 'properties') ?? '').split(' | ');
  const given = (key: string, value: string | undefined): PlistDict => (value === undefined ? {} : { [key]: value });
  const environment = block(text, 'environment').map((line) => line.split(' => ') as [string, string]);
  const own = environment.filter(([key]) => key !== 'OSLogRateLimit' && key !== 'XPC_SERVICE_NAME');
  const times = [...text.matchAll(/^\t\t\S+\.(\d+) => \{\n[\s\S]*?descriptor = \{\n([\s\S]*?)\t\t\t\}\n/gm)]
    .map(([, id, lines = '']) => ({
      id: Number(id),
      // Not in their printed order.
      when: Object.fromEntries(
        [...lines.matchAll(/"(\w+)" => (\d+)/g)].reverse().map(([, key, value]) => [key, Number(value)]),
      ),
    }))
    .toSorted((a, b) => a.id - b.id);
  const success = /successful exit => (\d)/.exec(text)?.[1];
  const open = /maxfiles \(soft\) => (\d+)/.exec(text)?.[1];
  const interval = /run interval = (\d+) seconds/.exec(text)?.[1];
  const type = /spawn type = interactive/.test(text) ? 'Interactive' : undefined;
  const definition: PlistDict = {
    ...given('StandardErrorPath', one(text, 'stderr path')),
    ...given('StandardOutPath', one(text, 'stdout path')),
    Label: label,
    ProgramArguments: block(text, 'arguments'),
    ...given('WorkingDirectory', one(text, 'working directory')),
    ...(own.length > 0 ? { EnvironmentVariables: Object.fromEntries(own) } : {}),
    ...(times.length > 0 ? { StartCalendarInterval: times.map(({ when }) => when) } : {}),
    ...(success === undefined ? {} : { KeepAlive: { SuccessfulExit: success === '1' } }),
    ...(properties.includes('keepalive') ? { KeepAlive: true } : {}),
    ...(properties.includes('runatload') ? { RunAtLoad: true } : {}),
    ...(open === undefined ? {} : { SoftResourceLimits: { NumberOfFiles: Number(open) } }),
    ...(interval === undefined ? {} : { StartInterval: Number(interval) }),
    ...(one(text, 'exit timeout') === '5' ? {} : { ExitTimeOut: Number(one(text, 'exit timeout')) }),
    ...given('ProcessType', type),
  };
  return { definition, label, first: times[0]?.id ?? 0x1000_0000 };
}

/** Without what is another's on another machine. Its own numbers in the names of triggers stay. */
const common = (text: string): string =>
  text
    .replace(/^(\t(?:runs|pid|asid|forks|execs) = ).*$/gm, '$1N')
    .replace(/^(\tdomain = gui\/501 )\[\d+\]$/gm, '$1[N]')
    .replace(/^(\t\t(?:\t)?(?:ID|port) = ).*$/gm, '$1N')
    .replace(/(SSH_AUTH_SOCK => ).*/g, '$1N');

const program = (code: number): Program => ({ runsMs: 10, code, readyMs: 0, deaf: false });

function machineFor(dialect: Dialect, first: number, runs: Program): MacMachine {
  const machine = aMac({ programs: () => runs }, { dialect });
  machine.launchd.count.trigger = first;
  machine.files.folder('/Users/user1', 0o755, 501);
  return machine;
}

/** Loaded; run to its end where it ever ran. */
function idle(number: string, dialect: Dialect): readonly [string, string] {
  const text = capture(number);
  const { definition, label, first } = jobIn(text);
  const machine = machineFor(dialect, first, program(0));
  if (typeof definition['WorkingDirectory'] === 'string')
    machine.files.folder(definition['WorkingDirectory'], 0o755, 501);
  loadedJob(machine, definition, { path: one(text, 'path') ?? '' });
  if (one(text, 'runs') !== '0') ctl(machine, 'kickstart', `gui/501/${label}`);
  wait(machine, 500);
  return [ctl(machine, 'print', `gui/501/${label}`).stdout, text];
}

for (const [number, dialect, what] of [
  ['046', 'macos15', 'a calendar, run, before 26'],
  ['094', 'macos26', 'four times of day, run'],
  ['095', 'macos26', 'two times of day, never run'],
  ['097', 'macos26', 'an interval, between two runs'],
] as const) {
  test(`print: ${what} (capture ${number})`, { skip }, () => {
    const [printed, text] = idle(number, dialect);
    assert.equal(common(printed), common(text));
  });
}

test('print: a daemon that runs since the machine came up (capture 098)', { skip }, () => {
  const text = capture('098');
  const { definition, label } = jobIn(text);
  const machine = machineFor('macos26', 0x1000_0000, { ...program(0), runsMs: null });
  putJob(machine, definition, { path: one(text, 'path') ?? '', uid: 0 });
  reboot(machine);
  wait(machine, 500);
  assert.equal(common(ctl(machine, 'print', `system/${label}`).stdout), common(text));
});

test('print: one that an app submitted, up again after it failed (capture 047)', { skip }, () => {
  const text = capture('047');
  const { definition, label } = jobIn(text);
  let code = 1;
  const machine = aMac({ programs: () => (code === 1 ? program(1) : { ...program(0), runsMs: null }) });
  const domain = machine.launchd.domains['gui/501'];
  assert.ok(domain);
  const words = definition['ProgramArguments'];
  const submitted = {
    by: /submitted by (.*)\)/.exec(text)?.[1] ?? '',
    program: /program identifier = (.*) \(mode: 2\)/.exec(text)?.[1] ?? '',
    bundle: one(text, 'parent bundle identifier') ?? '',
    version: one(text, 'parent bundle version') ?? '',
    btm: one(text, 'BTM uuid') ?? '',
  };
  putText(machine, '/usr/bin/rt', '\u007fELF', 0o755, 0);
  submit(
    machine.launchd,
    memoryBody(machine),
    domain,
    { ...definition, Program: '/usr/bin/rt', ProgramArguments: words ?? [] },
    submitted,
  );
  wait(machine, 500);
  code = 0;
  wait(machine, 15_000);
  assert.equal(common(ctl(machine, 'print', `gui/501/${label}`).stdout), common(text));
});

test('refusals, word for word (captures 004, 005, 091, 092, 101, 103, 104, 106, 107)', { skip }, () => {
  const machine = aMac();
  const said = (...argv: readonly string[]): string => ctl(machine, ...argv).stderr;
  assert.equal(said('print', 'gui/501/ai.traycer.host'), capture('004'));
  assert.equal(said('print', 'gui/999999/ai.traycer.host'), capture('005'));
  assert.equal(said('print', 'gui/99'), capture('092'));
  assert.equal(said('print', 'gui/501/com.qiuyuzhou.shadowsocksX-NG.local'), capture('103'));
  logIn(machine, 502);
  assert.equal(said('print', 'gui/502'), capture('091'));
  assert.equal(ctl(machine, 'error', '113').stdout, capture('101'));
  const disabled = /^(\/.*)\/(.*)\.plist/.exec(capture('104'));
  const path = putJob(machine, job(disabled?.[2] ?? ''), { path: `${disabled?.[1]}/${disabled?.[2]}.plist`, uid: 0 });
  rootCtl(machine, 'disable', `system/${disabled?.[2]}`);
  assert.equal(rootCtl(machine, 'bootstrap', 'system', path).stderr, capture('104'));
  const missing = /^(.*\.plist)/.exec(capture('106'))?.[1] ?? '';
  assert.equal(rootCtl(machine, 'bootout', 'system', missing).stderr, capture('106'));
  assert.equal(said('load', '/tmp/x.plist'), capture('107'));
});

test('print of a domain, line by line but for its tables (capture 080)', { skip }, () => {
  const machine = aMac();
  const plain = (text: string): string =>
    text
      .replace(/^\t\t +\d+ +\S+ \t.*\n/gm, '')
      .replace(/^\t\t".*" => \w+\n/gm, '')
      .replace(/(SSH_AUTH_SOCK => ).*/, '$1N')
      .replace(/0x[0-9a-f]+/g, 'X')
      .replace(/(?<!gui\/|user\.|uid = )\b\d+/g, 'N');
  assert.equal(plain(ctl(machine, 'print', 'gui/501').stdout), plain(capture('080')));
});

/** `\t\t%8d %6s \tLABEL` (captures 067, 071, 080; L47). */
test('rows: pid or 0, how it ended, the label; list with dashes', () => {
  const machine = aMac();
  const { pid } = loadedJob(machine, job('dev.up', { RunAtLoad: true }));
  loadedJob(machine, job('dev.never'));
  loadedJob(machine, job('dev.failed', { RunAtLoad: true, ProgramArguments: ['/bin/fails'] }));
  loadedJob(machine, job('dev.killed', { RunAtLoad: true }));
  ctl(machine, 'kill', 'SIGKILL', 'gui/501/dev.killed');
  wait(machine, 500);
  const { stdout } = ctl(machine, 'print', 'gui/501');
  const rows = [
    `\t\t${String(pid).padStart(8)}      - \tdev.up\n`,
    '\t\t       0      - \tdev.never\n',
    '\t\t       0      1 \tdev.failed\n',
    '\t\t       0     -9 \tdev.killed\n',
  ];
  assert.ok(stdout.includes(`\tservices = {\n${rows.join('')}\t}\n`), stdout);
  const listed = ctl(machine, 'list').stdout;
  assert.equal(listed, `PID\tStatus\tLabel\n${pid}\t0\tdev.up\n-\t0\tdev.never\n-\t1\tdev.failed\n-\t-9\tdev.killed\n`);
  // The signal takes the place of the code (L43); list has the raw wait status (L46).
  assert.match(ctl(machine, 'print', 'gui/501/dev.killed').stdout, /\tlast terminating signal = Killed: 9\n\n/);
  assert.match(ctl(machine, 'list', 'dev.killed').stdout, /"LastExitStatus" = 9;/);
  assert.match(ctl(machine, 'list', 'dev.failed').stdout, /"LastExitStatus" = 256;/);
});

/** Hundreds of Apple's own in every real domain; some ended under pressure (L47, L48, captures 067, 080). */
test('a crowded domain: Apple’s rows among ours', () => {
  const machine = aMac({}, { crowd: 400 });
  loadedJob(machine, job('dev.up', { RunAtLoad: true }));
  const { stdout } = ctl(machine, 'print', 'gui/501');
  assert.match(stdout, /\n\tservice count = 401\n/);
  assert.equal(stdout.match(/^\t\t *\d+ +(-|0|-9|\(pe\)) \tcom\.apple\.crowd\.\d+$/gm)?.length, 400);
  assert.match(stdout, / \(pe\) \tcom\.apple/);
  assert.equal(ctl(machine, 'print', 'gui/501/com.apple.crowd.7').code, 113);
});

test('list of a label, as captured (083)', { skip }, () => {
  const text = capture('083');
  const words = [...text.matchAll(/^\t\t"(.*)";$/gm)].map(([, word]) => word ?? '');
  const machine = aMac();
  loadedJob(machine, job('CryptoStream', { ProgramArguments: words }));
  assert.equal(ctl(machine, 'list', 'CryptoStream').stdout, text);
});

test('print-disabled: true and false up to 12, words since 13; true is disabled (L35, captures 073, 074)', () => {
  for (const [dialect, off, on] of [
    ['macos12', 'true', 'false'],
    ['macos15', 'disabled', 'enabled'],
  ] as const) {
    const machine = aMac({}, { dialect });
    ctl(machine, 'disable', 'gui/501/dev.a');
    ctl(machine, 'enable', 'gui/501/dev.b');
    const { stdout } = ctl(machine, 'print-disabled', 'gui/501');
    assert.ok(
      stdout.startsWith(`\n\tdisabled services = {\n\t\t"dev.a" => ${off}\n\t\t"dev.b" => ${on}\n\t}\n`),
      stdout,
    );
    assert.ok(ctl(machine, 'print', 'gui/501').stdout.includes(`\tdisabled services = {\n\t\t"dev.a" => ${off}\n`));
  }
});

test('what no capture above holds: paths watched (038), a user (007), umask (041), nothing but a program (061), raw newlines', () => {
  const machine = aMac();
  const text = (definition: PlistDict): string => {
    loadedJob(machine, definition);
    return ctl(machine, 'print', `gui/501/${spelled(definition['Label'])}`).stdout;
  };
  const watching = text(
    job('dev.w', { WatchPaths: ['/a b', '/c'], Umask: 18, KeepAlive: { PathState: { '/x': true } } }),
  );
  assert.ok(
    watching.includes(
      '\t\t\tdescriptor = {\n\t\t\t\t"WatchPaths" => [\n\t\t\t\t\t0 = "/a b"\n\t\t\t\t\t1 = "/c"\n\t\t\t\t]\n\t\t\t}\n',
    ),
    watching,
  );
  assert.match(watching, /\tumask = 22\n/);
  assert.match(watching, /com\.apple\.launchd\.PathState => \{\n\t\t\tkeepalive = 1\n/);
  const bare = text({ Label: 'dev.p', Program: '/bin/stays' });
  assert.match(bare, /\tprogram = \/bin\/stays\n\tinherited environment = \{\n/);
  assert.doesNotMatch(bare, /inferred program/);
  const odd = text(job('dev.n', { ProgramArguments: ['/bin/stays', 'a\nb', '', '}'] }));
  assert.ok(odd.includes('\targuments = {\n\t\t/bin/stays\n\t\ta\nb\n\t\t\n\t\t}\n\t}\n'), odd);
  const daemon = putJob(machine, job('dev.u', { UserName: 'svc', GroupName: 'svc' }), {
    path: `${DAEMONS}/u.plist`,
    uid: 0,
  });
  rootCtl(machine, 'bootstrap', 'system', daemon);
  const system = rootCtl(machine, 'print', 'system/dev.u').stdout;
  assert.match(system, /\tdomain = system\n\tusername = svc\n\tgroup = svc\n\n\tminimum runtime = 10\n/);
  assert.ok(
    !machine.files.text(`${AGENTS}/dev.u.plist`) && serviceOf(machine, 'dev.u', 'system').type === 'LaunchDaemon',
  );
});
