// Random sequences of what people and daemonsync do to a few units: the same for the stand-in world and for the real one.
// Makes them and tells what they are as shell; runs nothing.

import type { Odd } from '../../support/odd-strings.ts';

export type Op =
  | { readonly kind: 'file'; readonly path: string; readonly text: string | null }
  | { readonly kind: 'systemctl'; readonly words: readonly string[] };

/** One sequence has units of its own: several can go side by side and see nothing of each other but the daemon-reloads. */
export interface Sequence {
  readonly prefix: string;
  readonly ops: readonly Op[];
}

const INSTALL = '[Install]\nWantedBy=default.target\n';

interface Kind {
  readonly units: readonly string[];
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

const service = (mark: string, more = '', exec = '/bin/sleep 1h', install = INSTALL): string =>
  `[Unit]\nDescription=${mark}\n[Service]\n${more}Environment=MARK=${mark}\nExecStart=${exec}\n${install}`;

const BROKEN = ['[Service]\nExecStart=nonsense/x\n', '[Service', '', '[Unit]\nDescription=nothing\n'];

const SERVICE = [
  service('A'),
  service('B', 'Type=exec\n', '/bin/sleep 2h', ''),
  service('C', 'ExecReload=/bin/true\n', '/bin/sleep 3h', `${INSTALL}RequiredBy=nowhere.target\n`),
];
const JOB = [
  service('J', 'Type=oneshot\n', '/bin/true'),
  service('K', 'Type=oneshot\n', '/bin/false', ''),
  service('L', 'Type=oneshot\nRemainAfterExit=yes\n', '/bin/true'),
];
const ENDS = [
  service('E', '', '/bin/false'),
  service('F', 'Type=exec\n', '/nowhere/missing'),
  service('G', 'Restart=on-failure\nRestartSec=1h\n', '/bin/false'),
  service('H', 'Type=exec\nEnvironmentFile=/nowhere/env\n'),
  service('I', 'Type=exec\nRestart=always\nRestartSec=1h\nStandardOutput=append:/nowhere/log\n'),
];

const trigger = (name: string, section: string, lines: readonly string[]): readonly string[] =>
  lines.map((line) => `[${section}]\n${line}\n[Install]\nWantedBy=${name}s.target\n`);

const KINDS: readonly ((prefix: string) => Kind)[] = [
  (p) => ({ units: [`${p}-a.service`], texts: { [`${p}-a.service`]: SERVICE } }),
  (p) => ({ units: [`${p}-j.service`], texts: { [`${p}-j.service`]: JOB } }),
  (p) => ({ units: [`${p}-e.service`], texts: { [`${p}-e.service`]: ENDS } }),
  (p) => ({
    units: [`${p}-t.timer`, `${p}-t.service`],
    texts: {
      [`${p}-t.timer`]: trigger('timer', 'Timer', ['OnCalendar=2099-01-01', 'OnCalendar=2098-01-01', 'AccuracySec=1s']),
      [`${p}-t.service`]: JOB,
    },
  }),
  (p) => ({
    units: [`${p}-s.socket`, `${p}-s.service`],
    texts: {
      [`${p}-s.socket`]: trigger('socket', 'Socket', [
        `ListenStream=%t/${p}-1`,
        `ListenStream=%t/${p}-2`,
        'SocketMode=0600',
      ]),
      [`${p}-s.service`]: SERVICE,
    },
  }),
  (p) => ({
    units: [`${p}-p.path`, `${p}-p.service`],
    texts: {
      [`${p}-p.path`]: trigger('path', 'Path', [
        'PathChanged=/nowhere/x',
        'PathChanged=/nowhere/y',
        'MakeDirectory=no',
      ]),
      [`${p}-p.service`]: SERVICE,
    },
  }),
  (p) => ({
    units: [`${p}-w.service`, `${p}-v.service`],
    texts: {
      [`${p}-w.service`]: [
        `[Unit]\nWants=${p}-v.service\nAfter=${p}-v.service\n${service('W').replace('[Unit]\n', '')}`,
        `[Unit]\nAfter=${p}-v.service\n${service('X').replace('[Unit]\n', '')}`,
        `[Unit]\nRequires=${p}-v.service\n${service('Y').replace('[Unit]\n', '')}`,
      ],
      [`${p}-v.service`]: SERVICE,
    },
  }),
];

const VERBS = [
  'start start start stop restart restart enable enable disable reset-failed try-restart',
  'reload-or-restart reload mask unmask reenable try-reload-or-restart',
]
  .join(' ')
  .split(' ');

export function sequence(odd: Odd, prefix: string, folder: string, length: number): Sequence {
  const one = <T>(all: readonly T[]): T => all[odd.number(all.length)] as T;
  const kind = one(KINDS)(prefix);
  const file = (unit: string): Op => {
    const texts = kind.texts[unit] ?? [];
    return { kind: 'file', path: `${folder}/${unit}`, text: odd.chance(8) ? one(BROKEN) : one(texts) };
  };
  const ops: Op[] = [];
  // First there has to be something, as a rule.
  const start = kind.units.filter(() => odd.chance(90)).map(file);
  while (start.length + ops.length < length) {
    const unit = one(kind.units);
    const what = odd.number(100);
    if (what < 14) ops.push(file(unit));
    else if (what < 20) ops.push({ kind: 'file', path: `${folder}/${unit}`, text: null });
    else if (what < 26 && unit.endsWith('.service')) {
      const text = odd.chance(30) ? null : `[Service]\nEnvironment=MARK=${one(['D1', 'D2'])}\n`;
      ops.push({ kind: 'file', path: `${folder}/${unit}.d/${one(['10', '20'])}.conf`, text });
    } else if (what < 42) ops.push({ kind: 'systemctl', words: ['daemon-reload'] });
    else {
      const verb = one(VERBS);
      const names = odd.chance(12) && !isRace(verb, unit) ? kind.units : [unit];
      const quick = /^(enable|disable|reenable)$/.test(verb) && odd.chance(65) ? ['--no-reload'] : [];
      // Between two attempts a start is waited for until the next, and here that is an hour.
      const patient = verb === 'start' && unit.endsWith('-e.service') ? ['--no-block'] : [];
      ops.push({ kind: 'systemctl', words: [verb, ...quick, ...patient, ...names] });
    }
  }
  return { prefix, ops: [...start, ...ops] };
}

/** Whether the service is down before its socket is to be opened again is a matter of luck: each has a request of its own. */
const isRace = (verb: string, unit: string): boolean => verb.includes('restart') && /-s\.\w+$/.test(unit);

/** Reloads are everybody's: one sequence's comes after all other steps of that moment, on both sides. */
export const inOrder = (sequences: readonly Sequence[], step: number): readonly number[] => {
  const reloads = (i: number): boolean => reloadsAll(sequences[i]?.ops[step]);
  const all = sequences.map((_, i) => i);
  const plain = all.filter((i) => isPlainReload(sequences[i]?.ops[step]));
  const others = all.filter((i) => !plain.includes(i));
  // One daemon-reload is as good as several.
  return [...others.filter((i) => !reloads(i)), ...others.filter(reloads), ...plain.slice(0, 1)];
};

const isPlainReload = (op: Op | undefined): boolean => op?.kind === 'systemctl' && op.words[0] === 'daemon-reload';

function reloadsAll(op: Op | undefined): boolean {
  if (op?.kind !== 'systemctl' || op.words.includes('--no-reload')) return false;
  return /^(enable|disable|reenable|mask|unmask)$/.test(op.words[0] ?? '');
}

/** For /bin/sh; prints the exit status of a command. */
export function asShell(op: Op): string {
  if (op.kind === 'systemctl') return `systemctl --user ${op.words.join(' ')} >/dev/null 2>&1; echo "code $?"`;
  if (op.text === null) return `rm -f ${op.path}`;
  const folder = op.path.slice(0, op.path.lastIndexOf('/'));
  return `mkdir -p ${folder}; rm -f ${op.path}; printf '%s' '${op.text.replaceAll("'", "'\\''")}' >${op.path}`;
}
