// What launchctl prints, as values: the nouns of this platform's readers. Types only. A word that launchd uses is kept as it is;
// what it means is said elsewhere (state.ts, loaded.ts), and a line that nobody understands is kept apart and never guessed at.

/** What was printed could be read, or not: then nothing is known, which is not the same as that there is nothing. */
export type Reading<T> = { readonly read: T } | { readonly unreadable: string };

/** `soFar`: what an excerpt says as far as it goes, or what came before it was cut off. To be shown; nothing is decided by it. */
export type ReadingSoFar<T> = { readonly read: T } | { readonly unreadable: string; readonly soFar?: T };

/** `launchctl print DOMAIN/LABEL`. null: it does not say. */
export interface PrintedService {
  /** As the first line has it: `gui/501/dev.daemonsync.x`, or before macOS 11 the label alone. */
  readonly target: string;
  readonly label: string;
  /** The plist that it was loaded from; null: from none (submitted by a program, or not told). */
  readonly path: string | null;
  /** LaunchAgent, LaunchDaemon, Submitted … */
  readonly type: string | null;
  /** `running`, `not running`, `spawn scheduled`, `SIGTERMed` … */
  readonly state: string | null;
  /** The later line: `running`, `exited`, `spawn failed`, `uninitialized`. */
  readonly jobState: string | null;
  readonly program: string | null;
  /** null: only a program was given. */
  readonly arguments: readonly string[] | null;
  /** Its own block only, neither the inherited nor the default one; launchd's own XPC_SERVICE_NAME and OSLogRateLimit included. */
  readonly environment: Readonly<Record<string, string>> | null;
  readonly workingDirectory: string | null;
  readonly stdinPath: string | null;
  readonly stdoutPath: string | null;
  readonly stderrPath: string | null;
  /** `gui/501`, without the session or process in brackets; before macOS 11 `com.apple.xpc.launchd.domain.system`. */
  readonly domain: string | null;
  readonly asid: number | null;
  /** Octal digits. */
  readonly umask: string | null;
  readonly username: string | null;
  readonly group: string | null;
  /** Whole seconds: ThrottleInterval (`base minimum runtime` where that is told), ExitTimeOut, StartInterval. */
  readonly minimumRuntime: number | null;
  readonly exitTimeout: number | null;
  readonly runInterval: number | null;
  readonly nice: number | null;
  readonly runs: number | null;
  readonly pid: number | null;
  readonly lastExit: PrintedExit | null;
  /** `successful exit` → 0, `after crash` → 1 … */
  readonly semaphores: Readonly<Record<string, string>>;
  readonly triggers: readonly PrintedTrigger[];
  /** Names of its sockets. */
  readonly sockets: readonly string[];
  /** `daemon (3)` → 3. */
  readonly spawnType: number | null;
  /** `maxfiles (soft)` → 8192. */
  readonly resourceLimits: Readonly<Record<string, string>>;
  /** `keepalive`, `runatload`, `inferred program` … */
  readonly properties: readonly string[];
  /** Seconds, where a crash loop is being slowed down. */
  readonly throttledFor: number | null;
  /**
   * Fields that cannot be told: text of the service's own (an argument with a newline in it, say) may have been taken for a
   * line of launchd's, or the other way about. Each is null or empty here, and that means *unknown*, never *none*.
   */
  readonly inDoubt: readonly DoubtfulField[];
  /** Lines and blocks that this reader has no meaning for, as they were printed. */
  readonly unexplained: readonly string[];
}

export type DoubtfulField = Exclude<keyof PrintedService, 'target' | 'label' | 'inDoubt' | 'unexplained'>;

export type PrintedExit =
  | { readonly kind: 'never' }
  | { readonly kind: 'code'; readonly code: number }
  /** A name without SIG where it is known, else as it was printed. */
  | { readonly kind: 'signal'; readonly signal: string; readonly number: number | null }
  /** OS_REASON_CODESIGNING, JETSAM_REASON_… */
  | { readonly kind: 'reason'; readonly reason: string };

/** An event that starts it: `com.apple.launchd.calendarinterval`, `com.apple.launchd.WatchPaths` … */
export interface PrintedTrigger {
  readonly name: string;
  readonly stream: string | null;
  readonly descriptor: PrintedValue;
}

export type PrintedValue = string | readonly PrintedValue[] | { readonly [key: string]: PrintedValue };

/** `launchctl print DOMAIN`. A domain whose table of services is not read to its end is unreadable: a label may be missing. */
export interface PrintedDomain {
  readonly target: string;
  /** `login`, `user`, `system` … */
  readonly type: string | null;
  /** `Aqua`, `Background` … */
  readonly session: string | null;
  readonly asid: number | null;
  /** Who brought it up: `loginwindow[536]`. */
  readonly creator: { readonly name: string; readonly pid: number } | null;
  readonly services: ReadonlyMap<string, PrintedRow>;
  /** null: no such block was printed, or it cannot be told (then it is in `unexplained`). */
  readonly disabled: PrintedDisabled | null;
  readonly unexplained: readonly string[];
}

export interface PrintedRow {
  /** null: not running. */
  readonly pid: number | null;
  /** `-` never exited, `0`, `78`, `-9` a signal, `(pe)` pressured exit, `(jt)` jetsam (037) … */
  readonly status: string;
}

/** Label → whether it is disabled; a label that is not there is enabled. */
export type PrintedDisabled = ReadonlyMap<string, boolean>;

/** `launchctl list`: label → row. */
export type PrintedList = ReadonlyMap<string, PrintedRow>;

/** `launchctl list LABEL`. null: it does not say, or it cannot be told. */
export interface PrintedListed {
  readonly label: string | null;
  readonly pid: number | null;
  /** As wait(2) gave it: 19200 is exit code 75, 9 is signal 9 (L46). */
  readonly waitStatus: number | null;
  /** null also where the wait status is 0: that is said of a job that never ended, too. */
  readonly lastExit: PrintedExit | null;
  readonly program: string | null;
  readonly arguments: readonly string[] | null;
  readonly stdoutPath: string | null;
  readonly stderrPath: string | null;
  readonly unexplained: readonly string[];
}

/** What a launchctl that failed said. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The exit code. Legacy verbs exit 0 whatever happens (L3). */
  readonly code: number;
  /** The number in the text, where there is one. */
  readonly number: number | null;
  /** The line that says what failed, as it was printed; hints to try again as root are left out. '' where nothing was said. */
  readonly words: string;
  /** What launchd calls the number. */
  readonly meaning: string | null;
  /** `<path>: <reason>`, which only root is told. */
  readonly paths: readonly { readonly path: string; readonly reason: string }[];
}

export type RefusalKind =
  | 'no-such-service'
  | 'no-such-domain'
  | 'in-progress'
  | 'io'
  | 'disabled'
  | 'not-permitted'
  | 'bad-owner-or-mode'
  | 'bad-plist'
  | 'no-such-file'
  | 'no-such-account'
  | 'already-there'
  | 'wrong-session'
  | 'domain-ending'
  | 'quarantined'
  | 'not-running'
  | 'several'
  | 'usage'
  | 'unknown';
