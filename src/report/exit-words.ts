// How a process ended → a few words that a person can act on. Pure; knows the numbers of systemd, of shells and of our own
// wrappers, and decides nothing by them.
import type { Exit } from '../model.ts';

export interface ExitAbout {
  /** How often it was started again by itself. */
  readonly restarts?: number | null;
}

/** "exited 3", "killed by signal KILL (out of memory)". null: nothing is known of an end. */
export function exitWords(exit: Exit, about: ExitAbout = {}): string {
  const known = Object.hasOwn(RESULTS, exit.result) ? RESULTS[exit.result] : undefined;
  const words = known ? known(exit) : plainEnd(exit);
  const { restarts } = about;
  if (exit.result === 'start-limit-hit') {
    const how = plainEnd(exit);
    const tries = restarts ? `after ${restarts + 1} tries` : 'after too many starts in too short a time';
    return `gave up ${tries}${exit.status === null && exit.signal === null ? '' : ` (${how})`}`;
  }
  return restarts ? `${words}, and was started again ${restarts === 1 ? 'once' : `${restarts} times`}` : words;
}

/** Whether it ended as a program should. */
export const isGoodEnd = ({ result, status, signal }: Exit): boolean =>
  result === 'success' || (result === 'exit-code' && status === 0 && signal === null);

const RESULTS: Readonly<Record<string, (exit: Exit) => string>> = {
  success: (exit) =>
    exit.signal === null && (exit.status ?? 0) === 0 ? 'ended well (exited 0)' : `ended well (${plainEnd(exit)})`,
  'exit-code': (exit) =>
    exit.signal === null && (exit.status ?? 0) === 0
      ? 'a command before or after its main one failed (ExecStartPre= or the like)'
      : plainEnd(exit),
  signal: (exit) => plainEnd(exit),
  'core-dump': ({ signal }) => `killed by signal ${signal ?? 'unknown'} (it crashed; a core was dumped)`,
  'oom-kill': ({ signal }) => `killed by signal ${signal ?? 'KILL'} (out of memory)`,
  timeout: ({ signal }) =>
    signal === 'KILL' ? 'did not end within its stop timeout, and was killed' : 'took longer than its start timeout',
  watchdog: () => 'did not answer its watchdog in time',
  protocol: (exit) =>
    `did not tell systemd that it is ready, as type: notify has to${exit.status ? ` (${plainEnd(exit)})` : ''}`,
  resources: () => 'could not be set up: something it needs is not there or not allowed (an env_file, a port, a limit)',
  'spawn-failed': ({ status }) =>
    `launchd could not start it${status === null ? '' : ` (${status})`}: its program or that one's interpreter, its working directory or its log folder is not there or may not be used`,
  OS_REASON_CODESIGNING: () =>
    'killed by macOS: the signature of its program does not hold (it was overwritten in place, perhaps; install it anew)',
  OS_REASON_DYLD: () => 'killed by macOS: a library that its program needs could not be loaded',
  OS_REASON_TCC: () =>
    'killed by macOS: it used something private that it has no permission for (see Privacy & Security)',
  JETSAM_REASON_MEMORY_PERPROCESSLIMIT: () => 'killed by macOS: it used more memory than it may',
  JETSAM_REASON_MEMORY_IDLE_EXIT: () => 'ended by macOS while it was idle, to save memory',
  'exec-condition': () => 'its condition did not hold',
  'start-limit-hit': () => 'gave up',
  'unit-start-limit-hit': () => 'what it triggers was started too often in too short a time',
  'service-start-limit-hit': () => 'its service was started too often in too short a time',
  'trigger-limit-hit': () => 'was triggered too often in too short a time',
};

function plainEnd({ result, status, signal }: Exit): string {
  if (signal !== null)
    return `killed by signal ${signal}${Object.hasOwn(SIGNALS, signal) ? ` (${SIGNALS[signal]})` : ''}`;
  if (status === null) return `ended: ${result}`;
  return `exited ${status}${meaning(status)}`;
}

function meaning(status: number): string {
  const [name, words] = SYSTEMD[status] ?? [];
  if (name !== undefined) return `: ${words} (systemd's ${name})`;
  const common = COMMON[status];
  if (common !== undefined) return `: ${common}`;
  const signal = status > 128 ? NUMBERS[status - 128] : undefined;
  return signal === undefined ? '' : `: as a shell tells of a program that was killed by signal ${signal}`;
}

