// What launchd makes of a plist: spellings that mean the same are one job and weigh the same, whatever means something else
// does not, and what differs is told by its name and never by its value.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, weigh } from '../src/launchd/impact.ts';
import { readJob } from '../src/launchd/plist/job.ts';
import { spelled } from '../src/launchd/plist/value.ts';
import type { Desired } from '../src/model.ts';
import { pipeline } from './support/compiled.ts';
import { inManifest, oddFrom, seedOfThisRun, yamlString } from './support/odd-strings.ts';
import { hasPython, rewrittenByPython } from './support/python-plists.ts';
import { randomManifest } from './support/random-manifest.ts';

const plist = (keys: string, comment = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
${comment}<plist version="1.0">
<dict>
<key>Label</key><string>x</string>
<key>ProgramArguments</key><array><string>/bin/x</string><string>a</string></array>
${keys}
</dict>
</plist>
`;

const weight = (text: string, script: string | null = null): string => {
  const { restart, reload } = weigh('service', text, [], script);
  assert.equal(reload, '');
  return restart;
};

const EVERY_DEFAULT = `<key>RunAtLoad</key><false/><key>KeepAlive</key><false/><key>Disabled</key><false/>
  <key>ThrottleInterval</key><integer>10</integer><key>ProcessType</key><string>Standard</string>
  <key>LimitLoadToSessionType</key><string>Aqua</string><key>AbandonProcessGroup</key><false/>
  <key>EnvironmentVariables</key><dict/><key>WatchPaths</key><array/><key>OnDemand</key><true/>
  <key>TimeOut</key><integer>3</integer><key>InitGroups</key><false/>`;

const interval = (...dicts: readonly string[]): string =>
  `<key>StartCalendarInterval</key><array>${dicts.map((one) => `<dict>${one}</dict>`).join('')}</array>`;
const at = (key: string, value: number): string => `<key>${key}</key><integer>${value}</integer>`;
const umask = (value: string): string => `<key>Umask</key>${value}`;
const keepAlive = (value: string): string => `<key>KeepAlive</key>${value}`;
const env = (inner: string): string => `<key>EnvironmentVariables</key><dict>${inner}</dict>`;
const socket = (inner: string): string => `<key>Sockets</key><dict><key>L</key>${inner}</dict>`;

const EQUAL: readonly (readonly [string, string])[] = [
  ['', EVERY_DEFAULT],
  ['', '<key>Program</key><string>/bin/x</string>'],
  ['', '<!-- a comment -->'],
  [umask('<string>022</string>'), umask('<integer>18</integer>')],
  [umask('<string>0x12</string>'), umask('<string> 18 and more</string>')],
  [umask('<string>none</string>'), umask('<integer>0</integer>')],
  [keepAlive('<true/>'), `${keepAlive('<true/>')}<key>RunAtLoad</key><true/>`],
  [keepAlive('<true/>'), '<key>OnDemand</key><false/>'],
  [
    keepAlive('<dict><key>SuccessfulExit</key><false/><key>Crashed</key><true/></dict>'),
    `${keepAlive('<dict><key>Crashed</key><true/><key>NetworkState</key><true/><key>SuccessfulExit</key><false/></dict>')}
     <key>RunAtLoad</key><true/>`,
  ],
  [
    interval(at('Hour', 3) + at('Minute', 0)),
    `<key>StartCalendarInterval</key><dict>${at('Minute', 0)}${at('Hour', 3)}</dict>`,
  ],
  [interval(at('Hour', 3), at('Hour', 5)), interval(at('Hour', 5), at('Hour', 3))],
  [interval(at('Weekday', 0)), interval(at('Weekday', 7))],
  [
    env('<key>B</key><string>2</string><key>A</key><string>1</string>'),
    env('<key>A</key><string>1</string><key>N</key><integer>5</integer><key>B</key><string>2</string>'),
  ],
  [env('<key>A</key><true/>'), ''],
  [
    '<key>WatchPaths</key><array><string>/b</string><string>/a</string></array>',
    '<key>WatchPaths</key><array><string>/a</string><string>/b</string><string>/a</string></array>',
  ],
  [
    '<key>LimitLoadToSessionType</key><array><string>B</string><string>A</string></array>',
    '<key>LimitLoadToSessionType</key><array><string>A</string><string>B</string></array>',
  ],
  [
    '<key>AssociatedBundleIdentifiers</key><string>a.b</string>',
    '<key>AssociatedBundleIdentifiers</key><array><string>a.b</string></array>',
  ],
  [
    socket('<dict><key>SockServiceName</key><integer>80</integer></dict>'),
    socket(
      '<array><dict><key>SockType</key><string>stream</string><key>SockServiceName</key><string>80</string></dict></array>',
    ),
  ],
  [
    '<key>QueueDirectories</key><array><string>/b</string><string>/a</string></array>',
    '<key>QueueDirectories</key><array><string>/a</string><string>/b</string></array>',
  ],
  [socket('<dict/>'), socket('<dict><key>SockPassive</key><true/></dict>')],
  ['<key>UserName</key><string>u</string>', '<key>InitGroups</key><true/><key>UserName</key><string>u</string>'],
];

/** Each weighs something else than all others. */
const DIFFERENT: readonly string[] = [
  '',
  umask('<integer>1</integer>'),
  umask('<integer>22</integer>'),
  umask('<string>022</string>'),
  umask('<string>-1</string>'),
  keepAlive('<true/>'),
  keepAlive('<dict/>'),
  keepAlive('<dict><key>SuccessfulExit</key><false/></dict>'),
  keepAlive('<dict><key>SuccessfulExit</key><true/></dict>'),
  keepAlive('<dict><key>Crashed</key><true/></dict>'),
  `${keepAlive('<dict><key>Crashed</key><true/></dict>')}<key>RunAtLoad</key><true/>`,
  keepAlive('<string>yes</string>'),
  '<key>RunAtLoad</key><true/>',
  '<key>RunAtLoad</key><integer>1</integer>',
  '<key>ThrottleInterval</key><integer>11</integer>',
  '<key>ThrottleInterval</key><real>11</real>',
  '<key>ExitTimeOut</key><integer>5</integer>',
  '<key>Nice</key><integer>0</integer>',
  '<key>Nice</key><string>0</string>',
  '<key>EnableTransactions</key><false/>',
  '<key>MaterializeDatalessFiles</key><false/>',
  '<key>ProcessType</key><string>Background</string>',
  '<key>Program</key><string>/bin/y</string>',
  env('<key>A</key><string>1</string>'),
  env('<key>A</key><string>2</string>'),
  env('<key>A</key><string/>'),
  interval(''),
  interval(at('Hour', 3)),
  interval(at('Hour', 3), at('Hour', 3)),
  interval(at('Minute', 3)),
  interval(at('Weekday', 1)),
  interval(at('Month', 7)),
  '<key>StartInterval</key><integer>3</integer>',
  '<key>WatchPaths</key><array><string>/a</string></array>',
  '<key>QueueDirectories</key><array><string>/a</string></array>',
  socket('<dict><key>SockServiceName</key><string>80</string></dict>'),
  socket('<dict><key>SockServiceName</key><string>80</string><key>SockType</key><string>dgram</string></dict>'),
  '<key>UserName</key><string>u</string>',
  '<key>UserName</key><string>u</string><key>InitGroups</key><false/>',
  '<key>GroupName</key><string>u</string>',
  '<key>SomethingNew</key><string>1</string>',
  '<key>SomethingNew</key><integer>1</integer>',
  '<key>toString</key><integer>1</integer>',
];

test('equivalent spellings are one job', () => {
  for (const [one, other] of EQUAL) {
    assert.equal(weight(plist(one)), weight(plist(other, '<!-- c -->\n')), `${one}\n${other}`);
    for (const { impact } of differences('/x.plist', plist(one), plist(other)))
      assert.equal(impact, 'none', `${one}\n${other}`);
  }
});

test('what is not known to be the same is not taken for it', () => {
  const relative = plist('').replaceAll('/bin/x', 'x');
  assert.notEqual(weight(relative), weight(relative.replace('</dict>', '<key>Program</key><string>x</string></dict>')));
});

test('whatever means something else weighs something else, and is told so', () => {
  const weights = new Map<string, string>();
  for (const one of DIFFERENT) {
    const found = weight(plist(one));
    assert.equal(weights.get(found), undefined, `${weights.get(found)}\n${one}`);
    weights.set(found, one);
    for (const other of DIFFERENT) {
      const told = differences('/x.plist', plist(one), plist(other));
      assert.equal(
        told.some(({ impact }) => impact === 'restart'),
        one !== other,
        `${one}\n${other}`,
      );
    }
  }
});

const told = (before: string, after: string): readonly string[] =>
  differences('/Users/ann/x.plist', before, after).map(({ what, impact }) => `${what}: ${impact}`);

test('what differs is told by its key', () => {
  assert.deepEqual(told(plist(''), plist('')), []);
  assert.deepEqual(told(plist(''), plist('', '<!-- c -->')), ['comments and layout: none']);
  assert.deepEqual(told(plist(umask('<string>022</string>')), plist(umask('<integer>18</integer>'))), ['Umask: none']);
  assert.deepEqual(told(plist(keepAlive('<true/>')), plist('')), ['KeepAlive: restart']);
  assert.deepEqual(told(plist('<key>OnDemand</key><false/>'), plist('')), [
    'RunAtLoad: restart',
    'KeepAlive: restart',
    'OnDemand: none',
  ]);
  assert.deepEqual(told(plist(''), plist('').replaceAll('/bin/x', '/bin/y')), ['ProgramArguments: restart']);
  assert.deepEqual(
    told(
      plist(env('<key>A</key><string>1</string><key>B</key><string>1</string>')),
      plist(env('<key>B</key><string>2</string><key>C</key><string>3</string>')),
    ),
    ['EnvironmentVariables B: restart', 'EnvironmentVariables C: restart', 'EnvironmentVariables A: restart'],
  );
  assert.deepEqual(told(plist(''), plist(env('<key>A</key><string>1</string>'))), ['EnvironmentVariables A: restart']);
  assert.deepEqual(told(plist(''), 'bplist00'), ['the whole file: restart']);
  assert.deepEqual(told('<plist><array/></plist>', plist('')), ['the whole file: restart']);
});

test('a value is never told', () => {
  const secret = 'hunter2';
  const before = plist(env('<key>TOKEN</key><string>old</string>'));
  const after = plist(
    `${env(`<key>TOKEN</key><string>${secret}</string>`)}<key>WorkingDirectory</key><string>/${secret}</string>`,
  );
  for (const text of [after, `${after} no plist`]) assert.ok(!JSON.stringify(told(before, text)).includes(secret));
});

test('a text that cannot be read weighs what it is, byte for byte', () => {
  const broken = plist('').replace('</dict>', '');
  assert.equal(weight(broken), weight(broken));
  assert.notEqual(weight(broken), weight(`${broken} `));
  assert.notEqual(weight(broken), weight(plist('')));
  assert.ok('unreadable' in readJob(broken));
  assert.ok('unreadable' in readJob('<plist><array/></plist>'));
});

test('of the script all counts but its header', () => {
  const script = (from: string, rest: string): string =>
    `#!/bin/sh\n# Made by daemonsync from ${from}. Edit that file: changes made here are undone.\n# daemonsync: namespace=n daemon=d sha256=${'0'.repeat(64)}\n${rest}`;
  const [one, moved, other] = [script('~/a', 'exec x\n'), script('~/b', 'exec x\n'), script('~/a', 'exec y\n')];
  assert.equal(weight(plist(''), one), weight(plist(''), moved));
  assert.notEqual(weight(plist(''), one), weight(plist(''), other));
  assert.notEqual(weight(plist(''), one), weight(plist(''), null));
  assert.deepEqual(differences('/x/wrapper', one, moved), [{ what: 'comments and layout', impact: 'none' }]);
  assert.deepEqual(differences('/x/wrapper', one, other), [{ what: 'the script', impact: 'restart' }]);
});

