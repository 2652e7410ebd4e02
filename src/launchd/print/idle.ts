// The words of `launchctl print` that are understood and of no interest to anybody here. Data, and one question. What is neither
// read nor in here is kept as unexplained, so that a new line of a new release shows itself.

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s*\n\s*/));

/** Of a service: understood, and of no interest. As captured; whole families of such keys are in IDLE_KIND. */
const SERVICE_IDLE = names(`
  active count
  copy count
  managed_by
  program identifier
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
  event channels
  instances
  retain only
  dext checkin port
  spawn reason filter
  uses proxy
  allowed to execute
  cryptex
  multiple instances
  sanitizer flags
`);

/**
 * What launchd.plist(5) and launchctl(1) speak of and no capture shows as a line, by the names that launchd has for it elsewhere:
 * as properties (050), as reasons, as options. Not here: whatever tells of what is compared (loaded/fields.ts). Should a release
 * print that on a line of its own, it shall show itself.
 */
const SERVICE_IDLE_UNSEEN = names(`
  root directory
  limit load to session type
  session create
  session type
  creates session
  inetd-compatible
  inetd listener
  start on mount
  start on fs mount
  wait for debugger
  wait4debugger
  launch only once
  low priority i/o
  low priority background i/o
  legacy timer behavior
  abandon process group
  role account
  login class
  one-shot
  on-demand only
  event monitor
  pended non-demand spawn
  penalty box
  originator
  instance id
  swap type
  process policy
  allowed by
`);

/**
 * Families of which new members turn up with every release, and of which none tells of the definition or the process: memory and
 * CPU limits, crash diagnostics, bundles, coalitions, endpoints, launch constraints, personas, audit sessions.
 */
const IDLE_KIND = new RegExp(
  `^(?:${[
    '(?:last )?jetsam\\b.*',
    'jetsamproperties .*',
    '(?:parent |associated |responsible |container )?bundle (?:id|identifier|version|path|program|name)s?',
    '(?:[a-z]+ )?coalitions?(?: id)?',
    '(?:[a-z]+[- ])*endpoints',
    '(?:proxy )?started suspended',
    'checked allocations(?: .+)?',
    'cpu ?mon(?: .+)?',
    'spawn (?:role|flags|constraint|attributes)(?: .+)?',
    'last spawn (?:error|failure|attempt)(?: .+)?',
    'exponential throttling(?: .+)?',
    'requires .+',
    'pended .+',
    '(?:[a-z]+ )*(?:LWCR|launch constraints?)(?: .+)?',
    '(?:[a-z]+ )*malloc(?: .+)?',
    '(?:[a-z]+[- ])*persona(?: .+)?',
    '(?:per-app )?audit session(?: .+)?',
    'enterprise [a-z ]+',
    'sandbox (?:profile|container)(?: .+)?',
  ].join('|')})$`,
);

export const isIdle = (key: string): boolean =>
  SERVICE_IDLE.has(key) || SERVICE_IDLE_UNSEEN.has(key) || IDLE_KIND.test(key);

/** Lines of a service that are no `key = value`. */
export const SERVICE_BARE: readonly RegExp[] = [
  /^submitted job\. ignore execute allowed$/,
  /^panic on (?:consecutive crashes|crash)(?: \(\d+\))?$/,
];

/** Of a domain: understood, and of no interest. */
const DOMAIN_IDLE = names(`
  handle
  active count
  service count
  active service count
  on-demand count
  activity ratio
  originator
  name
  unique id
  uniqueid
  external activation count
  pended requests
  pending requests
  pending attachments
  instance-specific endpoints
  event channels
  sockets
  login item associations
  domain properties
  allowed by
  asid
  uid
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

export const isIdleInDomain = (key: string): boolean => DOMAIN_IDLE.has(key);