const COMMON: Readonly<Record<number, string>> = {
  64: 'wrong usage of the command, by the common convention',
  66: 'an input is missing, by the common convention',
  69: 'a service it needs is not there, by the common convention',
  75: 'a failure that may pass, by the common convention',
  77: 'something is not permitted, by the common convention',
  78: 'something it needs is missing or wrongly configured',
  126: 'the program was found but may not be run',
  127: 'the program, or what its wrapper needs, was not found',
};

const SIGNALS: Readonly<Record<string, string>> = {
  ABRT: 'it gave up by itself',
  BUS: 'it crashed',
  FPE: 'it crashed',
  ILL: 'it crashed',
  SEGV: 'it crashed',
  SYS: 'it used a forbidden system call',
  XCPU: 'it used up its processor time',
  XFSZ: 'a file grew beyond its limit',
};

/** The same on every Linux processor but a few, and on macOS. */
const NUMBERS: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  4: 'ILL',
  5: 'TRAP',
  6: 'ABRT',
  8: 'FPE',
  9: 'KILL',
  11: 'SEGV',
  13: 'PIPE',
  14: 'ALRM',
  15: 'TERM',
};

/** What systemd itself exits with, in the process that would have become the program. */
const SYSTEMD: Readonly<Record<number, readonly [name: string, words: string]>> = {
  200: ['CHDIR', 'its working directory is not there or may not be entered'],
  201: ['NICE', 'its nice level could not be set'],
  202: ['FDS', 'files could not be closed or passed on'],
  203: ['EXEC', 'the program could not be run'],
  204: ['MEMORY', 'there was no memory to start it'],
  205: ['LIMITS', 'one of its limits could not be set'],
  206: ['OOM_ADJUST', 'its out-of-memory score could not be set'],
  207: ['SIGNAL_MASK', 'its signal mask could not be set'],
  208: ['STDIN', 'its standard input could not be set up'],
  209: ['STDOUT', 'its log file cannot be written: is the folder there?'],
  210: ['CHROOT', 'its root directory could not be changed'],
  211: ['IOPRIO', 'its I/O priority could not be set'],
  212: ['TIMERSLACK', 'its timer slack could not be set'],
  213: ['SECUREBITS', 'its secure bits could not be set'],
  214: ['SETSCHEDULER', 'its scheduling could not be set'],
  215: ['CPUAFFINITY', 'its processors could not be set'],
  216: ['GROUP', 'its group could not be taken on: a user manager may not change it'],
  217: ['USER', 'its user could not be taken on'],
  218: ['CAPABILITIES', 'its capabilities could not be set: a user manager has none to give'],
  219: ['CGROUP', 'its control group could not be set up'],
  220: ['SETSID', 'a new session could not be made'],
  221: ['CONFIRM', 'somebody at the console refused the start'],
  222: ['STDERR', 'its log file for errors cannot be written: is the folder there?'],
  224: ['PAM', 'its PAM session could not be set up'],
  225: ['NETWORK', 'its network namespace could not be set up'],
  226: ['NAMESPACE', 'its mounts could not be set up: a path it names may not be there'],
  227: ['NO_NEW_PRIVILEGES', 'new privileges could not be ruled out'],
  228: ['SECCOMP', 'its system call filter could not be set'],
  229: ['SELINUX_CONTEXT', 'its SELinux context could not be set'],
  230: ['PERSONALITY', 'its execution domain could not be set'],
  231: ['APPARMOR_PROFILE', 'its AppArmor profile could not be set'],
  232: ['ADDRESS_FAMILIES', 'its address families could not be restricted'],
  233: ['RUNTIME_DIRECTORY', 'its runtime directory could not be made'],
  235: ['CHOWN', 'the owner of its socket could not be set'],
  236: ['SMACK_PROCESS_LABEL', 'its SMACK label could not be set'],
  237: ['KEYRING', 'its keyring could not be set up'],
  238: ['STATE_DIRECTORY', 'its state directory could not be made'],
  239: ['CACHE_DIRECTORY', 'its cache directory could not be made'],
  240: ['LOGS_DIRECTORY', 'its logs directory could not be made'],
  241: ['CONFIGURATION_DIRECTORY', 'its configuration directory could not be made'],
  242: ['NUMA_POLICY', 'its NUMA policy could not be set'],
  243: ['CREDENTIALS', 'its credentials could not be set up'],
  245: ['BPF', 'its BPF restrictions could not be set'],
};
