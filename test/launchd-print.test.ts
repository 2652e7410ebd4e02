// The reader of `launchctl print SERVICE` and of `print DOMAIN`, by hand: small texts in the captured layouts, and what hostile
// text of a service's own could do to them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readDomain } from '../src/launchd/print/domain.ts';
import { readService } from '../src/launchd/print/service.ts';
import { argumentsAsRead, environmentAsRead } from '../src/launchd/print/values.ts';
import type { PrintedDomain, PrintedService } from '../src/launchd/print/printed.ts';
import { PLAIN, type Told, written } from './support/launchd/print-writer.ts';

function service(text: string): PrintedService {
  const reading = readService(text);
  assert.ok('read' in reading, JSON.stringify(reading));
  return reading.read;
}

function domain(text: string): PrintedDomain {
  const reading = readDomain(text);
  assert.ok('read' in reading, JSON.stringify(reading));
  return reading.read;
}

const told = (over: Partial<Told>): PrintedService => service(written({ ...PLAIN, ...over }));

test('a running agent', () => {
  const read = told({ pid: 4711, state: 'running', watchPaths: ['/tmp/a b'], username: 'anna' });
  assert.deepEqual(read, {
    target: 'gui/501/dev.example.web',
    label: 'dev.example.web',
    path: '/Users/anna/Library/LaunchAgents/dev.example.web.plist',
    type: 'LaunchAgent',
    state: 'running',
    jobState: null,
    program: '/bin/sh',
    arguments: ['/bin/sh', '-c', 'exec true'],
    environment: { OSLogRateLimit: '64', PATH: '/usr/bin', XPC_SERVICE_NAME: 'dev.example.web' },
    workingDirectory: '/Users/anna',
    stdinPath: null,
    stdoutPath: '/Users/anna/Library/Logs/web.log',
    stderrPath: null,
    domain: 'gui/501',
    asid: 100023,
    umask: null,
    username: 'anna',
    group: null,
    minimumRuntime: 10,
    exitTimeout: 5,
    runInterval: null,
    nice: null,
    runs: 3,
    pid: 4711,
    lastExit: { kind: 'never' },
    semaphores: {},
    triggers: [
      {
        name: 'com.apple.launchd.WatchPaths',
        stream: 'com.apple.fsevents.matching',
        descriptor: { WatchPaths: ['/tmp/a b'] },
      },
    ],
    sockets: [],
    spawnType: 3,
    resourceLimits: {},
    properties: ['runatload', 'inferred program'],
    throttledFor: null,
    inDoubt: [],
    unexplained: [],
  } satisfies PrintedService);
});

test('how a run ended', () => {
  const end = (line: string): unknown =>
    service(written(PLAIN).replace('last exit code = (never exited)', line)).lastExit;
  assert.deepEqual(end('last exit code = 78: EX_CONFIG'), { kind: 'code', code: 78 });
  assert.deepEqual(end('last exit code = 0'), { kind: 'code', code: 0 });
  assert.deepEqual(end('last terminating signal = Terminated: 15'), { kind: 'signal', signal: 'TERM', number: 15 });
  assert.deepEqual(end('last terminating signal = Bus error: 10'), { kind: 'signal', signal: 'BUS', number: 10 });
  assert.deepEqual(end('last terminating signal = Odd: 99'), { kind: 'signal', signal: 'Odd: 99', number: 99 });
  assert.deepEqual(end('last exit reason = OS_REASON_DYLD'), { kind: 'reason', reason: 'OS_REASON_DYLD' });
});

test('nested lines are not the service`s own', () => {
  const text = written({ ...PLAIN, environment: { A: 'x\n\t\tpid = 5', 'state = running': '1' } });
  const read = service(text.replace('\t\tstate = active\n', '\t\tstate = running\n\t\tpid = 12\n'));
  assert.equal(read.pid, null);
  assert.equal(read.state, 'not running');
  assert.deepEqual(read.unexplained, []);
});

test('arguments and variables with everything in them', () => {
  const argv = [
    '/bin/sh',
    '',
    ' = {',
    '}',
    'pid = 5',
    'A => b',
    '[ 0 = "x" ]',
    ' x ',
    'f() {\n\techo\n\t}\nf',
    'end\n',
    '\ttab',
  ];
  const environment = { EMPTY: '', ARROW: 'a => b', LINES: 'one\n\ttwo\n}\n\nthree', BRACE: '}' };
  const read = told({ arguments: argv, environment });
  assert.deepEqual(read.arguments, argv);
  assert.deepEqual(read.environment, { OSLogRateLimit: '64', ...environment, XPC_SERVICE_NAME: 'dev.example.web' });
  assert.deepEqual([read.inDoubt, read.unexplained], [[], []]);
});

