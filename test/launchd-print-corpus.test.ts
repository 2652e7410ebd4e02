// Every collected output of launchctl, from iOS 10 and macOS 10.14 to 27: read, with nothing left that has no meaning, and the
// values of a good dozen as somebody wrote them down by hand.

import assert from 'node:assert/strict';
import test from 'node:test';
import { refusalOf } from '../src/launchd/print/errors.ts';
import { readList, readListed } from '../src/launchd/print/list.ts';
import { readDisabled } from '../src/launchd/print/disabled.ts';
import { readDomain } from '../src/launchd/print/domain.ts';
import { readService } from '../src/launchd/print/service.ts';
import type { PrintedService, ReadingSoFar } from '../src/launchd/print/printed.ts';
import { xpcError } from '../src/launchd/print/xpc-errors.ts';
import { absent, type Capture, captures } from './support/launchd/captures.ts';

const all = captures();
const one = (number: string): Capture => {
  const found = all.find(({ name }) => name.startsWith(number));
  assert.ok(found, `capture ${number}`);
  return found;
};

/** Lines without a meaning; a string alone: why it could not be read at all. Excerpts are read as far as they go. */
function leftOf({ kind, text, code }: Capture): readonly string[] | string {
  if (kind === 'refusal') return refusalOf(code, text).kind === 'unknown' ? 'unknown' : [];
  if (kind === 'error') {
    const [, number, words] = /^(\d+): (.+)\n?$/.exec(text) ?? [];
    return xpcError(Number(number)) === words ? [] : 'unknown';
  }
  const reading: ReadingSoFar<{ readonly unexplained: readonly string[] } | ReadonlyMap<string, unknown>> = {
    service: readService,
    domain: readDomain,
    disabled: readDisabled,
    list: readList,
    listed: readListed,
  }[kind](text);
  const value = 'read' in reading ? reading.read : reading.soFar;
  if (value === undefined) return 'read' in reading ? '' : reading.unreadable;
  return 'unexplained' in value ? value.unexplained : [];
}

test('every capture', { skip: absent }, (t) => {
  let explained = 0;
  for (const capture of all) {
    const left = leftOf(capture);
    if (left.length === 0) explained++;
    else t.diagnostic(`${capture.name}: ${JSON.stringify(left)}`);
  }
  t.diagnostic(`count: ${explained} captures of launchctl read with nothing unexplained, of ${all.length}`);
  console.log(`count: ${explained} captures of launchctl read with nothing unexplained`);
  console.log(`count: ${all.length} captures of launchctl in all`);
  const known = all.filter(({ name }) => KNOWN.has(Number(name.slice(0, 3))));
  assert.equal(known.length, KNOWN.size);
  assert.deepEqual(
    known.filter((capture) => leftOf(capture).length > 0).map(({ name }) => name),
    [],
  );
});

/** Those that this reader was written by. */
const KNOWN = new Set(
  `1 2 4 5 7 8 10 11 13 14 16 17 20 22 23 25 26 28 29 31 32 34 35 37 38 40 41 43 44 46 47 50 52 61 62 64 65 67 70 71 73 74 76 77
  80 82 83 85 86 88 89 91 92 94 95 97 98 101 103 104 106 107`
    .split(/\s+/)
    .map(Number),
);

const calendar = (name: string, descriptor: Readonly<Record<string, string>>): PrintedService['triggers'][number] => ({
  name,
  stream: 'com.apple.launchd.calendarinterval',
  descriptor,
});

