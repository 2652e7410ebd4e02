// Directives that take one of a few words, and since which release each word is known: a table of facts. systemd only
// warns of a word it does not know, and goes on with the default, which is seldom what was meant.

/** 0: in 239 and before. */
const WORDS: readonly (readonly [keys: string, words: Readonly<Record<number, string>>])[] = [
  ['Type', { 0: 'simple forking oneshot dbus notify idle', 240: 'exec', 253: 'notify-reload' }],
  ['Restart', { 0: 'no on-success on-failure on-abnormal on-watchdog on-abort always' }],
  ['RestartMode', { 254: 'normal direct', 257: 'debug' }],
  ['ExitType', { 250: 'main cgroup' }],
  ['KillMode', { 0: 'control-group process mixed none' }],
  ['OOMPolicy', { 243: 'continue stop kill' }],
  ['NotifyAccess', { 0: 'none main all exec' }],
  ['CollectMode', { 0: 'inactive inactive-or-failed' }],
  ['KeyringMode', { 0: 'inherit private shared' }],
  ['TimeoutStartFailureMode TimeoutStopFailureMode', { 246: 'terminate abort kill' }],
  [
    'OnFailureJobMode OnSuccessJobMode',
    {
      0: 'fail replace replace-irreversibly isolate flush ignore-dependencies ignore-requirements',
      244: 'triggering',
      254: 'restart-dependencies',
    },
  ],
  [
    'StartLimitAction FailureAction SuccessAction JobTimeoutAction',
    {
      0: 'none reboot reboot-force reboot-immediate poweroff poweroff-force poweroff-immediate',
      240: 'exit exit-force',
      254: 'soft-reboot soft-reboot-force kexec kexec-force halt halt-force halt-immediate',
    },
  ],
  [
    'StandardOutput StandardError',
    {
      // The two syslogs have been other names for the journal since 246, with a warning.
      0: 'inherit null tty syslog syslog+console kmsg kmsg+console journal journal+console socket fd file',
      240: 'append',
      248: 'truncate',
    },
  ],
  ['StandardInput', { 0: 'null tty tty-force tty-fail socket fd data file' }],
  ['ProtectSystem', { 0: 'no yes full strict' }],
  ['ProtectHome', { 0: 'no yes read-only tmpfs' }],
  ['RuntimeDirectoryPreserve FileDescriptorStorePreserve', { 0: 'no yes restart' }],
];

/** What a boolean may be written as, where a word may be one. */
const BOOLEANS = /^(?:1|yes|y|true|t|on|0|no|n|false|f|off)$/i;

/** The first release that takes the value, 0 where all do; null for a directive whose values are not a few words. */
export function wordVersion(section: string, key: string, value: string): number | 'unknown' | null {
  const found = WORDS.find(([keys]) => keys.split(' ').includes(key));
  if (!found || (section === 'Mount' && key === 'Type')) return null;
  const [, words] = found;
  const known = Object.entries(words).flatMap(([since, some]) =>
    some.split(' ').map((word) => [word, Number(since)] as const),
  );
  if (BOOLEANS.test(value) && known.some(([word]) => word === 'yes')) return 0;
  // `append:/path`, `fd:name`: here only the word is judged.
  const word = key.startsWith('Standard') ? value.replace(/:.*$/s, '') : value;
  return known.find(([name]) => name === word)?.[1] ?? 'unknown';
}

/** The words a directive takes, for a message; empty where they are not a few. */
export function wordsOf(key: string): readonly string[] {
  const words = WORDS.find(([keys]) => keys.split(' ').includes(key))?.[1] ?? {};
  return Object.values(words).flatMap((some) => some.split(' '));
}
