// The nouns of the pipeline, in the order they come into being:
//   sources → Manifest → Desired → (Observed) → Plan → Outcome
// Plain, readonly, JSON-safe data and nothing else. This file imports nothing and decides nothing.

// ── Where something was written, and what is wrong with it ──────────────────────────────────────────

/** A place in a source file. Lines and columns count from 1; columns and lengths count UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Something a person can mend. Collected, never thrown. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Stable, for --json and for tests: `unknown-key`, `not-on-macos` … */
  readonly code: string;
  readonly message: string;
  readonly daemon?: string;
  readonly at?: Place;
  /** What mends it: a sentence or a command. */
  readonly hint?: string;
  /** Other places that belong to the same problem, each with its own few words. */
  readonly related?: readonly { readonly at: Place; readonly message: string }[];
}

// ── Facts: what must be known of the machine, gathered before anything is decided ───────────────────

export type Platform = 'systemd' | 'launchd';

export interface Account {
  readonly user: string;
  readonly uid: number | null;
  readonly group: string | null;
  readonly home: string;
}

export interface Facts {
  readonly platform: Platform;
  readonly account: Account;
  readonly hostname: string;
  readonly configDir: string;
  readonly stateDir: string;
  readonly dataDir: string;
  readonly cacheDir: string;
  /** From config.ini; the manifest's own `label_prefix` beats it. */
  readonly labelPrefix: string;
  readonly nixos: boolean;
  /** macOS major version; null where unknown or not a Mac. */
  readonly macosVersion: number | null;
  /** systemd major version; null where unknown or never asked. */
  readonly systemdVersion: number | null;
  /** False while rendering for another machine: then nothing of this one may be looked up. */
  readonly thisMachine: boolean;
  /** What starts a login daemon here: somebody at a seat, or linger; neither: only a login over the network. null: unknown. */
  readonly loginBy: 'seat' | 'linger' | 'neither' | null;
  /** The caller's own group where nobody else is in it (as many Linux systems set it up); null where it is shared. */
  readonly privateGid: number | null;
  /** Other accounts that the manifest names in `boot.user`; null: there is no such user. */
  readonly accounts: Readonly<Record<string, Account | null>>;
  /** Bare first words of commands, looked up on the daemon's own PATH: see `lookupKey`. null: not found. */
  readonly programs: Readonly<Record<string, string | null>>;
  /** Paths the manifest names that are not as they should be: not there, not runnable, or readable by others. */
  readonly amiss: Readonly<Record<string, Amiss>>;
  /** For daemons of root: is this path, with all folders above it, root's own and writable by nobody else? */
  readonly rootOwned: Readonly<Record<string, boolean>>;
}

export type Amiss = 'missing' | 'not-runnable' | 'open';

// ── Manifest: what a person asked for, every default filled in ──────────────────────────────────────

export interface Manifest {
  /** Real path of daemons.yaml; null when it came from standard input. */
  readonly path: string | null;
  readonly namespace: string;
  readonly labelPrefix: string;
  readonly daemons: readonly Daemon[];
}

export interface Daemon {
  readonly name: string;
  readonly at: Place;
  readonly description: string | null;
  readonly run: Run;
  readonly launcher: Launcher;
  readonly workingDirectory: string;
  /** Default PATH, then `defaults.env`, then `env`: already merged and expanded. */
  readonly env: Readonly<Record<string, string>>;
  /** Names in `env` whose values are masked wherever they are shown. */
  readonly secrets: readonly string[];
  readonly envFiles: readonly EnvFile[];
  readonly when: 'login' | 'boot' | 'manual';
  readonly runAtStart: boolean;
  /** Only with `when: boot`. */
  readonly boot: Boot | null;
  readonly type: 'simple' | 'oneshot' | 'notify';
  readonly restart: Restart;
  readonly schedule: Schedule | null;
  readonly watchPaths: readonly string[];
  readonly sockets: readonly Socket[];
  readonly after: readonly string[];
  readonly needs: readonly string[];
  readonly logs: Logs;
  readonly stop: { readonly signal: string; readonly timeoutSec: number };
  readonly limits: Limits;
  readonly priority: 'background' | 'standard' | 'interactive';
  /** Octal digits as written: "022". */
  readonly umask: string | null;
  readonly reaches: 'nothing' | 'internet' | 'lan' | null;
  readonly health: Health | null;
  readonly reload: Reload | null;
  readonly restartOn: readonly string[];
  readonly reloadOn: readonly string[];
  readonly onChange: 'restart' | 'keep';
  readonly enabled: boolean;
  /** Raw and verbatim: section → key → one value, several, or null to remove what would be written. */
  readonly systemd: Readonly<Record<string, Readonly<Record<string, readonly string[] | null>>>>;
  /** Raw plist keys merged over; null removes. */
  readonly launchd: Readonly<Record<string, RawValue | null>>;
}

