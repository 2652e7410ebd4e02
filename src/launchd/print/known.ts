// The words of `launchctl print` that the evidence knows: in which order launchd prints them, and behind which of them stands text
// of the service's own. Data only. Which of them nobody here needs: idle.ts.

/** Their members are text of the service's own, printed raw, one or more lines each. */
export const RAW_BLOCKS: ReadonlySet<string> = new Set([
  'arguments',
  'inherited environment',
  'default environment',
  'environment',
]);

/** Values of the service's own on one line: a newline in one continues it. */
export const RAW_LINES: ReadonlySet<string> = new Set([
  'path',
  'program',
  'working directory',
  'stdin path',
  'stdout path',
  'stderr path',
]);

const inOrder = (stages: readonly string[]): ReadonlyMap<string, number> =>
  new Map(stages.flatMap((stage, rank) => stage.split(', ').map((key) => [key, rank] as const)));

/** The same in all captures from iOS 10 to macOS 26. Within one stage the order is not relied on. */
export const SERVICE_ORDER = inOrder([
  'active count, copy count',
  'path, type, managed_by',
  'state',
  'program, program identifier',
  'arguments',
  'working directory, stdin path, stdout path, stderr path, sandbox profile',
  'inherited environment',
  'default environment',
  'environment',
  'domain',
  'umask, username, group, asid',
  'minimum runtime, base minimum runtime',
  'exit timeout',
  'runs',
  'pid',
  'immediate reason, forks, execs, initialized, trampolined, started suspended, proxy started suspended',
  'last exit code, last terminating signal, last exit reason',
  'semaphores',
  'event triggers, endpoints, dynamic endpoints, pid-local endpoints, instance-specific endpoints, event channels, sockets',
  'spawn type',
  'run interval, resource limits, job state',
  'properties',
]);

/** From here on a line may hold text of the service's own; `state` comes before, after the path alone. */
export const SERVICE_OWN_TEXT = SERVICE_ORDER.get('program') ?? 0;

/** Only one of these is printed: the later run's end replaces the earlier's (L43). */
export const LAST_ENDS: readonly string[] = ['last exit code', 'last terminating signal', 'last exit reason'];

export const DOMAIN_ORDER = inOrder([
  'type',
  'handle',
  'active count, service count, active service count',
  'creator',
  'creator euid, session',
  'security context',
  'bringup time',
  'death port',
  'subdomains, environment',
  'services',
  'unmanaged processes, endpoints, externally-hosted endpoints, task-special ports',
  'disabled services',
  'properties',
]);

/** From here on: `launchctl setenv` may have put anything into the environment, and a label is anything, too. */
export const DOMAIN_OWN_TEXT = DOMAIN_ORDER.get('environment') ?? 0;
