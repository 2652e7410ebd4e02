// A service as data → what launchd prints of it, in the layout of macOS 26 (captures 061, 070, 094): the other way round than the
// reader, and without any care for what is in the strings.

export interface Told {
  readonly target: string;
  readonly path: string;
  readonly state: string;
  readonly program: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string | null;
  readonly stdoutPath: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly username: string | null;
  readonly runs: number;
  readonly pid: number | null;
  readonly watchPaths: readonly string[];
  readonly properties: readonly string[];
}

const label = (target: string): string => target.slice(target.lastIndexOf('/') + 1);

export function written(told: Told): string {
  const line = (key: string, value: string | number | null): string[] =>
    value === null ? [] : [`\t${key} = ${value}`];
  const block = (key: string, rows: readonly string[], after: readonly string[] = ['']): string[] => [
    `\t${key} = {`,
    ...rows.map((row) => `\t\t${row}`),
    '\t}',
    ...after,
  ];
  const triggers = told.watchPaths.length === 0 ? [] : block('event triggers', watching(told));
  return `${[
    `${told.target} = {`,
    ...line('active count', told.pid === null ? 0 : 1),
    ...line('path', told.path),
    '\ttype = LaunchAgent',
    ...line('state', told.state),
    '',
    ...line('program', told.program),
    ...block('arguments', told.arguments),
    ...line('working directory', told.workingDirectory),
    ...(told.workingDirectory === null ? [] : ['']),
    ...line('stdout path', told.stdoutPath),
    ...block('default environment', ['PATH => /usr/bin:/bin:/usr/sbin:/sbin']),
    ...block('environment', [
      'OSLogRateLimit => 64',
      ...Object.entries(told.environment).map(([name, value]) => `${name} => ${value}`),
      `XPC_SERVICE_NAME => ${label(told.target)}`,
    ]),
    '\tdomain = gui/501 [100023]',
    '\tasid = 100023',
    ...line('username', told.username),
    '\tminimum runtime = 10',
    '\texit timeout = 5',
    ...line('runs', told.runs),
    ...line('pid', told.pid),
    ...(told.pid === null ? [] : ['\timmediate reason = speculative', '\tforks = 0', '\texecs = 1']),
    '\tlast exit code = (never exited)',
    '',
    ...triggers,
    ...block('resource coalition', ['ID = 397', 'type = resource', 'state = active', 'active count = 1']),
    '\tspawn type = daemon (3)',
    '\tjetsam priority = 40',
    '',
    ...line('properties', told.properties.join(' | ')),
    '}',
  ].join('\n')}\n`;
}

const watching = (told: Told): string[] => [
  'com.apple.launchd.WatchPaths => {',
  '\tkeepalive = 0',
  `\tservice = ${label(told.target)}`,
  '\tstream = com.apple.fsevents.matching',
  '\tmonitor = com.apple.UserEventAgent-Aqua',
  '\tdescriptor = {',
  '\t\t"WatchPaths" => [',
  ...told.watchPaths.map((path, i) => `\t\t\t${i} = "${path}"`),
  '\t\t]',
  '\t}',
  '}',
];

export const PLAIN: Told = {
  target: 'gui/501/dev.example.web',
  path: '/Users/anna/Library/LaunchAgents/dev.example.web.plist',
  state: 'not running',
  program: '/bin/sh',
  arguments: ['/bin/sh', '-c', 'exec true'],
  workingDirectory: '/Users/anna',
  stdoutPath: '/Users/anna/Library/Logs/web.log',
  environment: { PATH: '/usr/bin' },
  username: null,
  runs: 3,
  pid: null,
  watchPaths: [],
  properties: ['runatload', 'inferred program'],
};
