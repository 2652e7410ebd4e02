// The stand-in for launchd, as plain data that can be cloned: domains, what is loaded in them, and what is due next. Nothing
// here runs or decides; what launchd does is in the rooms beside it, each behaviour with the evidence it is taken from
// (L-numbers, captures and error tables are those of the collected facts about launchd).

/** What a plist may hold, once it is read; dates and data are kept as text. */
export type PlistValue = string | number | boolean | readonly PlistValue[] | PlistDict;
export interface PlistDict {
  readonly [key: string]: PlistValue;
}

/** Which release's output and grammar: `true`/`false` or words in print-disabled (L35), what a print holds, bootout --wait (L26). */
export type Dialect = 'macos12' | 'macos15' | 'macos26';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly group: string;
  readonly home: string;
}

export interface LaunchdSettings {
  readonly dialect: Dialect;
  /** Who logs in here; the first is root. Whoever is not named has no account. */
  readonly accounts: readonly Account[];
  /** Groups beside those that the accounts are of. */
  readonly groups: Readonly<Record<string, number>>;
  /** Who sits at the screen, and so has a gui domain, once the machine is up. null: nobody (ssh only, L8). */
  readonly console: number | null;
  /** Users with a user domain though they are not at the screen: they came by ssh (L9). */
  readonly remote: readonly number[];
  /** What an already loaded label is answered with, and one that is on its way out: 5 is usual, 37 was seen too (L17, L24, L76). */
  readonly loadedAnswer: 5 | 37;
  readonly drainingAnswer: 5 | 37;
  /** What a missing gui domain is answered with by print (L8: 112, at times 125) and by bootstrap (125, at times 5). */
  readonly noDomainPrint: 112 | 125;
  readonly noDomainBootstrap: 125 | 5;
  /** Before macOS 12 a bootout that is not over yet said so (L27). */
  readonly bootoutInProgress: boolean;
  /** Labels that are registered and then never spawned until somebody kicks them (L49). */
  readonly neverSpawns: readonly string[];
  /** A plist that only its owner can read is refused on some releases (bootstrap table, cause d). */
  readonly refuses0600: boolean;
  /** Between the answer of a bootstrap and the process (L15), and between xpcproxy and the program (L38). */
  readonly spawnMs: number;
  readonly execMs: number;
  /** Minutes that the clock on the wall is ahead of UTC: calendars go by it. */
  readonly zoneMinutes: number;
  /** So many rows of Apple's own stand in every domain dump: a real one has hundreds (print format). Rows only. */
  readonly crowd: number;
  /** What a gui session gives to its jobs beside SSH_AUTH_SOCK: the evidence names nothing (L59), and print shows nothing. */
  readonly sessionEnvironment: Readonly<Record<string, string>>;
}

export const SETTINGS: LaunchdSettings = {
  dialect: 'macos26',
  accounts: [
    { name: 'root', uid: 0, gid: 0, group: 'wheel', home: '/var/root' },
    { name: 'ann', uid: 501, gid: 20, group: 'staff', home: '/Users/ann' },
    { name: 'bob', uid: 502, gid: 20, group: 'staff', home: '/Users/bob' },
    { name: 'svc', uid: 77, gid: 77, group: 'svc', home: '/srv/svc' },
  ],
  groups: { wheel: 0, daemon: 1, staff: 20, admin: 80, svcs: 78 },
  console: 501,
  remote: [],
  loadedAnswer: 5,
  drainingAnswer: 5,
  noDomainPrint: 112,
  noDomainBootstrap: 125,
  bootoutInProgress: false,
  neverSpawns: [],
  refuses0600: true,
  spawnMs: 5,
  execMs: 2,
  zoneMinutes: 0,
  crowd: 0,
  sessionEnvironment: {},
};

export type StateWord = 'not running' | 'spawn scheduled' | 'xpcproxy' | 'running' | 'SIGTERMed' | 'SIGKILLed';

export type Ended =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'reason'; readonly reason: string };

/** What a process was started from. */
export interface Started {
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly umask: number;
  readonly uid: number;
  readonly gid: number;
  readonly stdin: string | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
}

export interface Service {
  readonly label: string;
  readonly domain: string;
  /** The plist that it was loaded from; null: a program submitted it. */
  readonly path: string | null;
  readonly type: 'LaunchAgent' | 'LaunchDaemon' | 'Submitted';
  /** As of the bootstrap: the file is never looked at again (L19, L77). */
  readonly definition: PlistDict;
  /** Tells two loadings of one label apart. */
  readonly serial: number;
  readonly triggers: readonly { readonly id: number; readonly when: PlistDict }[];
  /** Loaded while the machine came up. */
  readonly atBoot: boolean;
  /** Of a job that a program submitted, what print says of that. */
  readonly submitted: Submitted | null;
  state: StateWord;
  /** The later line of print, where there is one (L40). */
  jobState: 'running' | 'exited' | 'spawn failed' | null;
  pid: number | null;
  started: Started | null;
  startedMs: number | null;
  reason: string | null;
  runs: number;
  lastExit: Ended | null;
  crashes: number;
  coalition: number | null;
  /** Registered, and forgotten (L49). */
  forgotten: boolean;
  /** Booted out, and gone as soon as its process is (L23). */
  leaving: boolean;
  /** Killed to be started anew at once (kickstart -k). */
  again: boolean;
}

