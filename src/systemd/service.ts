// One Daemon → its .service: sections and lines in the usual order, nothing that is systemd's default but what the
// manifest promises to write always. How a value is quoted is quote.ts's business.

import type { Daemon, Manifest } from '../model.ts';
import { resolveWord } from '../program.ts';
import { given, line, type Making, section, type Unit } from './parts.ts';
import {
  commandLine,
  environmentAssignment,
  environmentFilePath,
  list,
  plainPath,
  plainPathFits,
  text,
  timeSpan,
} from './quote.ts';
import { triggerIds } from './trigger.ts';
import { nameFromPath } from './unit-name.ts';
import type { UnitAssignment } from './unit-text.ts';

export function serviceUnit(making: Making, execStart: string, triggered: boolean): Unit {
  const { daemon: d, system } = making;
  const startsItself = d.when !== 'manual' && (!triggered || d.runAtStart);
  return {
    id: `${d.name}.service`,
    role: 'service',
    sections: [
      ...section('Unit', unitSection(making)),
      { name: 'Service', lines: serviceSection(making, execStart) },
      ...(startsItself
        ? [{ name: 'Install', lines: [line('WantedBy', system ? 'multi-user.target' : 'default.target')] }]
        : []),
    ],
  };
}

function unitSection({ daemon: d, manifest }: Making): UnitAssignment[] {
  const ids = (names: readonly string[]): string => list(names.flatMap((name) => unitsOf(name, manifest)));
  const after = [...new Set([...d.after, ...d.needs])];
  // By systemd's own default a unit gives up after five starts in ten seconds; launchd never does.
  const mayGiveUp = d.restart.policy === 'never' && d.schedule === null && d.watchPaths.length === 0;
  return [
    ...given('Description', d.description, text),
    ...(d.needs.length > 0 ? [line('Wants', ids(d.needs))] : []),
    ...(after.length > 0 ? [line('After', ids(after))] : []),
    ...(mayGiveUp
      ? []
      : d.restart.burst === null
        ? [line('StartLimitIntervalSec', '0')]
        : [
            line('StartLimitIntervalSec', timeSpan(d.restart.windowMs ?? 600_000)),
            line('StartLimitBurst', String(d.restart.burst)),
          ]),
  ];
}

/** To need a daemon with a trigger is to need the trigger armed. */
function unitsOf(name: string, manifest: Manifest): string[] {
  const other = manifest.daemons.find((daemon) => daemon.name === name);
  const triggers = other ? triggerIds(other) : [];
  return triggers.length > 0 ? triggers : [`${name}.service`];
}

function serviceSection(making: Making, execStart: string): UnitAssignment[] {
  const { daemon: d, system } = making;
  const cwd = d.workingDirectory;
  return [
    // `exec`, not systemd's `simple`: a program that cannot be started is then an error of the start.
    line('Type', d.type === 'simple' ? 'exec' : d.type),
    ...(d.type === 'notify' && d.launcher.kind === 'uv' ? [line('NotifyAccess', 'all')] : []),
    ...(system && d.boot ? [line('User', d.boot.account.user), ...given('Group', d.boot.account.group, String)] : []),
    ...(d.boot && system && d.env['HOME'] === undefined && d.boot.account.home !== knownHome(making)
      ? [line('Environment', environmentAssignment('HOME', d.boot.account.home))]
      : []),
    ...Object.keys(d.env)
      .sort()
      .map((name) => line('Environment', environmentAssignment(name, d.env[name] ?? ''))),
    ...d.envFiles.map((file) =>
      line('EnvironmentFile', `${file.optional ? '-' : ''}${environmentFilePath(file.path)}`),
    ),
    // Where no spelling reaches systemd whole, the wrapper changes into it.
    line('WorkingDirectory', workingDirectoryFits(cwd) ? plainPath(cwd) : '/'),
    ...given('UMask', d.umask, String),
    line('ExecStart', execStart),
    ...reload(making),
    ...(d.restart.policy === 'never'
      ? []
      : [line('Restart', d.restart.policy), line('RestartSec', timeSpan(d.restart.delayMs))]),
    ...(d.stop.signal === 'TERM' ? [] : [line('KillSignal', `SIG${d.stop.signal}`)]),
    line('TimeoutStopSec', timeSpan(d.stop.timeoutSec * 1000)),
    ...output(d),
    ...limits(d),
  ];
}

function reload({ daemon: d, facts }: Making): UnitAssignment[] {
  if (!d.reload) return [];
  const bin = facts.nixos ? '/run/current-system/sw/bin' : '/bin';
  if (d.reload.kind === 'signal') return [line('ExecReload', `${bin}/kill -${d.reload.signal} $MAINPID`)];
  const [program, ...words] = d.reload.argv;
  // DAEMON_PID is what the command is promised on both systems; env passes everything else on as it is.
  const rest = commandLine(['/usr/bin/env', resolveWord(d, program, facts), ...words]).replace('/usr/bin/env ', '');
  // env would take a program with an equals sign for one more assignment.
  const by = program.includes('=') ? 'nice -n 0 ' : '';
  return [line('ExecReload', `/usr/bin/env DAEMON_PID=\${MAINPID} ${by}${rest}`)];
}

function output(d: Daemon): UnitAssignment[] {
  if (d.logs.kind !== 'files') return d.logs.kind === 'none' ? [line('StandardOutput', 'null')] : [];
  const { stdout, stderr } = d.logs;
  // Standard error goes where standard output goes unless told otherwise.
  return [
    line('StandardOutput', `append:${plainPath(stdout)}`),
    ...(stderr === stdout ? [] : [line('StandardError', `append:${plainPath(stderr)}`)]),
  ];
}

const WEIGHT = { background: '20', interactive: '500' } as const;

function limits({ limits: l, priority }: Daemon): UnitAssignment[] {
  return [
    ...given('LimitNOFILE', l.openFiles, String),
    ...given('TasksMax', l.processes, String),
    ...given('MemoryMax', l.memoryBytes, bytes),
    ...given('CPUQuota', l.cpuPercent, (percent) => `${percent}%`),
    ...given('Nice', l.nice, String),
    ...given('IOSchedulingClass', l.io, String),
    ...(priority === 'standard' ? [] : [line('CPUWeight', WEIGHT[priority]), line('IOWeight', WEIGHT[priority])]),
  ];
}

/** 512M, not 536870912, where it comes out even. */
function bytes(count: number): string {
  for (const [unit, size] of [
    ['T', 2 ** 40],
    ['G', 2 ** 30],
    ['M', 2 ** 20],
    ['K', 2 ** 10],
  ] as const) {
    if (count >= size && count % size === 0) return `${count / size}${unit}`;
  }
  return String(count);
}

/** systemd sets HOME from the account; `boot.home` may say otherwise. */
function knownHome({ daemon: { boot }, facts }: Making): string | undefined {
  const user = boot?.account.user ?? '';
  if (user === facts.account.user) return facts.account.home;
  return Object.hasOwn(facts.accounts, user) ? facts.accounts[user]?.home : undefined;
}

/** systemd derives a mount unit's name from the folder, and up to 248 refuses the whole unit where that is too long. */
export const workingDirectoryFits = (path: string): boolean =>
  plainPathFits(path, 'WorkingDirectory') && nameFromPath(path, '.mount') !== null;
