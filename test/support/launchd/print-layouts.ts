// One job and one domain as each release prints them: made up, in the layouts that the print format tells of (its variants), from
// macOS 10.11 to 27 and iPadOS.

export type Layout = '10.11' | '10.15' | '12' | '14' | '26' | '27' | 'iPadOS';

interface Differences {
  /** Before 11: the label alone, all blocks even when empty, properties as a block. */
  readonly old: boolean;
  readonly coalitions: boolean;
  readonly malloc: boolean;
}

export const LAYOUTS: Readonly<Record<Layout, Differences>> = {
  '10.11': { old: true, coalitions: false, malloc: false },
  '10.15': { old: true, coalitions: false, malloc: false },
  '12': { old: false, coalitions: false, malloc: false },
  '14': { old: false, coalitions: false, malloc: true },
  '26': { old: false, coalitions: true, malloc: false },
  '27': { old: false, coalitions: true, malloc: false },
  iPadOS: { old: false, coalitions: false, malloc: true },
};

const line = (text: string): string => `\t${text}\n`;
const block = (name: string, rows: readonly string[]): string =>
  `\t${name} = {\n${rows.map((row) => `\t\t${row}\n`).join('')}\t}\n\n`;

/** `block`: stands where launchd has the blocks of what starts it. */
export function serviceOf(layout: Layout, { block: more = '' }: { readonly block?: string }): string {
  const { old, coalitions, malloc } = LAYOUTS[layout];
  const empty = [
    'event triggers',
    'endpoints',
    'dynamic endpoints',
    'pid-local endpoints',
    'instance-specific endpoints',
  ];
  const coalition = (type: string): string =>
    block(`${type} coalition`, ['ID = 9', `type = ${type}`, 'state = active', 'active count = 1', 'name = x']);
  const isThere = (name: string): boolean => more.includes(`\t${name} = {`);
  return [
    `${old ? '' : 'gui/501/'}dev.example.web = {\n`,
    line(`active count = 0`),
    line('path = /Users/anna/Library/LaunchAgents/dev.example.web.plist'),
    old ? '' : line('type = LaunchAgent'),
    line('state = not running'),
    '\n',
    line('program = /opt/web/bin/web'),
    block('arguments', ['/opt/web/bin/web', '--port', '80 81', '']),
    line('working directory = /opt/web'),
    '\n',
    line('stdout path = /tmp/web.log'),
    line('stderr path = /tmp/web.log'),
    block('inherited environment', ['SSH_AUTH_SOCK => /private/tmp/x/Listeners']),
    block('default environment', ['PATH => /usr/bin:/bin:/usr/sbin:/sbin']),
    block('environment', [
      ...(coalitions ? ['OSLogRateLimit => 64'] : []),
      'A => ',
      'XPC_SERVICE_NAME => dev.example.web',
    ]),
    line(`domain = ${old ? 'com.apple.xpc.launchd.user.domain.501.100009.Aqua' : 'gui/501 [100009]'}`),
    line('asid = 100009'),
    line('minimum runtime = 10'),
    line('exit timeout = 5'),
    line('runs = 4'),
    old ? line('successive crashes = 0') + line('excessive crashing = 0') : '',
    line('last exit code = 1'),
    '\n',
    more === '' ? '' : `${more}\n`,
    old ? [...empty, 'event channels', 'sockets'].map((name) => (isThere(name) ? '' : block(name, []))).join('') : '',
    coalitions ? coalition('resource') + coalition('jetsam') : '',
    line(`spawn type = daemon${old ? '' : ' (3)'}`),
    old ? line('spawn role = (null)') : '',
    line('jetsam priority = 40'),
    line('jetsam memory limit (active) = (unlimited)'),
    line('jetsam memory limit (inactive) = (unlimited)'),
    line('jetsamproperties category = daemon'),
    line('jetsam thread limit = 32'),
    line('cpumon = default'),
    old ? '' : line('job state = exited'),
    malloc ? '\tprobabilistic guard malloc policy = {\n\t\tactivation rate = 1/1000\n\t\tsample rate = 1/0\n\t}\n' : '',
    '\n',
    old
      ? `\tproperties = {\n${['keepalive = 0', 'runatload = 1', 'inferred program = 1', 'system service = 0'].map((one) => `\t\t${one}\n`).join('')}\t}\n`
      : line('properties = runatload | inferred program'),
    '}\n',
  ].join('');
}

/** PID, status, label. */
const ROWS: readonly (readonly [number, string, string])[] = [
  [887, '-', 'dev.example.web'],
  [0, '-15', 'dev.example.idle'],
  [0, '(pe)', 'with a space & "quotes"'],
  [12_345_678, '0', 'nodots@1'],
  [0, '(jt)', 'com.example.0x100000587'],
  [0, '78', 'Ünïcode.日本'],
  [1, '-9', `com.${'long.'.repeat(60)}x`],
  [0, '(rc)', 'UIKitApplication:dev.x[ad06][rb-legacy]'],
];

export function domainOf(layout: Layout): string {
  const { old } = LAYOUTS[layout];
  return [
    `${old ? 'com.apple.xpc.launchd.user.domain.501.100009.Aqua' : 'gui/501'} = {\n`,
    line('type = login'),
    line('handle = 100009'),
    line('active count = 9'),
    old ? line('on-demand count = 0') : '',
    line(`service count = ${ROWS.length}`),
    line('active service count = 3'),
    old ? line('activity ratio = 0.29') : '',
    line('creator = loginwindow[94]'),
    line('creator euid = 0'),
    line('session = Aqua'),
    block('security context', ['uid = 501', 'asid = 100009']),
    line('bringup time = 64 ms'),
    line('death port = 0x14503'),
    '\n',
    block('environment', ['SSH_AUTH_SOCK => /private/tmp/x/Listeners', 'EMPTY => ']),
    block(
      'services',
      ROWS.map(([pid, status, label]) => `${String(pid).padStart(8)} ${status.padStart(6)} \t${label}`),
    ),
    block('unmanaged processes', [
      'com.apple.xpc.launchd.unmanaged.x.36189 = {',
      '\tactive count = 3',
      '\tdynamic endpoints = {',
      '\t}',
      '}',
    ]),
    block('endpoints', [' 0x1090b    M   A   com.apple.VirtualDisplay', '       0    M   D   com.apple.x']),
    block('task-special ports', ['      0x1c03 4       bootstrap  com.apple.xpc.launchd.domain.system']),
    block('disabled services', [
      `"dev.example.off" => ${old ? 'true' : 'disabled'}`,
      `"a@1" => ${old ? 'false' : 'enabled'}`,
    ]),
    line('properties = gui | gui login'),
    '}\n',
  ].join('');
}