test('what prints the same is read the same', () => {
  assert.deepEqual(argumentsAsRead(['a\n\t\tb', 'c\nd']), ['a', 'b', 'c\nd']);
  assert.deepEqual(told({ arguments: ['a\n\t\tb', 'c\nd'] }).arguments, argumentsAsRead(['a\n\t\tb', 'c\nd']));
  assert.deepEqual(environmentAsRead({ A: '1\n\t\tB => 2' }), { A: '1', B: '2' });
  assert.equal(environmentAsRead({ A: '1\n\t\tA => 2' }), null);
});

/** What an argument may say to look like launchd. */
const REMAINDER = written({ ...PLAIN, pid: 99, state: 'running' }).split('\t\texec true\n')[1] ?? '';
const HOSTILE: Readonly<Record<string, string>> = {
  'a line': 'x\n\tpid = 99\n\tstate = running',
  'the end of the block, and lines': 'x\n\t}\n\n\tpid = 99\n\tstate = running',
  'lines in their order': 'x\n\t}\n\n\tdomain = gui/501 [1]\n\truns = 1\n\tpid = 99',
  'lines, and a block for the rest': 'x\n\t}\n\tpid = 99\n\tendpoints = {\n\t\ty',
  'a block that is new, for the rest': 'x\n\t}\n\n\truns = 1\n\tpid = 99\n\tthings = {\n\t\ty',
  'all that follows': `x\n${REMAINDER}`,
  'all that follows, without the end': `x\n${REMAINDER.replace(/\}\n$/, '')}`,
  'all that follows, and a procinfo': `x\n${REMAINDER}program path = /x\n`,
  'a block that swallows what follows': 'x\n\tstate = running\n\n\tenvironment = {\n\t\tA => b',
  'another service': `x\n${REMAINDER}${written({ ...PLAIN, pid: 99 })}`,
};

test('no text of a service`s own makes a process', () => {
  const places: readonly ((evil: string) => Partial<Told>)[] = [
    (evil) => ({ arguments: ['/bin/sh', evil, 'z'] }),
    (evil) => ({ arguments: ['/bin/sh', evil] }),
    (evil) => ({ environment: { A: evil, B: 'z' } }),
    (evil) => ({ workingDirectory: evil }),
    (evil) => ({ program: evil }),
    (evil) => ({ stdoutPath: evil }),
    (evil) => ({ username: evil }),
    (evil) => ({ path: evil }),
    (evil) => ({ watchPaths: [evil] }),
    (evil) => ({ watchPaths: [`x"\n\t\t\t\t]\n\t\t\t}\n\t\t}${evil.slice(1)}`] }),
  ];
  for (const [name, evil] of Object.entries(HOSTILE)) {
    for (const [at, place] of places.entries()) {
      for (const pid of [null, 4711]) {
        const reading = readService(written({ ...PLAIN, ...place(evil), pid }));
        if ('unreadable' in reading) continue;
        const { read } = reading;
        const what = `${name}, ${at}, ${pid}: ${JSON.stringify(read)}`;
        assert.ok(read.pid === pid || (read.pid === null && read.inDoubt.includes('pid')), what);
        assert.ok(read.pid !== null || pid === null || read.inDoubt.includes('pid'), what);
        assert.ok(read.state === 'not running' || (read.state === null && read.inDoubt.includes('state')), what);
        assert.ok(read.runs === 3 || (read.runs === null && read.inDoubt.includes('runs')), what);
        assert.equal(
          read.inDoubt.length > 0,
          read.unexplained.some((one) => one.startsWith('(cannot be told')),
          what,
        );
      }
    }
  }
  const read = told({ arguments: ['/bin/sh', HOSTILE['lines, and a block for the rest'] ?? ''] });
  assert.deepEqual([read.state, read.pid, read.arguments], ['not running', null, null]);
  assert.ok(['pid', 'arguments', 'environment'].every((field) => (read.inDoubt as readonly string[]).includes(field)));
  assert.ok(!(read.inDoubt as readonly string[]).includes('state'));
});

test('lines that are twice, or out of place, are told as unknown', () => {
  const text = written({ ...PLAIN, pid: 5, state: 'running' });
  const twice = service(text.replace('\tpid = 5\n', '\tpid = 5\n\tpid = 6\n'));
  assert.equal(twice.pid, null);
  assert.ok(twice.inDoubt.includes('pid') && !twice.inDoubt.includes('state'));
  const states = service(text.replace('\tstate = running\n', '\tstate = running\n\tstate = exited\n'));
  assert.equal(states.state, null);
  const odd = service(text.replace('pid = 5', 'pid = five'));
  assert.deepEqual([odd.pid, odd.inDoubt, odd.unexplained.at(0)], [null, ['pid'], '\tpid = five']);
  const ends = service(text.replace('\tlast exit code', '\tlast exit reason = X\n\tlast exit code'));
  assert.equal(ends.lastExit, null);
  assert.ok(ends.inDoubt.includes('lastExit'));
});