async function randomDaemons(seed: number): Promise<Desired> {
  const odd = oddFrom(seed);
  const manifests = Array.from({ length: 120 }, () => randomManifest(odd, true));
  const strange = Array.from({ length: 200 }, (_, i) => {
    const words = ['/bin/echo', odd.string(), odd.string()].map((word) => yamlString(inManifest(word)));
    return `  d${i}:\n    command: [${words.join(', ')}]\n    description: ${yamlString(inManifest(odd.line()))}\n    env: {V: ${yamlString(inManifest(odd.string()))}}\n    umask: "027"\n    launchd: {Umask: "022", Zed: [1.5, 2, true, {a: 1}], StartOnMount: true}`;
  });
  const all = [...manifests, `version: 1\ndaemons:\n${strange.join('\n')}\n`];
  const desired: Desired[] = [];
  for (const text of all) desired.push((await pipeline(text, 'launchd')).desired);
  return desired.flat();
}

test('what we write weighs what it weighs when plistlib has rewritten it, and no two different ones weigh the same', async (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed}`);
  const daemons = await randomDaemons(seed);
  const texts = daemons.map(({ files }) => files[0]?.text ?? '');
  assert.ok(texts.length > 200, `${texts.length} daemons`);
  const byWeight = new Map<string, string>();
  for (const text of texts) {
    const reading = readJob(text);
    assert.ok('read' in reading, text);
    const said = spelled(reading.read);
    const known = byWeight.get(weight(text));
    assert.ok(known === undefined || known === said, `seed ${seed}`);
    byWeight.set(weight(text), said);
  }
  console.log(`count: ${texts.length} rendered plists weighed, ${byWeight.size} different`);
  if (!hasPython(t)) return;
  for (const [i, rewritten] of rewrittenByPython(texts).entries()) {
    const text = texts[i] ?? '';
    assert.equal(weight(rewritten), weight(text), `seed ${seed}:\n${text}`);
    assert.deepEqual(told(text, rewritten), ['comments and layout: none'], `seed ${seed}:\n${text}`);
  }
  console.log(`count: ${texts.length} rendered plists weigh the same when plistlib has rewritten them`);
});
