// What `launchctl print DOMAIN`, `print-disabled`, `list` and `list LABEL` write (captures 016, 067, 071, 073, 074, 076, 080,
// 083; L35, L46, L47). Reads the state, changes nothing.

import { listOf, programOf, textOf } from './definition.ts';
import { sessionSocket } from './life.ts';
import { type Domain, type Ended, type FakeLaunchd, overridesOf, type Service } from './state.ts';

/** By its own account: never exited `-`, else the code, or the signal with a minus. */
const status = (last: Ended | null): string =>
  last === null ? '-' : last.kind === 'code' ? String(last.code) : last.kind === 'signal' ? `-${last.signal}` : '-9';

export function printDomain(fake: FakeLaunchd, domain: Domain): string {
  const services = Object.values(domain.services);
  const { crowd } = fake.settings;
  const running = services.filter(({ pid }) => pid !== null).length;
  const rows = services.map(
    (one) => `\t\t${String(one.pid ?? 0).padStart(8)} ${status(one.lastExit).padStart(6)} \t${one.label}\n`,
  );
  const identity =
    domain.kind === 'gui'
      ? [
          'session = Aqua',
          `endpoint destination = com.apple.xpc.launchd.domain.user.${domain.uid}`,
          'auxiliary bootstrapper = com.apple.xpc.otherbsd (complete)',
        ]
      : domain.kind === 'user'
        ? ['session = Background']
        : ['auxiliary bootstrapper = com.apple.xpc.smd (complete)'];
  const security =
    domain.kind === 'gui'
      ? [`uid = ${domain.uid}`, `asid = ${domain.asid}`]
      : domain.kind === 'user'
        ? ['uid unset', `session uid = ${domain.uid}`]
        : ['uid unset', 'asid = 0'];
  const handle = domain.kind === 'gui' ? domain.asid : domain.kind === 'user' ? domain.uid : 0;
  return [
    `${domain.target} = {\n`,
    lines([
      `type = ${domain.kind === 'gui' ? 'login' : domain.kind}`,
      `handle = ${handle}`,
      `active count = ${services.length + crowd + 1}`,
      `service count = ${services.length + crowd}`,
      `active service count = ${running}`,
      ...(domain.kind === 'system' ? ['maximum allowed shutdown time = 65 s'] : []),
      `creator = ${domain.creator.name}[${domain.creator.pid}]`,
      'creator euid = 0',
      ...identity,
    ]),
    body('security context', lines(security, 2)),
    lines(['bringup time = 64 ms', 'death port = 0x14503']),
    ...(domain.kind === 'gui'
      ? ['\n', body('environment', lines([`SSH_AUTH_SOCK => ${sessionSocket(domain.asid)}`], 2))]
      : ['\n']),
    body('services', [...apples(crowd), ...rows].join('')),
    body('unmanaged processes', ''),
    body('endpoints', ''),
    ...(domain.kind === 'gui' ? [body('externally-hosted endpoints', '')] : []),
    body('task-special ports', ''),
    body('disabled services', overrides(fake, domain)),
    `\tproperties = ${domain.kind === 'gui' ? 'gui | gui login' : domain.kind === 'user' ? '' : 'uncorked | audit check done | bootcache hack'}\n`,
    '}\n',
  ].join('');
}

const ENDS = ['-', '0', '(pe)', '-9'];

/** Of how they ended all kinds were seen (captures 067, 071). */
const apples = (count: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, n) => `\t\t${'0'.padStart(8)} ${(ENDS[n % 4] ?? '').padStart(6)} \tcom.apple.crowd.${n}\n`,
  );

const lines = (all: readonly string[], depth = 1): string => all.map((one) => `${'\t'.repeat(depth)}${one}\n`).join('');
const body = (title: string, text: string): string => `\t${title} = {\n${text}\t}\n\n`;

/** A record outlives its plist, and says either; true is disabled (L35). */
function overrides(fake: FakeLaunchd, domain: Pick<Domain, 'kind' | 'uid'>): string {
  const [off, on] = fake.settings.dialect === 'macos12' ? ['true', 'false'] : ['disabled', 'enabled'];
  return Object.entries(overridesOf(fake, domain))
    .map(([label, disabled]) => `\t\t"${label}" => ${disabled ? off : on}\n`)
    .join('');
}

/** An empty line, then the block. A user's also has what belongs to login items (capture 073). */
export function printDisabled(fake: FakeLaunchd, domain: Pick<Domain, 'kind' | 'uid'>): string {
  const logins = domain.kind === 'system' ? '' : '\tlogin item associations = {\n\t}\n';
  return `\n\tdisabled services = {\n${overrides(fake, domain)}\t}\n${logins}`;
}

export function list(domain: Domain): string {
  const rows = Object.values(domain.services).map(
    ({ pid, lastExit, label }) => `${pid ?? '-'}\t${lastExit === null ? 0 : status(lastExit)}\t${label}\n`,
  );
  return `PID\tStatus\tLabel\n${rows.join('')}`;
}

/** The raw wait status: 75 is 19200, signal 9 is 9 (L46). */
const waitStatus = (last: Ended | null): number =>
  last === null ? 0 : last.kind === 'code' ? last.code * 256 : last.kind === 'signal' ? last.signal : 9;

/** Captures 076 and 083: no PID where nothing runs. */
export function listLabel(domain: Domain, { definition, label, lastExit, pid }: Service): string {
  const path = (name: string): readonly string[] => {
    const value = textOf(definition, name);
    return value === null ? [] : [`\t"${name}" = "${value}";`];
  };
  const session = domain.kind === 'gui' ? 'Aqua' : domain.kind === 'user' ? 'Background' : 'System';
  const words = listOf(definition['ProgramArguments']);
  return [
    '{',
    ...path('StandardOutPath'),
    `\t"LimitLoadToSessionType" = "${session}";`,
    ...path('StandardErrorPath'),
    `\t"Label" = "${label}";`,
    `\t"OnDemand" = ${definition['KeepAlive'] === true ? 'false' : 'true'};`,
    `\t"LastExitStatus" = ${waitStatus(lastExit)};`,
    ...(pid === null ? [] : [`\t"PID" = ${pid};`]),
    `\t"Program" = "${programOf(definition)}";`,
    ...(words.length === 0 ? [] : ['\t"ProgramArguments" = (', ...words.map((word) => `\t\t"${word}";`), '\t);']),
    '};',
    '',
  ].join('\n');
}
