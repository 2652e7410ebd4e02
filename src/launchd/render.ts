// One Daemon → its LaunchAgent or LaunchDaemon, and its wrapper. Pure: the same daemon gives the same bytes anywhere.
// What launchd cannot do was said before, at the manifest's line; nothing is refused here.

import { careOf } from '../care.ts';
import type { Rendered } from '../desired.ts';
import { headerLines, seal } from '../mark.ts';
import type { Daemon, DesiredUnit, Facts, File, Manifest, RawValue } from '../model.ts';
import { logFolders, manifestName, plistPath, wrapperPath } from '../places.ts';
import { resolveCommand } from '../program.ts';
import { startCalendarInterval } from '../schedule/launchd.ts';
import { wrapperText } from '../wrapper.ts';
import { type Job, plistText } from './plist/text.ts';

type Building = Record<string, RawValue>;

export function render(daemon: Daemon, manifest: Manifest, facts: Facts): Rendered {
  const label = `${manifest.labelPrefix}.${daemon.name}`;
  const atBoot = daemon.when === 'boot';
  const { argv, problem } = resolveCommand(daemon, facts);
  // A boot daemon's open files go through `ulimit`: as a key of a LaunchDaemon they would change the whole machine's.
  const openFiles = atBoot ? daemon.limits.openFiles : null;
  const wrapped =
    argv === null ||
    daemon.launcher.kind !== 'direct' ||
    daemon.envFiles.length > 0 ||
    openFiles !== null ||
    argv.some(hasLines);
  const wrapper = wrapperPath(daemon, manifest, facts);
  const job = withRaw(jobOf(daemon, label, wrapped ? [wrapper] : argv), daemon.launchd);
  const origin = { namespace: manifest.namespace, daemon: daemon.name, from: manifestName(manifest, facts) };
  const comments = [...headerLines(origin), ...(daemon.description ? [daemon.description] : [])];
  const where = isKept(daemon) ? 'kept' : atBoot ? 'daemons' : 'agents';
  const files: File[] = [
    {
      path: plistPath(label, facts, where),
      mode: 0o644,
      ...(where === 'daemons' ? { owner: 'root' } : {}),
      text: seal(plistText(job, comments)),
    },
  ];
  if (wrapped) {
    const text = wrapperText(daemon, {
      header: headerLines(origin),
      readEnvFiles: true,
      exec: argv,
      setOpenFiles: openFiles,
    });
    files.push({ path: wrapper, mode: 0o755, ...(daemon.boot?.otherUser ? { owner: 'root' } : {}), text: seal(text) });
  }
  return {
    daemon: {
      name: daemon.name,
      domain: atBoot ? 'system' : 'gui',
      folders: logFolders(daemon),
      files,
      units: [
        {
          id: label,
          role: 'service',
          want: wanted(daemon),
          once: daemon.type === 'oneshot',
          links: [],
          ...(hasTrigger(daemon) ? { triggered: true } : {}),
        },
      ],
      care: careOf(daemon),
    },
    problems: problem ? [problem] : [],
  };
}

/** launchd prints each argument as it is, and the lines of one could pass for launchd's own: in the wrapper, none can. */
const hasLines = (word: string): boolean => /[\r\n]/.test(word);

/** Everything in LaunchAgents is loaded at login; a KeepAlive starts then, and a trigger is armed: these must stay out of there. */
const isKept = (daemon: Daemon): boolean =>
  !daemon.enabled || (daemon.when === 'manual' && (daemon.restart.policy !== 'never' || hasTrigger(daemon)));

function wanted(daemon: Daemon): DesiredUnit['want'] {
  if (!daemon.enabled) return 'down';
  if (daemon.when === 'manual') return 'free';
  if (hasTrigger(daemon)) return 'armed';
  return daemon.type === 'oneshot' ? 'done' : 'running';
}

const hasTrigger = (daemon: Daemon): boolean =>
  daemon.schedule !== null || daemon.watchPaths.length > 0 || daemon.sockets.length > 0;