export interface Submitted {
  readonly by: string;
  readonly program: string;
  readonly bundle: string;
  readonly version: string;
  readonly btm: string;
}

export interface Domain {
  /** `system`, `gui/501`, `user/501`. */
  readonly target: string;
  readonly kind: 'system' | 'gui' | 'user';
  readonly uid: number;
  readonly creator: { readonly name: string; readonly pid: number };
  readonly asid: number | null;
  readonly services: Record<string, Service>;
}

export type What = 'spawn' | 'exec' | 'kill' | 'interval' | 'calendar';

export interface Due {
  readonly atMs: number;
  readonly what: What;
  readonly domain: string;
  readonly label: string;
  readonly serial: number;
  /** Of a trigger; of a spawn, why. */
  readonly which: string;
}

export type Logged =
  | {
      readonly kind: 'launchctl';
      readonly argv: readonly string[];
      readonly uid: number;
      readonly code: number;
      readonly atMs: number;
    }
  /** A verb that nobody should use: the old ones, whose exit code says nothing (L3). */
  | { readonly kind: 'never'; readonly argv: readonly string[]; readonly atMs: number }
  | {
      readonly kind: 'service';
      readonly what: 'loaded' | 'spawned' | 'spawn failed' | 'exited' | 'gone' | 'SIGTERM' | 'SIGKILL';
      readonly target: string;
      readonly pid: number | null;
      readonly atMs: number;
      /** Of a spawn that failed: launchd itself tells nobody. */
      readonly why?: string;
    };

export interface FakeLaunchd {
  readonly settings: LaunchdSettings;
  readonly domains: Record<string, Domain>;
  /** `system` or a uid → label → is it disabled: kept in a file of their own, whatever becomes of plist and domain (L30, L31). */
  readonly overrides: Record<string, Record<string, boolean>>;
  due: Due[];
  readonly log: Logged[];
  readonly count: { serial: number; trigger: number; coalition: number; asid: number; order: number };
}

export const newLaunchd = (over: Partial<LaunchdSettings> = {}): FakeLaunchd => ({
  settings: { ...SETTINGS, ...over },
  domains: {},
  overrides: {},
  due: [],
  log: [],
  count: { serial: 0, trigger: 0x1000_0000, coalition: 1000, asid: 100_000, order: 0 },
});

export const accountOf = (fake: FakeLaunchd, who: string | number): Account | null =>
  fake.settings.accounts.find(({ name, uid }) => name === who || uid === who) ?? null;

export const groupOf = ({ settings }: FakeLaunchd, name: string): number | undefined =>
  settings.groups[name] ?? settings.accounts.find(({ group }) => group === name)?.gid;

export const serviceAt = (fake: FakeLaunchd, domain: string, label: string): Service | null =>
  fake.domains[domain]?.services[label] ?? null;

export const allServices = (fake: FakeLaunchd): readonly Service[] =>
  Object.values(fake.domains).flatMap(({ services }) => Object.values(services));

/** gui and user domain of one user go by one file: disabled.UID.plist (L31). */
export const overridesOf = (fake: FakeLaunchd, { kind, uid }: Pick<Domain, 'kind' | 'uid'>): Record<string, boolean> =>
  (fake.overrides[kind === 'system' ? 'system' : String(uid)] ??= {});

export type Happened = Extract<Logged, { readonly kind: 'service' }>['what'];

export function tell(fake: FakeLaunchd, service: Service, what: Happened, nowMs: number, why?: string): void {
  const target = `${service.domain}/${service.label}`;
  fake.log.push({
    kind: 'service',
    what,
    target,
    pid: service.pid,
    atMs: nowMs,
    ...(why === undefined ? {} : { why }),
  });
}

export function plan(fake: FakeLaunchd, service: Service, what: What, atMs: number, which = ''): void {
  const { domain, label, serial } = service;
  fake.due.push({ atMs, what, domain, label, serial, which });
}

/** No longer due: of what kind, or all that is left of a label that is gone. */
export function unplan(fake: FakeLaunchd, service: Service, what: What | null): void {
  fake.due = fake.due.filter((due) => due.serial !== service.serial || (what !== null && due.what !== what));
}