const SERVICES: Readonly<Record<string, Partial<PrintedService>>> = {
  '001': {
    label: 'ai.traycer.host.agent',
    path: null,
    type: 'Submitted',
    state: 'running',
    jobState: 'running',
    program: null,
    arguments: ['Contents/Library/LaunchAgents/Traycer Host.app/Contents/MacOS/traycer', 'host', 'start'],
    domain: 'gui/501',
    pid: 98634,
    runs: 1,
    lastExit: { kind: 'never' },
    semaphores: { 'successful exit': '0', 'after crash': '1' },
    spawnType: 4,
    resourceLimits: { 'maxfiles (soft)': '8192' },
    properties: ['partial import', 'runatload', 'resolve program', 'has LWCR'],
  },
  '008': {
    state: 'running',
    pid: 31035,
    lastExit: { kind: 'signal', signal: 'TERM', number: 15 },
    environment: { OSLogRateLimit: '64' },
  },
  '010': {
    state: 'spawn scheduled',
    jobState: 'spawn failed',
    pid: null,
    runs: 22138,
    minimumRuntime: 30,
    lastExit: { kind: 'code', code: 78 },
  },
  '013': { state: 'xpcproxy', pid: null, path: null },
  '014': {
    label: 'com.apple.akd',
    state: 'running',
    pid: 928,
    arguments: ['/System/Library/PrivateFrameworks/AuthKit.framework/Versions/A/Support/akd'],
  },
  '017': { pid: 103, minimumRuntime: 60, arguments: ['/usr/sbin/systemstats', '--daemon'], spawnType: 6 },
  '020': {
    pid: 1493,
    workingDirectory: '/tmp',
    username: 'mobile',
    lastExit: { kind: 'reason', reason: 'JETSAM_REASON_MEMORY_PERPROCESSLIMIT' },
  },
  '022': { runInterval: 604800, program: '/var/jb/bin/sh', lastExit: { kind: 'code', code: 1 }, jobState: 'exited' },
  '029': { stdinPath: '/dev/console', stdoutPath: '/dev/console', stderrPath: '/dev/console' },
  '031': {
    environment: {
      MallocStackLoggingDirectory: '/private/var/tmp/com.apple.remoted',
      PRODUCT_INFO_FILTER_DISABLE: '',
      XPC_SERVICE_NAME: 'com.apple.remoted',
    },
    resourceLimits: { 'maxfiles (soft)': '2048', 'maxfiles (hard)': '2048' },
    semaphores: { 'provides events': '1', 'after crash': '1' },
  },
  '035': { sockets: ['Listeners'], arguments: ['ftp-proxy', '-p', '-n', '-V', '-D3', '-u', '_ftp', '-t1800'] },
  '041': { umask: '22', semaphores: { 'after crash': '1' } },
  '043': {
    spawnType: 7,
    type: 'Submitted',
    resourceLimits: { 'core (soft)': '(infinity)', 'core (hard)': '(infinity)' },
  },
  '046': {
    triggers: [calendar('com.motherboard.snapshot.retention.268435470', { Minute: '0', Hour: '2' })],
    workingDirectory: '/Users/user1/motherboard-backup-system',
    state: 'not running',
    lastExit: { kind: 'code', code: 0 },
  },
  '047': { state: 'running', pid: 28474, lastExit: { kind: 'code', code: 1 }, exitTimeout: 30 },
  '050': {
    target: 'com.microsoft.VSCodeInsiders.ShipIt',
    nice: -1,
    asid: 100009,
    spawnType: 3,
    properties: ['inferred program', 'endpoints initialized'],
    sockets: [],
    triggers: [],
  },
  '052': {
    label: 'com.apple.CallHistorySyncHelper',
    pid: 518,
    state: 'running',
    spawnType: 6,
    properties: ['inferred program'],
  },
  '062': {
    state: 'not running',
    pid: null,
    runs: 7,
    triggers: [calendar('com.apple.loginwindow.LWWeeklyMessageTracer.268435466', { Minute: '15', Hour: '0' })],
  },
  '065': { domain: 'pid/47102', label: 'com.apple.lighthouse.SAExtensionOrchestrator', type: 'XPCService' },
  '086': { state: 'spawn scheduled', minimumRuntime: 80, lastExit: { kind: 'signal', signal: 'BUS', number: 10 } },
  '094': { runs: 29, properties: ['inferred program'] },
  '098': { properties: ['keepalive', 'inferred program', 'managed LWCR', 'has LWCR'], pid: 383 },
};

for (const [number, expected] of Object.entries(SERVICES)) {
  test(`capture ${number}`, { skip: absent }, () => {
    const reading = readService(one(number).text);
    assert.ok('read' in reading, JSON.stringify(reading));
    const { read } = reading;
    const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, read[key as keyof PrintedService]]));
    assert.deepEqual(shown, expected);
    assert.deepEqual([read.inDoubt, read.unexplained], [[], []]);
  });
}

