// Prints that nobody has captured and that may well come: each layout from macOS 10.11 to 27 and of iPadOS, by hand, with words
// that launchd and its man pages have; pasted in every way people paste; cut anywhere; with lines left out. What can be read is read
// right, what cannot is said to be so, and nothing is ever taken for something else.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readList, readListed } from '../src/launchd/print/list.ts';
import { readDisabled } from '../src/launchd/print/disabled.ts';
import { readDomain } from '../src/launchd/print/domain.ts';
import { readService } from '../src/launchd/print/service.ts';
import type { PrintedDomain, PrintedService, ReadingSoFar } from '../src/launchd/print/printed.ts';
import { domainOf, LAYOUTS, type Layout, serviceOf } from './support/launchd/print-layouts.ts';

const valueOf = <T>(reading: ReadingSoFar<T>): T => {
  assert.ok('read' in reading, JSON.stringify(reading));
  return reading.read;
};
const soFarOf = <T>(reading: ReadingSoFar<T>, text: string): T => {
  assert.ok('unreadable' in reading && reading.soFar !== undefined, `${JSON.stringify(reading)}\n${text}`);
  return reading.soFar;
};
const service = (text: string): PrintedService => valueOf(readService(text));
const all = Object.keys(LAYOUTS) as Layout[];

/** How one text comes to be many. Each still says the same. */
const PASTES: Readonly<Record<string, (text: string) => string>> = {
  'as printed': (text) => text,
  'four spaces': (text) => text.replaceAll('\t', '    '),
  'eight spaces': (text) => text.replaceAll('\t', '        '),
  'two spaces': (text) => text.replaceAll('\t', '  '),
  'line ends of the other kind': (text) => text.replaceAll('\n', '\r\n'),
  'in a list': (text) => text.replaceAll('\t', '    ').replace(/^(?=.)/gm, '      '),
  'a tab to the right': (text) => text.replace(/^(?=.)/gm, '\t'),
  'without empty lines': (text) => text.replace(/\n\n+/g, '\n'),
  'with empty lines around it': (text) => `\n\n${text}\n\n`,
  'without its last end of line': (text) => text.replace(/\n$/, ''),
};

test('each layout, in every paste: read to the last line', () => {
  let read = 0;
  for (const layout of all) {
    const wanted = service(serviceOf(layout, {}));
    assert.deepEqual([wanted.inDoubt, wanted.unexplained], [[], []], layout);
    assert.deepEqual(
      [wanted.label, wanted.state, wanted.program, wanted.arguments, wanted.workingDirectory, wanted.runs],
      [
        'dev.example.web',
        'not running',
        '/opt/web/bin/web',
        ['/opt/web/bin/web', '--port', '80 81', ''],
        '/opt/web',
        4,
      ],
    );
    assert.deepEqual(
      [wanted.minimumRuntime, wanted.exitTimeout, wanted.lastExit, wanted.properties],
      [10, 5, { kind: 'code', code: 1 }, ['runatload', 'inferred program']],
      layout,
    );
    for (const [how, paste] of Object.entries(PASTES)) {
      assert.deepEqual(service(paste(serviceOf(layout, {}))), wanted, `${layout}, ${how}`);
      read += 1;
    }
  }
  console.log(`count: ${read} prints in layouts and pastes of which no capture is at hand read to the last line`);
});

