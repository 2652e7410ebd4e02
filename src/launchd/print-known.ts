// The words of `launchctl print` that the evidence knows: in which order launchd prints them, and which of them nobody here
// needs. Data only. What is in neither list is kept as unexplained, so that a new line of a new release shows itself.

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

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s*\n\s*/));

/** Of a service: understood, and of no interest. */
export const SERVICE_IDLE = names(`
  active count
  copy count
  managed_by
  bundle id
  bundle version
  program identifier
  parent bundle identifier
  parent bundle version
  BTM uuid
  sandbox profile
  inherited environment
  default environment
  successive crashes
  excessive crashing
  immediate reason
  forks
  execs
  initialized
  trampolined
  started suspended
  proxy started suspended
  uses proxy
  spawn reason filter
  checked allocations
  checked allocations reason
  checked allocations flags
  last jetsam exit details
  endpoints
  dynamic endpoints
  pid-local endpoints
  instance-specific endpoints
  event channels
  instances
  retain only
  dext checkin port
  resource coalition
  jetsam coalition
  spawn role
  jetsam priority
  jetsam memory limit (active)
  jetsam memory limit (active, soft)
  jetsam memory limit (active, hard)
  jetsam memory limit (inactive)
  jetsam memory limit (inactive, soft)
  jetsam memory limit (inactive, hard)
  jetsamproperties category
  jetsam thread limit
  jetsam soft port limit
  jetsam hard port limit
  cpumon
  allowed to execute
  exponential throttling grace limit
  cryptex
  sanitizer flags
  probabilistic guard malloc policy
  multiple instances
  persona set at
`);

/** Lines of a service that are no `key = value`. */
export const SERVICE_BARE: readonly RegExp[] = [
  /^submitted job\. ignore execute allowed$/,
  /^panic on consecutive crashes \(\d+\)$/,
];

/** Of a domain: understood, and of no interest. */
export const DOMAIN_IDLE = names(`
  handle
  active count
  service count
  active service count
  maximum allowed shutdown time
  service stats
  trial factor reloads
  trial factors
  creator euid
  endpoint destination
  auxiliary bootstrapper
  bringup time
  death port
  subdomains
  environment
  unmanaged processes
  endpoints
  externally-hosted endpoints
  pid-local endpoints
  dynamic endpoints
  task-special ports
  properties
`);
