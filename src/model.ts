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
  /** Names that it has, but that `only` keeps from this host. Absent: none. */
  readonly keptAway?: readonly string[];
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

export type Role = 'service' | 'timer' | 'path' | 'socket';

/**
 * running: stays up · armed: waits for its moment · done: has run to its end once · free: up or not, as its trigger or a
 * person likes · down: must not run.
 */
export type Want = 'running' | 'armed' | 'done' | 'free' | 'down';

export interface DesiredUnit {
  /** Unit name or launchd label. */
  readonly id: string;
  readonly role: Role;
  readonly want: Want;
  /** Runs to its end and is then done: never killed for the sake of a new definition. */
  readonly once: boolean;
  /** What enables it: links to it, as paths below its unit folder (`default.target.wants/x.service`). */
  readonly links: readonly string[];
  /** What triggers it is a part of it: once it is loaded it waits for that, and is not started. */
  readonly triggered?: true;
}

export interface DesiredDaemon {
  readonly name: string;
  readonly domain: Domain;
  /** Where its log files go: no service manager makes a folder for them. */
  readonly folders: readonly Folder[];
  readonly files: readonly File[];
  readonly units: readonly DesiredUnit[];
  readonly care: Care;
}

/** What is to be known of a daemon beyond its files, to start it and to look after it. */
export interface Care {
  /** Names that come first when several are started. */
  readonly after: readonly string[];
  /** Of these, names without which it is not started for the first time. */
  readonly needs: readonly string[];
  readonly onChange: 'restart' | 'keep';
  readonly watched: readonly Watched[];
  readonly health: Health | null;
  readonly logs: Logs;
  readonly stopTimeoutSec: number;
  readonly workingDirectory: string;
  /** Needs a user manager that starts with the machine. */
  readonly linger: boolean;
  /** How it is told to read its own settings again; null: it cannot be. */
  readonly reload: Reload | null;
  /** Another user's: what it uses may not be looked at, and its logs are root's business. */
  readonly otherUser: boolean;
  /** Names in its environment whose values are masked wherever they are shown. */
  readonly secrets: readonly string[];
  readonly description: string | null;
}

/** A file whose content a running process was started with. */
export interface Watched {
  /** Maybe a glob, but never for `env`. */
  readonly path: string;
  readonly as: 'env' | 'restart' | 'reload';
  readonly optional: boolean;
}

/** Sorted by name. */
export type Desired = readonly DesiredDaemon[];

// ── Memory: what was done before, so that ours, theirs and old can be told apart ────────────────────

/** Digests of what a start takes from a definition: with both equal, a running process runs that definition. */
export interface Weight {
  readonly restart: string;
  readonly reload: string;
}

/** Of one namespace. */
export interface Memory {
  readonly namespace: string;
  /** The manifest it belongs to; null: never said, or standard input. */
  readonly manifest: string | null;
  /** The host it was last applied on. */
  readonly host: string | null;
  /** Patterns of `include` that matched something last time. */
  readonly includes: readonly string[];
  /** A run began to change things and has not said that it ended: what was refreshed by it is not known. */
  readonly unfinished: boolean;
  readonly daemons: Readonly<Record<string, Remembered>>;
}

export interface Remembered {
  readonly domain: Domain;
  /** The claim, written before the first write: path → digest of what was to be written. Paths to be removed stay until they are. */
  readonly files: Readonly<Record<string, string>>;
  readonly folders: readonly string[];
  /** With the manager that each belongs to: one that is moved belongs to both, until the old one is gone. */
  readonly units: readonly (Pick<DesiredUnit, 'id' | 'role' | 'links'> & {
    readonly domain: Domain;
    /** What was last put in place was there to run to its end: such a run is not ended for the sake of a change. */
    readonly once?: true;
  })[];
  /** What the manager has had loaded since a moment (of the file system's clock), by unit. `dropIns`: their digest, '' where there are none. */
  readonly loaded: Readonly<
    Record<string, { readonly weight: Weight; readonly sinceMs: number; readonly dropIns: string }>
  >;
  /** What was seen up and from which definition, by unit: written after a verified start only. */
  readonly started: Readonly<Record<string, { readonly invocation: string | null; readonly weight: Weight }>>;
  /** Keyed digests of watched files as of the last verified start, by path; null: it was not there. */
  readonly watched: Readonly<Record<string, string | null>>;
  /** The same names in other folders, which `adopt` was told to let stand: ours take precedence. */
  readonly shadows: readonly string[];
  /** Stopped by hand, with `daemonsync stop`. */
  readonly held: { readonly sinceMs: number } | null;
  readonly linger: boolean;
  /** Where its own log files are, and were. */
  readonly logs: readonly string[];
  /**
   * What only root may do was handed to a person, to be run by hand: by path of what it writes or removes, the moment (of the
   * file system's clock). What has changed since was changed by those commands. Absent: nothing was.
   */
  readonly printed?: Readonly<Record<string, number>>;
}