/** A block that it has, what is read of it, and in which field. */
const BLOCKS: readonly (readonly [string, string, keyof PrintedService, unknown])[] = [
  [
    'sockets (021, L56)',
    '\tsockets = {\n\t\t"Listeners" = {\n\t\t\ttype = stream\n\t\t\tnode name = localhost\n\t\t\tservice name = ssh\n\n\t\t\tsockets = {\n\t\t\t\t18 (no bytes to read)\n\t\t\t\t19 (12 bytes to read)\n\t\t\t}\n\n\t\t\tactive = 0\n\t\t\tpassive = 1\n\t\t\tbonjour = 1\n\t\t}\n\t\t"Unix" = {\n\t\t\ttype = stream\n\t\t\tpath = /var/run/x y\n\t\t\tpath mode = 0600\n\t\t\tsockets = {\n\t\t\t}\n\t\t}\n\t}\n',
    'sockets',
    ['Listeners', 'Unix'],
  ],
  ['one name, two sockets', '\tsockets = {\n\t\t"L" = {\n\t\t}\n\t\t"L" = {\n\t\t}\n\t}\n', 'sockets', ['L']],
  ['no sockets', '\tsockets = {\n\t}\n', 'sockets', []],
  [
    'a folder as a queue (027, L55)',
    trigger('com.apple.launchd.QueueDirectories', 'com.apple.fsevents.matching', [
      '"QueueDirectories" => [',
      '\t0 = "/var/spool/a b"',
      '\t1 = "/var/spool/é"',
      ']',
    ]),
    'triggers',
    [
      {
        name: 'com.apple.launchd.QueueDirectories',
        stream: 'com.apple.fsevents.matching',
        descriptor: { QueueDirectories: ['/var/spool/a b', '/var/spool/é'] },
      },
    ],
  ],
  [
    'a calendar (045, L54)',
    trigger('dev.example.web.268435461', 'com.apple.launchd.calendarinterval', ['"Minute" => 30', '"Hour" => 3']),
    'triggers',
    [
      {
        name: 'dev.example.web.268435461',
        stream: 'com.apple.launchd.calendarinterval',
        descriptor: { Minute: '30', Hour: '3' },
      },
    ],
  ],
  [
    'a path that keeps it alive (L50)',
    trigger(
      'com.apple.launchd.PathState',
      'com.apple.fsevents.matching',
      ['"PathState" => {', '\t"/x" => true', '}'],
      1,
    ),
    'triggers',
    [
      {
        name: 'com.apple.launchd.PathState',
        stream: 'com.apple.fsevents.matching',
        descriptor: { PathState: { '/x': 'true' } },
      },
    ],
  ],
  [
    'what has no text (044)',
    trigger('com.apple.x', 'com.apple.notifyd.matching', [
      '"data" => \t\t\t\t"fd" => \t\t\t\t"n" => 1',
      '"u" => <uuid 1>',
    ]),
    'triggers',
    [
      {
        name: 'com.apple.x',
        stream: 'com.apple.notifyd.matching',
        descriptor: { data: '', fd: '', n: '1', u: '<uuid 1>' },
      },
    ],
  ],
  ['crashed (042)', '\tsemaphores = {\n\t\tafter crash => 1\n\t}\n', 'semaphores', { 'after crash': '1' }],
];

function trigger(name: string, stream: string, descriptor: readonly string[], keepalive = 0): string {
  const head = [`keepalive = ${keepalive}`, 'service = dev.example.web', `stream = ${stream}`, 'monitor = com.apple.X'];
  const lines = [
    `${name} => {`,
    ...[...head, 'descriptor = {', ...descriptor.map((one) => `\t${one}`), '}'].map((one) => `\t${one}`),
    '}',
  ];
  return `\tevent triggers = {\n${lines.map((one) => `\t\t${one}\n`).join('')}\t}\n`;
}

test('blocks of which the captures at hand have none', () => {
  for (const layout of all) {
    for (const [what, block, field, value] of BLOCKS) {
      for (const [how, paste] of Object.entries(PASTES)) {
        // What is printed without an end of line has its tabs in the middle of one, where they are no levels any more.
        if (block.includes('=> \t') && !paste('\t').includes('\t')) continue;
        const read = service(paste(serviceOf(layout, { block })));
        assert.deepEqual(read[field], value, `${what}, ${layout}, ${how}`);
        assert.deepEqual([read.inDoubt, read.unexplained], [[], []], `${what}, ${layout}, ${how}`);
      }
    }
  }
});