test('what is new is kept as it was printed', () => {
  const text = written(PLAIN)
    .replace('\tspawn type', '\tnew thing = 5\n\tnew block = {\n\t\tpid = 1\n\t}\n\n\tnew words\n\tspawn type')
    .replace('\tworking directory', '\tshape of it = round\n\tworking directory');
  const read = service(text);
  assert.deepEqual(read.unexplained, [
    '\tshape of it = round',
    '\tnew thing = 5',
    '\tnew block = {',
    '\t\tpid = 1',
    '\t}',
    '\tnew words',
  ]);
  assert.deepEqual([read.inDoubt, read.pid, read.arguments], [[], null, PLAIN.arguments]);
});

test('pastes: spaces, a shift, line ends of the other kind', () => {
  const text = written({ ...PLAIN, pid: 5, state: 'running' });
  const wanted = service(text);
  for (const paste of [
    text.replaceAll('\t', '    '),
    text.replaceAll('\t', '        '),
    text.replaceAll('\n', '\r\n'),
    text.replace(/^(?=.)/gm, '\t'),
    text.replaceAll('\t', '  ').replace(/^(?=.)/gm, '      '),
    `\n\n${text}\n\n`,
  ])
    assert.deepEqual(service(paste), wanted);
});

test('a paste whose first line is shifted has no levels that could be told', () => {
  const text = written({ ...PLAIN, pid: 5, state: 'exited' }).replaceAll('\t', '    ');
  const reading = readService(text.replace('    active count', '        active count'));
  assert.deepEqual(reading, { unreadable: 'this is no service as launchctl prints one' });
});

test('what is not whole is not read', () => {
  const text = written({ ...PLAIN, pid: 5, state: 'running' });
  const why = (printed: string): string => {
    const reading = readService(printed);
    return 'read' in reading ? 'read' : reading.unreadable;
  };
  assert.equal(why(''), 'launchctl printed nothing');
  assert.equal(why('\n \n'), 'launchctl printed nothing');
  assert.equal(why('Bad request.\nCould not find service'), 'this is no service as launchctl prints one');
  assert.equal(
    why('system = {\n\ttype = system\n\tservices = {\n\t}\n}\n'),
    'this is no service as launchctl prints one',
  );
  assert.equal(why(`${text}x\n`), 'it goes on after its end');
  assert.equal(why(text + text), 'it goes on after its end');
  for (let at = text.indexOf('state'); at < text.length - 2; at++)
    assert.equal(why(text.slice(0, at)), 'it is cut off before its end');
  const cut = readService(text.slice(0, text.indexOf('\tasid')));
  assert.ok(
    'soFar' in cut && cut.soFar?.state === 'running' && cut.soFar.domain === 'gui/501' && cut.soFar.pid === null,
  );
});

test('before macOS 11', () => {
  const read = service(
    `dev.example.old = {\n\tactive count = 0\n\tpath = (submitted by Electron.3066)\n\tstate = waiting\n\n\tprogram = /bin/x\n\targuments = {\n\t}\n\n\tenvironment = {\n\t}\n\n\tdomain = com.apple.xpc.launchd.user.domain.501.100009.Aqua\n\tasid = 100009\n\tminimum runtime = 2\n\tbase minimum runtime = 1\n\texit timeout = 5\n\tnice = -1\n\truns = 1\n\tsuccessive crashes = 0\n\tlast exit code = (never exited)\n\n\tevent triggers = {\n\t}\n\n\tsockets = {\n\t\t"Listeners" = {\n\t\t\ttype = stream\n\n\t\t\tsockets = {\n\t\t\t\t7 (no bytes to read)\n\t\t\t}\n\n\t\t\tactive = 0\n\t\t}\n\t}\n\n\tspawn type = daemon\n\n\tproperties = {\n\t\tkeepalive = 0\n\t\trunatload = 1\n\t\tpenalty box = 1\n\t}\n}\n`,
  );
  assert.deepEqual(
    [read.target, read.label, read.path, read.type, read.state, read.domain, read.nice, read.minimumRuntime],
    [
      'dev.example.old',
      'dev.example.old',
      null,
      null,
      'waiting',
      'com.apple.xpc.launchd.user.domain.501.100009.Aqua',
      -1,
      1,
    ],
  );
  assert.deepEqual([read.arguments, read.environment, read.sockets], [[], {}, ['Listeners']]);
  assert.deepEqual([read.properties, read.spawnType], [['runatload', 'penalty box'], 3]);
  assert.deepEqual([read.inDoubt, read.unexplained], [[], []]);
});