export type RawValue = string | number | boolean | readonly RawValue[] | { readonly [key: string]: RawValue };

export type Run =
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'shell'; readonly text: string };

export type Launcher =
  | { readonly kind: 'direct' }
  | { readonly kind: 'uv'; readonly dir: string; readonly sync: boolean }
  | { readonly kind: 'venv' | 'node' | 'mise' | 'nix' | 'direnv'; readonly dir: string };

export interface EnvFile {
  readonly path: string;
  readonly optional: boolean;
}

export interface Boot {
  /** Whose process it is: the caller, unless `boot.user` says otherwise. */
  readonly account: Account;
  readonly as: 'user-manager' | 'system';
  /** The account is not the caller's: wrapper and logs live in root's folders. */
  readonly otherUser: boolean;
}

export interface Restart {
  readonly policy: 'always' | 'on-failure' | 'never';
  readonly delayMs: number;
  /** Null: never gives up. */
  readonly burst: number | null;
  readonly windowMs: number | null;
}

export interface Socket {
  readonly name: string;
  readonly listen:
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
    | { readonly kind: 'unix'; readonly path: string; readonly mode: string | null };
}

export type Logs =
  | { readonly kind: 'journal' | 'none' }
  | {
      readonly kind: 'files';
      readonly stdout: string;
      readonly stderr: string;
      readonly rotate: { readonly sizeBytes: number; readonly keep: number } | null;
    };

export interface Limits {
  readonly openFiles: number | null;
  readonly processes: number | null;
  readonly memoryBytes: number | null;
  /** Percent of one processor: 150 is one and a half. */
  readonly cpuPercent: number | null;
  readonly nice: number | null;
  readonly io: 'best-effort' | 'idle' | null;
}

export interface Health {
  readonly probe:
    | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] }
    | { readonly kind: 'http'; readonly url: string }
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number };
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
}

export type Reload =
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]] };

// ── Schedules: one form for cron, `every` and calendar ──────────────────────────────────────────────

export interface Schedule {
  /** Several entries are OR-ed. */
  readonly entries: readonly ScheduleEntry[];
  readonly catchUp: boolean;
  readonly jitterMs: number;
}

export type ScheduleEntry =
  | { readonly kind: 'every'; readonly everyMs: number }
  | { readonly kind: 'calendar'; readonly rules: readonly CalendarRule[] };

/** One OnCalendar line. Parts are AND-ed, rules of one entry are OR-ed. null: any value. */
export interface CalendarRule {
  /** 0 Sunday … 6 Saturday, sorted, never all seven. */
  readonly weekdays: readonly number[] | null;
  readonly years: readonly Range[] | null;
  readonly months: readonly Range[] | null;
  readonly days: readonly Range[] | null;
  /** `days` count back from the end of the month (systemd's `~`). */
  readonly daysFromEnd: boolean;
  readonly hours: readonly Range[] | null;
  readonly minutes: readonly Range[] | null;
  /** In microseconds: systemd's seconds may have a fraction. */
  readonly seconds: readonly Range[] | null;
  /** null: the machine's own time. Else "UTC" or an IANA name. */
  readonly zone: string | null;
}

/** from, from/step, from..to or from..to/step. */
export interface Range {
  readonly from: number;
  readonly to: number | null;
  readonly step: number | null;
}

// ── Desired: what that means on this machine ────────────────────────────────────────────────────────

export interface File {
  readonly path: string;
  readonly mode: number;
  /** Absent: the caller's own. */
  readonly owner?: 'root';
  readonly text: string;
}

/** Made before the start where it is missing, and only then. */
export interface Folder {
  readonly path: string;
  readonly mode: number;
  /** A user's name. Absent: the caller's own. */
  readonly owner?: string;
}

/** user: the systemd user manager · gui: the login domain of launchd · system: root's manager, through sudo. */
export type Domain = 'user' | 'gui' | 'system';

export interface DesiredUnit {
  /** Unit name or launchd label. */
  readonly id: string;
  readonly role: 'service' | 'timer' | 'path' | 'socket';
  readonly want: 'running' | 'armed' | 'done' | 'down';
}

export interface DesiredDaemon {
  readonly name: string;
  readonly domain: Domain;
  /** Where its log files go: no service manager makes a folder for them. */
  readonly folders: readonly Folder[];
  readonly files: readonly File[];
  readonly units: readonly DesiredUnit[];
}

/** Sorted by name. */
export type Desired = readonly DesiredDaemon[];