/** Whole lines, where in a print they stand, and what is read of them. */
const LINES: readonly (readonly [string, string, Partial<PrintedService>])[] = [
  ['last exit code = 1', 'last exit code = (never exited)', { lastExit: { kind: 'never' } }],
  ['last exit code = 1', 'last exit code = 126', { lastExit: { kind: 'code', code: 126 } }],
  ['last exit code = 1', 'last exit code = 75: EX_TEMPFAIL', { lastExit: { kind: 'code', code: 75 } }],
  ['last exit code = 1', 'last exit code = -1', { lastExit: { kind: 'code', code: -1 } }],
  [
    'last exit code = 1',
    'last terminating signal = Killed: 9',
    { lastExit: { kind: 'signal', signal: 'KILL', number: 9 } },
  ],
  [
    'last exit code = 1',
    'last terminating signal = Abort trap: 6',
    { lastExit: { kind: 'signal', signal: 'ABRT', number: 6 } },
  ],
  ['last exit code = 1', 'last terminating signal = 15', { lastExit: { kind: 'signal', signal: 'TERM', number: 15 } }],
  ['last exit code = 1', 'last exit reason = OS_REASON_TCC', { lastExit: { kind: 'reason', reason: 'OS_REASON_TCC' } }],
  ['state = not running', 'state = xpcproxy', { state: 'xpcproxy' }],
  ['state = not running', 'state = SIGTERMed', { state: 'SIGTERMed' }],
  ['state = not running', 'state = something new', { state: 'something new' }],
  ['runs = 4', 'runs = 22138', { runs: 22138 }],
  ['runs = 4', 'nice = -20\n\truns = 4', { nice: -20 }],
  ['runs = 4', 'runs = 4\n\tpid = 99999\n\timmediate reason = interval', { pid: 99999 }],
  ['runs = 4', 'runs = 4\n\tsuccessive crashes = 23\n\tpid = 7', { pid: 7 }],
  ['last exit code = 1', 'last exit code = 1\n\tservice throttled by 1200 seconds', { throttledFor: 1200 }],
  ['last exit code = 1', 'last exit code = 1\n\tservice throttled by 1 second', { throttledFor: 1 }],
];

test('lines of which the captures at hand have none, with their values', () => {
  for (const layout of all) {
    for (const [instead, line, wanted] of LINES) {
      const text = serviceOf(layout, {});
      assert.ok(text.includes(`\t${instead}\n`), `${layout}: ${instead}`);
      if (LAYOUTS[layout].old && line.includes('successive crashes')) continue;
      const read = service(text.replace(`\t${instead}\n`, `\t${line}\n`));
      for (const [field, value] of Object.entries(wanted))
        assert.deepEqual(read[field as keyof PrintedService], value, `${layout}: ${line}`);
      assert.deepEqual([read.inDoubt, read.unexplained], [[], []], `${layout}: ${line}`);
    }
  }
});

/** Understood, and of no interest. */
const IDLE =
  `jetsam memory limit (active, hard) = 40 MB|jetsam soft limit = 1|last jetsam exit details = X|spawn flags = 0x1
  spawn constraint = x|cpumon limit = 5|bundle id = dev.x|associated bundle identifiers = dev.x|parent bundle version = 1.2
  app coalition = {}|assigned coalition = {}|root directory = /x|limit load to session type = Aqua|session create = 1
  inetd-compatible = {}|start on mount = 1|wait4debugger = 0|process policy = x|swap type = 1|allowed by = x|requires LWCR = 1
  launch constraint = x|has LWCR = 1|persona id = 1|per-app audit session = 1|enterprise managed = 0|exponential throttling = 1
  panic on crash|last spawn error = 111: x|external endpoints = {}|checked allocations = 1 (queried = 0)`
    .split(/\||\n\s*/)
    .map((line) => line.replace(/\{\}$/, '{\n\t\ta = b\n\t}'));

/** Odd, or of what is compared: if that is ever printed on a line of its own, a person shall see it. */
const ODD = [
  'throttle interval = 30',
  'keepalive = 1',
  'colour = red',
  'path state = {\n\t\tx => 1\n\t}',
  'words alone',
];