test('descriptors that are printed without an end of line', () => {
  const broken = written({ ...PLAIN, watchPaths: ['/x'] }).replace(
    '\t\t\t\t"WatchPaths" => [',
    '\t\t\t\t"fd" => \t\t\t\t"data" => \t\t\t\t"map" => {\n\t\t\t\t\t"k" => \t\t\t\t}\n\t\t\t\t"WatchPaths" => [',
  );
  const read = service(broken);
  assert.deepEqual(read.triggers[0]?.descriptor, { fd: '', data: '', map: { k: '' }, WatchPaths: ['/x'] });
  assert.deepEqual(read.unexplained, []);
  const lost = service(written({ ...PLAIN, watchPaths: ['/x'] }).replace('\t\t\t\t]\n', ''));
  assert.ok(lost.inDoubt.includes('triggers') && !lost.inDoubt.includes('pid'));
});

const DOMAIN = `gui/501 = {
\ttype = login
\thandle = 100017
\tactive count = 425
\tservice count = 3
\tcreator = loginwindow[536]
\tcreator euid = 0
\tsession = Aqua
\tsecurity context = {
\t\tuid = 501
\t\tasid = 100017
\t}

\tbringup time = 64 ms
\tdeath port = 0x14503

\tenvironment = {
\t\tSSH_AUTH_SOCK => /private/tmp/Listeners
\t}

\tservices = {
\t\t     887      - \tdev.example.web
\t\t       0    -15 \tdev.example.idle
\t\t       0   (pe) \tcom.apple.thing with a space
\t}

\tunmanaged processes = {
\t}

\tendpoints = {
\t\t 0xf2c93    M   D   dev.example.hidden
\t}

\tdisabled services = {
\t\t"dev.example.off" => disabled
\t\t"dev.example.idle" => enabled
\t}

\tproperties = gui | gui login
}
`;

test('a domain', () => {
  const read = domain(DOMAIN);
  assert.deepEqual(read, {
    target: 'gui/501',
    type: 'login',
    session: 'Aqua',
    asid: 100017,
    creator: { name: 'loginwindow', pid: 536 },
    services: new Map([
      ['dev.example.web', { pid: 887, status: '-' }],
      ['dev.example.idle', { pid: null, status: '-15' }],
      ['com.apple.thing with a space', { pid: null, status: '(pe)' }],
    ]),
    disabled: new Map([
      ['dev.example.off', true],
      ['dev.example.idle', false],
    ]),
    unexplained: [],
  } satisfies PrintedDomain);
  const legacy = DOMAIN.replace('=> disabled', '=> true').replace('=> enabled', '=> false');
  assert.deepEqual(domain(legacy).disabled, read.disabled);
  assert.deepEqual(domain(DOMAIN.replace('\tproperties', '\tnew = 1\n\tproperties')).unexplained, ['\tnew = 1']);
  assert.deepEqual(domain(DOMAIN.replaceAll('\t', '    ')).services, read.services);
});

test('a domain that may hide a row is not read', () => {
  const why = (text: string): string => {
    const reading = readDomain(text);
    return 'read' in reading ? 'read' : reading.unreadable;
  };
  assert.equal(why(''), 'launchctl printed nothing');
  assert.equal(
    why('Could not print domain: 1: Operation not permitted\n'),
    'it does not begin with the name of a domain',
  );
  const services = DOMAIN.indexOf('\tservices');
  for (let at = DOMAIN.indexOf('type'); at < DOMAIN.length - 2; at++) assert.notEqual(why(DOMAIN.slice(0, at)), 'read');
  assert.equal(why(`${DOMAIN}${DOMAIN}`), 'it goes on after its end');
  assert.equal(why(DOMAIN.replace('\tservices', '\tsome services')), 'it has no table of services');
  assert.equal(
    why(DOMAIN.replace('     887      -', '  oops')),
    'a row of its services cannot be read: oops \tdev.example.web',
  );
  const cannot = 'its table of services cannot be told from other text';
  assert.equal(why(DOMAIN.replace('dev.example.web\n', 'dev.example.web\n\t}\n')), cannot);
  assert.equal(why(DOMAIN.replace('idle\n', 'idle\n\t}\n\n\tdisabled services = {\n')), cannot);
  assert.equal(
    why(DOMAIN.slice(0, services) + DOMAIN.slice(DOMAIN.indexOf('\tunmanaged'))),
    'it has no table of services',
  );
  // What `launchctl setenv` was given.
  const evil =
    'x\n\t}\n\n\tservices = {\n\t\t       0      - \tdev.example.web\n\t}\n\n\tunmanaged processes = {\n\t\ty';
  assert.equal(why(DOMAIN.replace('/private/tmp/Listeners', evil)), cannot);
  const creator = domain(DOMAIN.replace('\tsession', '\tcreator = launchd[1]\n\tsession'));
  assert.equal(creator.creator, null);
  assert.equal(creator.services.size, 3);
  assert.equal(domain(DOMAIN.replace('=> disabled', '=> maybe')).disabled, null);
});