test('triggers of several kinds', { skip: absent }, () => {
  const of = (number: string): PrintedService['triggers'] => {
    const reading = readService(one(number).text);
    return 'read' in reading ? reading.read.triggers : [];
  };
  assert.deepEqual(
    of('094').map(({ descriptor }) => descriptor),
    ['16', '12', '22', '19'].map((hour) => ({ Minute: '0', Hour: hour })),
  );
  assert.deepEqual(of('038')[0], {
    name: 'com.apple.launchd.WatchPaths',
    stream: 'com.apple.fsevents.matching',
    descriptor: { WatchPaths: ['/private/var/mobile/Library/Mobile Documents/iCloud~com~apple~iBooks/Documents'] },
  });
  assert.deepEqual(of('044')[1]?.descriptor, {
    'aux-data': { NSPServerAuxilaryData: '', NSPProxyAgentManagerAuxilaryData: '' },
    'handles-array': [
      {
        'file-descriptor': '',
        'session-name': 'nsp_privacy_proxy_policy_session',
        type: '1',
        'launch-owner-when-readable': 'false',
      },
      {
        'file-descriptor': '',
        type: '3',
        'launch-owner-when-readable': 'true',
        'control-unit': '1',
        'key-material': '',
      },
    ],
  });
});

test('domains, tables, lists', { skip: absent }, () => {
  const big = readDomain(one('037').text);
  assert.ok('read' in big);
  assert.equal(big.read.services.size, 602);
  assert.deepEqual(big.read.services.get('com.apple.imagent'), { pid: 1493, status: '(jt)' });
  assert.deepEqual(big.read.services.get('com.apple.pcapd'), { pid: null, status: '1' });
  assert.deepEqual(
    [...(big.read.disabled ?? [])],
    [
      ['com.apple.dhcp6d', true],
      ['com.apple.bootpd', true],
      ['com.apple.ftp-proxy-embedded', false],
    ],
  );
  const gui = readDomain(one('080').text);
  assert.ok('read' in gui);
  assert.deepEqual(
    [gui.read.creator, gui.read.asid, gui.read.session],
    [{ name: 'loginwindow', pid: 536 }, 100017, 'Aqua'],
  );
  assert.deepEqual([...gui.read.services.keys()], ['net.jwpconsulting.postgresql', 'com.apple.syncdefaultsd']);
  const system = readDomain(one('016').text);
  assert.ok('read' in system);
  assert.deepEqual(system.read.services.get('com.apple.runningboardd'), { pid: 184, status: '-' });
  const cut = readDomain(one('067').text);
  assert.ok('unreadable' in cut);
  assert.deepEqual(cut.soFar?.services.get('com.apple.tzlinkd'), { pid: null, status: '(pe)' });
  assert.deepEqual(cut.soFar?.services.get('com.apple.usbmuxd'), { pid: 8289, status: '-15' });
  const old = readDisabled(one('073').text);
  assert.ok('read' in old && old.read.size === 15);
  assert.deepEqual([old.read.get('com.docker.helper'), old.read.get('com.apple.Siri.agent')], [false, true]);
  const list = readList(one('071').text);
  assert.ok('read' in list && list.read.size === 534);
  assert.deepEqual(list.read.get('com.asmi.daemon'), { pid: 53232, status: '-9' });
  const listed = readListed(one('076').text);
  assert.ok('read' in listed);
  assert.deepEqual(
    [listed.read.label, listed.read.pid, listed.read.lastExit],
    ['homebrew.mxcl.node_exporter', 40425, null],
  );
  const idle = readListed(one('083').text);
  assert.ok('read' in idle);
  assert.deepEqual(
    [idle.read.pid, idle.read.arguments?.length, idle.read.program],
    [null, 2, '/usr/local/bin/python3'],
  );
});

test('3,000 lines of a domain are read in a few milliseconds', { skip: absent }, () => {
  const { text } = one('037');
  const times = Array.from({ length: 30 }, () => {
    const began = performance.now();
    readDomain(text);
    return performance.now() - began;
  }).sort((a, b) => a - b);
  const median = times[15] ?? 0;
  console.log(
    `count: ${Math.ceil(median * 1000)} microseconds to read a domain of ${Math.round(text.length / 1024)} KB`,
  );
  assert.ok(median < 10, `${median} ms`);
});