test('what is known and of no interest says nothing; what is odd is kept', () => {
  for (const layout of all) {
    const plain = service(serviceOf(layout, {}));
    for (const line of IDLE) {
      const block = `\t${line}\n`;
      assert.deepEqual(service(serviceOf(layout, { block })), plain, `${layout}: ${line}`);
    }
    for (const line of ODD) {
      const { unexplained, ...rest } = service(serviceOf(layout, { block: `\t${line}\n` }));
      assert.deepEqual({ ...rest, unexplained: [] }, plain);
      assert.equal(unexplained.join('\n'), `\t${line}`);
    }
  }
  console.log(`count: ${IDLE.length} lines that may come known for being of no interest`);
});

/** What stands around a print in a thread or a terminal. */
const AROUND: readonly (readonly [string, string])[] = [
  ['$ sudo launchctl print gui/501/dev.example.web\n', ''],
  ['% launchctl print gui/501/dev.example.web\n', 'anna@mac ~ % \n'],
  ['anna@mac:~$ launchctl print gui/501/dev.example.web | less\n\n', ''],
  ['Password:\n', ''],
  ['```\n', '```\n'],
  ['```console\n$ launchctl print gui/501/dev.example.web\n', '```\n'],
  ['', '```\n'],
  ['', '$ \n'],
  ['I see this on my Mac:\n\n', ''],
  ['<details>\n<pre>\n', '</pre>\n</details>\n'],
];

test('what stands around it is seen, and it is shown and not believed', () => {
  for (const layout of all) {
    const text = serviceOf(layout, {});
    const wanted = service(text);
    for (const [before, after] of AROUND) {
      const around = `${before}${text}${after}`;
      const reading = readService(around);
      assert.ok('unreadable' in reading, around);
      assert.deepEqual(soFarOf(reading, around), wanted);
      const domain = domainOf(layout);
      const read = valueOf(readDomain(domain));
      assert.deepEqual(soFarOf(readDomain(`${before}${domain}${after}`), before), read);
    }
  }
  // A text after it that is no prompt may be anything.
  const forged = readService(`${serviceOf('26', {})}dev.other = {\n\tpid = 5\n}\n`);
  assert.deepEqual(forged, { unreadable: 'it goes on after its end' });
});

const ELISIONS = ['...', '[…]', '[...]', '…', '<snip>', '-- truncated --', '(…)', '... 12 lines omitted ...'];

