// `doctor --lan HOST:PORT`: what is understood as one, and what a success or a failure means, on each system.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeLan, type LanAbout } from '../src/doctor/lan.ts';
import { readTarget, shownTarget, whereabouts } from '../src/doctor/lan-target.ts';
import { codes } from './support/findings.ts';

test('--lan: what is HOST:PORT, and what is not', () => {
  for (const [text, host, port] of [
    ['192.168.1.20:1883', '192.168.1.20', 1883],
    ['nas.local:445', 'nas.local', 445],
    ['nas:1', 'nas', 1],
    ['[fe80::1%en0]:80', 'fe80::1%en0', 80],
    ['[::1]:65535', '::1', 65_535],
  ] as const) {
    assert.deepEqual(readTarget(text), { value: { host, port } });
    assert.equal(shownTarget({ host, port }), text);
  }
  for (const text of [
    '',
    'nas',
    'nas:',
    ':80',
    'nas:0',
    'nas:65536',
    'nas:http',
    '::1:80',
    '[::1]',
    '[nas]:80',
    'a b:1',
    '-x:1',
    '300.1.1.1:80',
    '1.2.3:80',
    'http://nas:80',
    'nas:80/x',
    'nas:٣',
    '[::1]:80 ',
  ])
    assert.ok('wanted' in readTarget(text), text);
});

test('--lan: here, near and far', () => {
  const at = (host: string): string => whereabouts({ host, port: 1 });
  for (const host of ['localhost', '127.0.0.1', '::1']) assert.equal(at(host), 'here');
  for (const host of [
    '10.1.2.3',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.0.1',
    '169.254.1.1',
    '224.0.0.251',
    '255.255.255.255',
  ])
    assert.equal(at(host), 'near', host);
  for (const host of ['fe80::1%en0', 'fd00::1', 'ff02::fb', 'nas', 'nas.local', 'example.org'])
    assert.equal(at(host), 'near', host);
  for (const host of ['8.8.8.8', '172.32.0.1', '11.0.0.1', '2001:db8::1']) assert.equal(at(host), 'far', host);
});

const LAN: LanAbout = {
  tried: { target: { host: '192.168.1.20', port: 80 }, code: 'open', seconds: 5 },
  macos: true,
  macosVersion: 15,
  daemons: [{ name: 'web', domain: 'gui' }],
};
const lan = (over: Partial<LanAbout>, code = 'open'): string[] =>
  codes(judgeLan({ ...LAN, ...over, tried: { ...LAN.tried, code } }));

test('--lan: on a Mac success says only that the network works; on Linux it says what it says', () => {
  assert.deepEqual(lan({}), ['note lan-open', 'warning lan-agent']);
  assert.match(judgeLan(LAN)[0]?.why ?? '', /exempt from Local Network Privacy/);
  assert.deepEqual(lan({ macosVersion: 14 }), ['note lan-open']);
  assert.deepEqual(lan({ macosVersion: null }), ['note lan-open', 'warning lan-agent']);
  assert.deepEqual(lan({ daemons: [{ name: 'web', domain: 'system' }] }), ['note lan-open', 'note lan-daemon']);
  assert.deepEqual(lan({ daemons: [] }), ['note lan-open', 'note lan-nobody']);
  assert.deepEqual(lan({ macos: false, macosVersion: null }), ['note lan-open']);
  assert.doesNotMatch(judgeLan({ ...LAN, macos: false })[0]?.why ?? '', /Privacy/);
  for (const host of ['localhost', '8.8.8.8'])
    assert.deepEqual(codes(judgeLan({ ...LAN, tried: { ...LAN.tried, target: { host, port: 80 } } })), [
      'note lan-open',
      'note lan-elsewhere',
    ]);
});

test('--lan: every way to fail has its own words', () => {
  const kinds = {
    ECONNREFUSED: 'refused',
    ECONNRESET: 'refused',
    ETIMEDOUT: 'timeout',
    EHOSTUNREACH: 'no-route',
    ENETUNREACH: 'unreachable',
    EHOSTDOWN: 'unreachable',
    ENETDOWN: 'unreachable',
    EADDRNOTAVAIL: 'unreachable',
    ENOTFOUND: 'dns',
    EAI_AGAIN: 'dns',
    EACCES: 'denied',
    EPERM: 'denied',
    ESTRANGE: 'failed',
  };
  const seen = new Set<string>();
  for (const [code, kind] of Object.entries(kinds)) {
    assert.deepEqual(lan({ macos: false }, code), [`problem lan-${kind}`]);
    const [{ what } = { what: '' }] = judgeLan({ ...LAN, tried: { ...LAN.tried, code } });
    assert.match(what, /^192\.168\.1\.20:80 /);
    seen.add(what.replace(code, ''));
  }
  assert.ok(seen.size >= Object.keys(kinds).length - 1, 'EACCES and EPERM are one');
  // Whatever the network does, an agent may be blocked as well.
  assert.deepEqual(lan({}, 'ETIMEDOUT'), ['problem lan-timeout', 'warning lan-agent']);
});

test('any text as a target is answered, and what is taken comes back the same', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const reading = readTarget(text);
      if ('value' in reading) assert.deepEqual(readTarget(shownTarget(reading.value)), reading);
    }),
  );
});
