// What `launchctl print DOMAIN/LABEL` writes of one job, byte for byte in the captured order: tabs, blank lines, words with a
// newline as they are (print format; captures 010, 038, 046, 047, 094, 095, 097, 098). Reads the state, changes nothing.

import {
  dictOf,
  exitTimeout,
  isDict,
  keptAlways,
  listOf,
  numberOf,
  programOf,
  runsAtLoad,
  spelled,
  textOf,
  throttleMs,
  umaskOf,
} from './definition.ts';
import { DEFAULT_PATH, environment, inherited } from './life.ts';
import { socketsBlock, triggersOf } from './print-triggers.ts';
import type { Dialect, Domain, Ended, FakeLaunchd, PlistDict, Service } from './state.ts';

/** One tab, or two within a block. */
const line = (text: string): string => `\t${text}\n`;
const inside = (text: string): string => `\t\t${text}\n`;
/** Every block is followed by an empty line. */
export const block = (title: string, lines: readonly string[]): string =>
  `${line(`${title} = {`)}${lines.map(inside).join('')}${line('}')}\n`;
const pairs = (values: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(values).map(([key, value]) => `${key} => ${value}`);

export function printService(fake: FakeLaunchd, service: Service): string {
  const domain = fake.domains[service.domain];
  if (!domain) throw new Error(`${service.domain} is gone, and ${service.label} is not`);
  return [
    `${service.domain}/${service.label} = {\n`,
    head(service),
    places(service),
    environments(fake, service),
    numbers(service, domain),
    process(fake, service),
    '\n',
    conditions(service),
    triggersOf(service, domain),
    socketsBlock(service),
    coalitions(fake, service),
    tail(fake, service),
    '}\n',
  ].join('');
}

function head(service: Service): string {
  const { definition, submitted } = service;
  const all = [
    line(`active count = ${service.pid === null ? 0 : 1}`),
    line(`path = ${submitted ? `(submitted by ${submitted.by})` : (service.path ?? '')}`),
    line(`type = ${service.type}`),
    submitted ? line('managed_by = com.apple.xpc.ServiceManagement') : '',
    line(`state = ${service.state}`),
    '\n',
    submitted
      ? line(`program identifier = ${submitted.program} (mode: 2)`) +
        line(`parent bundle identifier = ${submitted.bundle}`) +
        line(`parent bundle version = ${submitted.version}`) +
        line(`BTM uuid = ${submitted.btm}`)
      : line(`program = ${programOf(definition)}`),
  ];
  const words = listOf(definition['ProgramArguments']);
  // Only where it was given (capture 061).
  return all.join('') + (words.length > 0 ? block('arguments', words) : '');
}

function places({ definition }: Service): string {
  const folder = textOf(definition, 'WorkingDirectory');
  const paths = [
    ['stdin', 'StandardInPath'],
    ['stdout', 'StandardOutPath'],
    ['stderr', 'StandardErrorPath'],
  ] as const;
  return [
    folder === null ? '' : `${line(`working directory = ${folder}`)}\n`,
    ...paths.map(([name, key]) => {
      const path = textOf(definition, key);
      return path === null ? '' : line(`${name} path = ${path}`);
    }),
  ].join('');
}

function environments(fake: FakeLaunchd, service: Service): string {
  const given = inherited(fake, service);
  return [
    // A daemon of the system domain inherits nothing (capture 098).
    Object.keys(given).length > 0 ? block('inherited environment', pairs(given)) : '',
    block('default environment', [`PATH => ${DEFAULT_PATH}`]),
    block('environment', pairs(environment(fake, service))),
  ].join('');
}

function numbers(service: Service, { kind, target, asid }: Domain): string {
  const { definition } = service;
  const umask = umaskOf(definition);
  const [user, group] = [textOf(definition, 'UserName'), textOf(definition, 'GroupName')];
  // Of agents they count for nothing (L61); the block ends with an empty line (captures 007, 038).
  const who =
    kind === 'system'
      ? (user === null ? '' : line(`username = ${user}`)) + (group === null ? '' : line(`group = ${group}`))
      : '';
  const nice = numberOf(definition, 'Nice');
  return [
    line(`domain = ${target}${kind === 'gui' ? ` [${asid}]` : ''}`),
    umask === null ? '' : line(`umask = ${umask.toString(8)}`),
    who === '' ? '' : `${who}\n`,
    kind === 'gui' ? line(`asid = ${asid}`) : '',
    line(`minimum runtime = ${throttleMs(service) / 1000}`),
    line(`exit timeout = ${exitTimeout(service)}`),
    nice === null ? '' : line(`nice = ${nice}`),
    line(`runs = ${service.runs}`),
    service.crashes === 0 ? '' : line(`successive crashes = ${service.crashes}`),
  ].join('');
}

function process({ settings }: FakeLaunchd, service: Service): string {
  const of26 = [
    'checked allocations = 0 (queried = 1)',
    'checked allocations reason = no host',
    'checked allocations flags = 0x0',
  ];
  const running =
    service.pid === null
      ? []
      : [
          `pid = ${service.pid}`,
          `immediate reason = ${service.reason ?? 'speculative'}`,
          'forks = 0',
          'execs = 1',
          'initialized = 1',
          'trampolined = 1',
          'started suspended = 0',
          'proxy started suspended = 0',
          ...(settings.dialect === 'macos26' ? of26 : []),
        ];
  return [...running, ended(service.lastExit)].map(line).join('');
}

/** The names of sysexits.h that were seen (L44), and how a signal is called (L43). */
const SYSEXITS: Readonly<Record<number, string>> = { 75: 'EX_TEMPFAIL', 78: 'EX_CONFIG' };
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'Hangup',
  4: 'Illegal instruction',
  9: 'Killed',
  10: 'Bus error',
  11: 'Segmentation fault',
  15: 'Terminated',
};

function ended(last: Ended | null): string {
  if (last === null) return 'last exit code = (never exited)';
  if (last.kind === 'reason') return `last exit reason = ${last.reason}`;
  if (last.kind === 'signal')
    return `last terminating signal = ${SIGNALS[last.signal] ?? 'Unknown signal'}: ${last.signal}`;
  const name = SYSEXITS[last.code];
  return `last exit code = ${last.code}${name === undefined ? '' : `: ${name}`}`;
}

/** `successful exit => 0`, `after crash => 1` (captures 001, 041, 047). */
function conditions({ definition }: Service): string {
  const { SuccessfulExit: success, Crashed: crashed } = dictOf(definition['KeepAlive']);
  const all = [
    ...(typeof success === 'boolean' ? [`successful exit => ${Number(success)}`] : []),
    ...(typeof crashed === 'boolean' ? [`after crash => ${Number(crashed)}`] : []),
  ];
  return all.length === 0 ? '' : block('semaphores', all);
}

/** Since 26, of what has ever run (capture 095 has none). They hold a `state` and an `active count` of their own. */
function coalitions({ settings }: FakeLaunchd, { coalition, label }: Service): string {
  if (settings.dialect !== 'macos26' || coalition === null) return '';
  return ['resource', 'jetsam']
    .map((type, index) =>
      block(`${type} coalition`, [
        `ID = ${coalition + index}`,
        `type = ${type}`,
        'state = active',
        'active count = 1',
        `name = ${label}`,
      ]),
    )
    .join('');
}

const SPAWN_TYPES: Readonly<Record<string, string>> = {
  Background: 'background (5)',
  Standard: 'daemon (3)',
  Adaptive: 'adaptive (6)',
  Interactive: 'interactive (4)',
};

function tail({ settings }: FakeLaunchd, service: Service): string {
  const { definition } = service;
  const every = numberOf(definition, 'StartInterval');
  const limits = [
    ...limitsOf(definition, 'SoftResourceLimits', 'soft'),
    ...limitsOf(definition, 'HardResourceLimits', 'hard'),
  ];
  const malloc = '\tprobabilistic guard malloc policy = {\n\t\tactivation rate = 1/1000\n\t\tsample rate = 1/0\n\t}\n';
  return [
    line(`spawn type = ${SPAWN_TYPES[textOf(definition, 'ProcessType') ?? ''] ?? 'daemon (3)'}`),
    line('jetsam priority = 40'),
    line('jetsam memory limit (active) = (unlimited)'),
    line('jetsam memory limit (inactive) = (unlimited)'),
    line('jetsamproperties category = daemon'),
    service.submitted ? line('submitted job. ignore execute allowed') : '',
    line('jetsam thread limit = 32'),
    line('cpumon = default'),
    every === null ? '' : line(`run interval = ${every} seconds`),
    limits.length === 0 ? '' : block('resource limits', limits),
    service.jobState === null ? '' : line(`job state = ${service.jobState}`),
    settings.dialect === 'macos15' ? malloc : '',
    '\n',
    line(`properties = ${properties(hasConstraints(settings.dialect), service).join(' | ')}`),
  ].join('');
}

const LIMITS: Readonly<Record<string, string>> = {
  Core: 'core',
  CPU: 'cpu',
  Data: 'data',
  FileSize: 'fsize',
  MemoryLock: 'memlock',
  NumberOfFiles: 'maxfiles',
  NumberOfProcesses: 'maxproc',
  ResidentSetSize: 'rss',
  Stack: 'stack',
};

const limitsOf = (definition: PlistDict, key: string, kind: string): readonly string[] =>
  Object.entries(dictOf(definition[key])).map(
    ([name, value]) => `${LIMITS[name] ?? name} (${kind}) => ${spelled(value)}`,
  );

/** Launch constraints came with macOS 13. */
const hasConstraints = (dialect: Dialect): boolean => dialect !== 'macos12';

/** In the captures only those that start by themselves have a constraint: 046, 070 and 098, but not 094, 095 and 097. */
function properties(constraints: boolean, service: Service): readonly string[] {
  const { definition, submitted } = service;
  const kept = keptAlways(service) || isDict(definition['KeepAlive']) || runsAtLoad(service);
  if (submitted)
    return ['partial import', ...(runsAtLoad(service) ? ['runatload'] : []), 'resolve program', 'has LWCR'];
  return [
    ...(keptAlways(service) ? ['keepalive'] : []),
    ...(runsAtLoad(service) ? ['runatload'] : []),
    ...(textOf(definition, 'Program') === null ? ['inferred program'] : []),
    ...(constraints && kept ? ['managed LWCR', 'has LWCR'] : []),
  ];
}