// ── Observed: what is there ─────────────────────────────────────────────────────────────────────────

export interface FoundFile {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'folder' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly size: number;
  /** Last change of content, by the file system's clock. */
  readonly changedMs: number;
  /** null: not a plain file, not readable (root's, with secrets in it), or beyond all size. */
  readonly text: string | null;
  /** Of a link: where it points, as written. */
  readonly target: string | null;
  readonly mark: { readonly namespace: string; readonly daemon: string; readonly intact: boolean } | null;
}

/** Unknown is not absent: it blocks change. */
export type ServiceState =
  | { readonly kind: 'up'; readonly pid: number | null }
  | { readonly kind: 'starting' | 'stopping' | 'reloading' }
  | { readonly kind: 'armed' }
  | { readonly kind: 'done' }
  /** Not running, and the manager has no complaint. */
  | { readonly kind: 'down'; readonly exited: Exit | null }
  /** Gave up, or was never able to. */
  | { readonly kind: 'failed'; readonly exited: Exit | null }
  /** Fails and is started again, over and over. */
  | { readonly kind: 'looping'; readonly exited: Exit | null; readonly restarts: number | null }
  | { readonly kind: 'unknown'; readonly why: string };

/** How the main process ended, and what the manager calls it. */
export interface Exit {
  /** systemd's Result or launchd's reason: `exit-code`, `signal`, `timeout`, `oom-kill` … */
  readonly result: string;
  readonly status: number | null;
  /** A name without SIG. */
  readonly signal: string | null;
}

export interface FoundUnit {
  readonly id: string;
  readonly role: Role;
  readonly domain: Domain;
  readonly state: ServiceState;
  /** What the manager makes of its definition; absent: it has not loaded it. */
  readonly load: 'loaded' | 'absent' | 'bad' | 'masked' | 'unknown';
  /** Links that enable it: paths below the folder they are in, and whole paths of those elsewhere. */
  readonly links: readonly string[];
  /** The same name in other folders of the unit path, or a mask: whole paths. */
  readonly elsewhere: readonly string[];
  /** The user's own for this very unit, whole paths with text, those of the folder that takes precedence first. */
  readonly dropIns: readonly { readonly path: string; readonly text: string; readonly changedMs: number }[];
  /** Which start is running, where that can be told. */
  readonly invocation: string | null;
  /** When that began, by the file system's clock. */
  readonly startedMs: number | null;
  /** When its manager last read all unit files, by its own clock. Absent: it leaves no trace of that. */
  readonly readMs?: number;
  /**
   * What its manager itself says of the definition that it holds: the one that is wanted, in all that it tells of it, or
   * another. Absent: it was not asked, because memory knows, or it does not tell.
   */
  readonly definition?: 'wanted' | 'another';
  /** Its manager holds a definition of it, running or not, and keeps that until it is told to let go. */
  readonly held?: true;
  /** An order of its manager's own keeps it from being loaded, whatever its file says. */
  readonly disabled?: true;
  /** The same name in another domain: where, and from which file (null: that is not told). */
  readonly twins?: readonly { readonly target: string; readonly path: string | null }[];
}

/** What only a closer look at a unit tells. */
export interface Detail {
  readonly pid: number | null;
  readonly memoryBytes: number | null;
  /** Automatic ones since somebody started it. */
  readonly restarts: number | null;
  readonly exited: Exit | null;
  /** Of what runs at times. */
  readonly nextMs: number | null;
  readonly lastMs: number | null;
}