test('where lines were left out, it is shown and not believed', () => {
  for (const layout of all) {
    for (const line of ELISIONS) {
      const gap = serviceOf(layout, { block: `\t${line}\n` });
      const read = soFarOf(readService(gap), gap);
      assert.deepEqual([read.runs, read.unexplained], [4, []]);
      const atMargin = serviceOf(layout, {}).replace(/^\tworking directory.*\n/m, `$&${line}\n`);
      assert.equal(soFarOf(readService(atMargin), atMargin).workingDirectory, '/opt/web');
      const rows = domainOf(layout).replace(/^\tservices = \{\n/m, `$&\t\t${line}\n`);
      const domain = soFarOf(readDomain(rows), rows);
      assert.deepEqual([domain.services.size, domain.unexplained], [8, []]);
    }
  }
  const table = '\tdisabled services = {\n\t\t"a b@1" => disabled\n\t\t[…]\n\t\t"c" => enabled\n\t}\n';
  assert.deepEqual(
    [...soFarOf(readDisabled(table), table)],
    [
      ['a b@1', true],
      ['c', false],
    ],
  );
});

test('cut anywhere: never read, and never something else', () => {
  for (const layout of all) {
    const text = serviceOf(layout, {});
    const wanted = service(text);
    for (let at = 0; at < text.length - 2; at += 3) {
      const reading = readService(text.slice(0, at));
      assert.ok('unreadable' in reading, text.slice(0, at));
      const { soFar } = reading;
      assert.ok(soFar === undefined || [wanted.pid, null].includes(soFar.pid), `${layout}, ${at}`);
    }
    const lines = text.split('\n');
    for (let from = 1; from < lines.length; from++) {
      const tail = lines.slice(from).join('\n');
      const reading = readService(tail);
      assert.ok('unreadable' in reading, tail);
      assert.ok(reading.soFar === undefined || reading.soFar.pid === wanted.pid);
    }
  }
});

test('domains of every release', () => {
  for (const layout of all) {
    const wanted = valueOf(readDomain(domainOf(layout)));
    assert.deepEqual(wanted.unexplained, [], layout);
    assert.deepEqual(
      [...wanted.services],
      [
        ['dev.example.web', { pid: 887, status: '-' }],
        ['dev.example.idle', { pid: null, status: '-15' }],
        ['with a space & "quotes"', { pid: null, status: '(pe)' }],
        ['nodots@1', { pid: 12345678, status: '0' }],
        ['com.example.0x100000587', { pid: null, status: '(jt)' }],
        ['Ünïcode.日本', { pid: null, status: '78' }],
        [`com.${'long.'.repeat(60)}x`, { pid: 1, status: '-9' }],
        ['UIKitApplication:dev.x[ad06][rb-legacy]', { pid: null, status: '(rc)' }],
      ],
    );
    assert.deepEqual(
      [...(wanted.disabled ?? [])],
      [
        ['dev.example.off', true],
        ['a@1', false],
      ],
    );
    for (const [how, paste] of Object.entries(PASTES)) {
      const read: PrintedDomain = valueOf(readDomain(paste(domainOf(layout))));
      assert.deepEqual(read, wanted, `${layout}, ${how}`);
    }
  }
});

test('overrides, lists, and one label of a list, as they are pasted', () => {
  const rows = '"a" => disabled\n"b" => true\n';
  assert.deepEqual(
    [...soFarOf(readDisabled(rows), rows)],
    [
      ['a', true],
      ['b', true],
    ],
  );
  const prompt = `$ launchctl print-disabled system\n\tdisabled services = {\n\t\t"a" => true\n\t}\n\tlogin item associations = {\n\t\t"x" => "y"\n\t}\n`;
  assert.deepEqual([...soFarOf(readDisabled(prompt), prompt)], [['a', true]]);
  assert.ok(!('soFar' in readDisabled('Could not print domain: 1: Operation not permitted\n')));
  const filtered = '-\t78\tdev.example.web\n4711\t-9\tdev.example b\n';
  const wanted = [
    ['dev.example.web', { pid: null, status: '78' }],
    ['dev.example b', { pid: 4711, status: '-9' }],
  ];
  assert.deepEqual([...soFarOf(readList(filtered), filtered)], wanted);
  assert.deepEqual([...soFarOf(readList(`$ launchctl list\nPID\tStatus\tLabel\n${filtered}`), '')], wanted);
  assert.deepEqual([...valueOf(readList(`PID\tStatus\tLabel\n${filtered}`))], wanted);
  const listed =
    '{\n\t"StandardOutPath" = "/x";\n\t"LimitLoadToSessionType" = "Aqua";\n\t"MachServices" = {\n\t\t"a" = mach-port-object;\n\t};\n\t"Label" = "dev.example.web";\n\t"OnDemand" = false;\n\t"LastExitStatus" = 256;\n\t"Sockets" = {\n\t\t"Listeners" = (\n\t\t\tfile-descriptor-object;\n\t\t);\n\t};\n\t"inetdCompatibility" = {\n\t\t"Wait" = false;\n\t};\n\t"TransactionCount" = 0;\n\t"WorkingDirectory" = "/w";\n\t"EnvironmentVariables" = {\n\t\t"A" = "1";\n\t};\n};\n';
  const read = valueOf(readListed(listed));
  assert.deepEqual(
    [read.label, read.pid, read.lastExit, read.unexplained],
    ['dev.example.web', null, { kind: 'code', code: 1 }, []],
  );
  for (const [before, after] of AROUND) {
    const around = `${before}${listed}${after}`;
    assert.equal(soFarOf(readListed(around), around).label, 'dev.example.web');
  }
});