function jobOf(d: Daemon, label: string, argv: readonly string[]): Job {
  const job: Building = { Label: label, ProgramArguments: argv };
  if (d.boot) {
    job['UserName'] = d.boot.account.user;
    if (d.boot.account.group !== null) job['GroupName'] = d.boot.account.group;
  }
  if (d.restart.policy === 'always') job['KeepAlive'] = true;
  if (d.restart.policy === 'on-failure') job['KeepAlive'] = { SuccessfulExit: false };
  if (d.when !== 'manual' && (!hasTrigger(d) || d.runAtStart)) job['RunAtLoad'] = true;
  job['WorkingDirectory'] = d.workingDirectory;
  job['EnvironmentVariables'] = environment(d);
  if (d.umask !== null) job['Umask'] = Number.parseInt(d.umask, 8);
  job['ExitTimeOut'] = d.stop.timeoutSec;
  if (d.restart.policy !== 'never') job['ThrottleInterval'] = Math.max(1, Math.ceil(d.restart.delayMs / 1000));
  if (d.watchPaths.length > 0) job['WatchPaths'] = d.watchPaths;
  Object.assign(job, schedule(d), output(d), limits(d), sockets(d));
  return job;
}

/** launchd sets none of these for a LaunchDaemon; for an agent the session does. */
function environment(d: Daemon): RawValue {
  const account = d.boot?.account;
  const own: Record<string, string> = account ? { HOME: account.home, USER: account.user, LOGNAME: account.user } : {};
  const all = { ...own, ...d.env };
  return Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, all[name] ?? '']),
  );
}

function schedule(d: Daemon): Building {
  const job: Building = {};
  const entries = d.schedule?.entries ?? [];
  const every = entries.find((entry) => entry.kind === 'every');
  if (every?.kind === 'every') job['StartInterval'] = every.everyMs / 1000;
  const rules = entries.flatMap((entry) => (entry.kind === 'calendar' ? entry.rules : []));
  if (rules.length > 0) {
    const interval = startCalendarInterval(rules);
    if ('error' in interval)
      throw new Error(`a schedule that launchd cannot keep got past the manifest: ${interval.error}`);
    const [only, ...more] = interval.dicts as readonly Record<string, number>[];
    if (only) job['StartCalendarInterval'] = more.length === 0 ? only : [only, ...more];
  }
  return job;
}

function output(d: Daemon): Building {
  if (d.logs.kind === 'files') return { StandardOutPath: d.logs.stdout, StandardErrorPath: d.logs.stderr };
  return { StandardOutPath: '/dev/null', StandardErrorPath: '/dev/null' };
}

function limits(d: Daemon): Building {
  const job: Building = {};
  if (d.limits.openFiles !== null && !d.boot) job['SoftResourceLimits'] = { NumberOfFiles: d.limits.openFiles };
  if (d.limits.nice !== null) job['Nice'] = d.limits.nice;
  if (d.limits.io === 'idle') job['LowPriorityIO'] = true;
  if (d.priority !== 'standard') job['ProcessType'] = d.priority === 'background' ? 'Background' : 'Interactive';
  return job;
}

function sockets(d: Daemon): Building {
  if (d.sockets.length === 0) return {};
  const one = ({ listen }: Daemon['sockets'][number]): RawValue =>
    listen.kind === 'unix'
      ? { SockPathName: listen.path, SockPathMode: Number.parseInt(listen.mode ?? '600', 8) }
      : { SockNodeName: listen.host === 'localhost' ? '127.0.0.1' : listen.host, SockServiceName: String(listen.port) };
  return { Sockets: Object.fromEntries(d.sockets.map((socket) => [socket.name, one(socket)])) };
}

/** Dictionaries merge, everything else replaces, null takes away. */
function withRaw(job: Job, raw: Daemon['launchd']): Job {
  const merged = new Map(Object.entries(job));
  for (const [key, value] of Object.entries(raw)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isDict(value) && isDict(before) ? { ...before, ...value } : value);
  }
  return Object.fromEntries(merged);
}

const isDict = (value: RawValue | undefined): value is { readonly [key: string]: RawValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