export interface ObservedDaemon {
  readonly name: string;
  /** Of every path that is wanted, remembered, or marked as its own: absent ones are not listed. */
  readonly files: readonly FoundFile[];
  readonly units: readonly FoundUnit[];
  readonly remembered: Remembered | null;
  /** By path of the file itself (globs resolved). `digest` is keyed; null: not there. */
  readonly watched: Readonly<Record<string, { readonly digest: string | null; readonly changedMs: number }>>;
  /** Wanted folders and log files that are not there. */
  readonly missing: readonly string[];
}

export interface Observed {
  /** Wanted, remembered, or marked with our namespace; sorted by name. */
  readonly daemons: readonly ObservedDaemon[];
  readonly memory: Memory;
  /** null: not a system that knows it. */
  readonly linger: { readonly on: boolean; readonly byUs: boolean; readonly othersNeedIt: boolean } | null;
  /** false: nothing runs here now (`--offline`). */
  readonly manager: boolean;
  /** Domains that do not exist just now, and come when somebody logs in: what belongs there starts then. Absent: none. */
  readonly asleep?: readonly Domain[];
  /** It was found, and does not answer: nothing is known of anything that runs. */
  readonly unreachable?: Problem;
  /** The unit this very process runs in, if any: it is restarted last. */
  readonly self: string | null;
}

// ── Plan: the difference, as data ───────────────────────────────────────────────────────────────────

export type Impact = 'none' | 'reload' | 'restart';

/** Why a change was chosen. For people to read; nothing downstream may decide by it. */
export type Reason =
  | {
      readonly kind:
        | 'new'
        | 'left'
        | 'asked'
        | 'unfinished'
        | 'moved'
        | 'mode-differs'
        | 'held'
        | 'kept'
        | 'linger'
        | 'unlinger';
    }
  | {
      readonly kind:
        | 'file-missing'
        | 'file-edited'
        | 'drop-in'
        | 'drop-in-changed'
        | 'env-file'
        | 'restart-on'
        | 'reload-on'
        | 'folder-missing';
      readonly path: string;
    }
  | { readonly kind: 'directive'; readonly path: string; readonly what: string; readonly impact: Impact }
  | {
      readonly kind:
        | 'disabled'
        | 'enabled'
        | 'old-definition'
        | 'runs-on'
        | 'not-refreshed'
        | 'still-running'
        | 'still-loaded'
        | 'no-record';
      readonly id: string;
    }
  | { readonly kind: 'state'; readonly id: string; readonly state: ServiceState }
  | { readonly kind: 'foreign'; readonly path: string; readonly owner: string | null }
  | { readonly kind: 'masked'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'twin'; readonly target: string; readonly path: string | null }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'blocked'; readonly problem: Problem }
  | { readonly kind: 'waits-for'; readonly name: string };

export interface Change {
  readonly name: string;
  /** create + · update ~ · remove - · conflict ! · blocked ! (unknown or amiss: left alone) · keep = */
  readonly kind: 'create' | 'update' | 'remove' | 'conflict' | 'blocked' | 'keep';
  readonly domain: Domain;
  readonly because: readonly Reason[];
  /** What it means for the process: the strongest of all. `start`: was not running. */
  readonly effect: 'none' | 'reload' | 'restart' | 'start' | 'stop';
  readonly work: Work;
  /** Of every unit that is wanted; and the digest of the drop-ins that were weighed with it, '' for none. */
  readonly weights: Readonly<Record<string, Weight & { readonly dropIns: string }>>;
  /** What is known to be running now, whether or not it is what is wanted. */
  readonly running: Readonly<Record<string, { readonly invocation: string | null; readonly weight: Weight }>>;
}

/** What is to be done for one daemon, in words that both platforms understand. */
export interface Work {
  /** Hand-edited files of ours: copied aside before they are replaced or removed. */
  readonly keep: readonly string[];
  readonly ensure: readonly {
    readonly path: string;
    readonly kind: 'folder' | 'file';
    readonly mode: number;
    readonly owner?: string;
  }[];
  readonly write: readonly File[];
  readonly chmod: readonly { readonly path: string; readonly mode: number }[];
  /** Files and links, each with whether only root may. */
  readonly remove: readonly string[];
  /** Folders that go if nothing is left in them. */
  readonly prune: readonly string[];
  /** Unit ids, by verb. `stop` comes before the files are changed, everything else after the manager has read them. */
  readonly stop: readonly UnitRef[];
  readonly enable: readonly UnitRef[];
  readonly disable: readonly UnitRef[];
  readonly start: readonly UnitRef[];
  readonly restart: readonly UnitRef[];
  readonly reload: readonly UnitRef[];
  /** Whose failed state is to be forgotten first. */
  readonly reset: readonly UnitRef[];
  /** The manager must read its files again. */
  readonly refresh: boolean;
  /** And so must these others, which it has left. */
  readonly refreshAlso: readonly Domain[];
  /** But only the one that it moved away from. */
  readonly elsewhere?: true;
  readonly await: readonly Awaited[];
}

export interface UnitRef {
  readonly id: string;
  readonly domain: Domain;
}

export interface Awaited extends UnitRef {
  /** gone: not only down, but forgotten by its manager. */
  readonly until: 'up' | 'done' | 'armed' | 'down' | 'gone';
  readonly health: Health | null;
  /** The start that a restart is to end: while it still runs, the new one has not come. Absent: none, or not known. */
  readonly was?: string;
  /** Run once where its manager has it and nothing begins: some managers forget to start what they were told to keep up. */
  readonly nudge?: { readonly argv: Argv; readonly privileged?: true };
}

/** The order of every plan is this list and nothing else. */
export const PHASES = ['stop', 'files', 'refresh', 'start', 'settle'] as const;
export type Phase = (typeof PHASES)[number];

export type Argv = readonly [string, ...string[]];

export type Step = {
  readonly phase: Phase;
  /** Whose step it is. Empty: everybody's; when it fails, nobody's later steps are tried. */
  readonly daemons: readonly string[];
  /** Through sudo: its argv begins with it. */
  readonly privileged?: true;
} & (
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'ensure'; readonly path: string; readonly what: 'folder' | 'file'; readonly mode: number }
  | { readonly kind: 'write'; readonly file: File }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'chmod'; readonly path: string; readonly mode: number }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'prune'; readonly path: string }
  | {
      readonly kind: 'run';
      readonly argv: Argv;
      /** What the command reads on its standard input. */
      readonly input?: string;
      /** Exit codes that are as good as 0. */
      readonly alsoOk?: readonly number[];
      /** Tried instead when it fails. */
      readonly otherwise?: Argv;
      /** The last words of argv, each with its daemon: refused as a whole, they are tried one by one. */
      readonly each?: readonly { readonly word: string; readonly daemon: string }[];
      readonly timeoutMs?: number;
      /** Its neighbours with the same number need not wait for each other. */
      readonly alongside?: number;
      /** Refused for a reason that may pass, it is tried again for so long. */
      readonly retryForMs?: number;
      /** What is done when it has failed for good: what was there before is put back. */
      readonly undo?: readonly Step[];
    }
  | {
      readonly kind: 'await';
      readonly targets: readonly (Awaited & { readonly daemon: string })[];
      readonly stableMs: number;
      readonly deadlineMs: number;
      /** Whoever has arrived goes on with what may run side by side with others, and does not wait for the rest. */
      readonly goOn?: true;
    }
);

export interface Plan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

// ── Outcomes ────────────────────────────────────────────────────────────────────────────────────────

/** What became of one unit that was waited for. */
export interface Arrival {
  readonly daemon: string;
  readonly id: string;
  /**
   * exited: ended by itself with no error, though it should stay up · late: still on its way when the time was up ·
   * interrupted: nobody waited any longer.
   */
  readonly result: 'reached' | 'failed' | 'looping' | 'exited' | 'late' | 'unhealthy' | 'interrupted';
  /** As last seen; of those that are not well, with how they ended. */
  readonly state: ServiceState;
  readonly invocation: string | null;
  /** null: all is well, or nobody can say. A warning: slow, but nothing is wrong. */
  readonly problem: Problem | null;
}

/** Of each daemon of each step there is exactly one: `step` is the part of it that is spoken of, without the others' words. */
export type Outcome =
  | { readonly status: 'done'; readonly step: Step; readonly arrivals?: readonly Arrival[] }
  /** Of some of the step's daemons only, where `daemons` says so. */
  | {
      readonly status: 'failed';
      readonly step: Step;
      readonly problem: Problem;
      readonly daemons: readonly string[];
      readonly arrivals?: readonly Arrival[];
    }
  /** `after`: the step that failed; or, where a person interrupted the run, the last one that was done. */
  | {
      readonly status: 'skipped';
      readonly step: Step;
      readonly after: Step;
      readonly daemons: readonly string[];
      readonly interrupted?: true;
    };
