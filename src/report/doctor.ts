// What doctor found → lines for people, or the document of --json. Pure; the words are the findings' own, secrets covered.

import type { Finding } from '../doctor/finding.ts';
import type { Tried } from '../doctor/lan.ts';
import { shownTarget } from '../doctor/lan-target.ts';
import type { Command } from '../doctor/starts.ts';
import type { Won } from '../doctor/won.ts';
import type { Paint } from './color.ts';
import { padded, plural, shownPath, width, wrap } from './text.ts';

export interface Told {
  readonly findings: readonly Finding[];
  readonly settings: readonly Won[];
  readonly commands: readonly Command[];
  readonly daemons: readonly string[];
}

export interface DoctorStyle {
  readonly paint: Paint;
  readonly columns: number;
  readonly home: string;
  /** Only what is wrong. */
  readonly quiet: boolean;
  /** Secrets covered, fit for a terminal. */
  readonly line: (text: string) => string;
}

const SIGNS = { problem: '✗', warning: '!', note: '·' } as const;
const COLORS = { problem: 'red', warning: 'yellow', note: 'cyan' } as const;

export function doctorLines({ findings, settings, commands, daemons }: Told, style: DoctorStyle): string[] {
  const { paint, quiet } = style;
  const shown = quiet ? findings.filter(({ severity }) => severity !== 'note') : findings;
  return [
    ...shown.flatMap((finding) => [...findingLines(finding, style), '']),
    ...(quiet ? [] : [...settingLines(settings, style), '', ...commandLines(commands, style)]),
    paint.bold(summary(findings, daemons)),
  ];
}

function findingLines({ severity, what, why, mend }: Finding, { paint, columns, line }: DoctorStyle): string[] {
  const room = Math.max(20, columns - 4);
  const sign = paint[COLORS[severity]](SIGNS[severity]);
  const [first = '', ...rest] = wrap(line(what), room);
  const reason = wrap(line(why), room);
  const cure = mend.split('\n').flatMap((one) => wrap(line(one), room));
  return [
    `${sign} ${severity === 'note' ? first : paint.bold(first)}`,
    ...rest.map((one) => `  ${severity === 'note' ? one : paint.bold(one)}`),
    ...reason.map((one) => `    ${paint.dim(one)}`),
    ...cure.map((one, at) => `  ${at === 0 ? paint.cyan('=') : ' '} ${one}`),
  ];
}

/** What was said and what it is, in three columns; what nobody said is dim. */
function settingLines(settings: readonly Won[], { paint, home, line }: DoctorStyle): string[] {
  const cells = settings.map(
    (one) => [one.name, line(atHome(one.value, home)), sourceWords(one, (text) => line(atHome(text, home)))] as const,
  );
  const widest = (at: 0 | 1): number => Math.max(0, ...cells.map((cell) => width(cell[at])));
  const rows = cells.map(([name, value, source], at) => {
    const row = `  ${padded(name, widest(0))}  ${padded(value, widest(1))}  ${source}`;
    return settings[at]?.from === 'default' ? paint.dim(row) : row;
  });
  return [paint.bold('settings that count'), ...rows];
}

const SOURCES = {
  flag: 'flag',
  environment: 'environment',
  manifest: 'manifest',
  'config.ini': 'config.ini',
  machine: 'this machine',
  default: 'default',
} as const;

export function sourceWords(
  { from, as, beats }: Pick<Won, 'from' | 'as' | 'beats'>,
  shown: (text: string) => string,
): string {
  const said = from === 'config.ini' || from === 'manifest' || as === null ? SOURCES[from] : `${SOURCES[from]} ${as}`;
  const vain = beats.map((one) => `${one.from === 'config.ini' ? 'config.ini' : one.as} (${shown(one.value)})`);
  return vain.length === 0 ? said : `${said}, not ${vain.join(' or ')}`;
}

function commandLines(commands: readonly Command[], { paint, home, line }: DoctorStyle): string[] {
  if (commands.length === 0) return [];
  const wide = Math.max(...commands.map(({ daemon }) => width(daemon)));
  const rows = commands.map(({ daemon, word, found }) => {
    const what = found === null ? paint.red('not found') : line(atHome(found, home));
    return `  ${padded(daemon, wide)}  ${line(word)} → ${what}`;
  });
  return [paint.bold('commands on the daemon’s own PATH'), ...rows, ''];
}

const atHome = (path: string, home: string): string =>
  path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : shownPath(path, null);

export function summary(findings: readonly Finding[], daemons: readonly string[]): string {
  const of = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const counted = [
    of('problem') > 0 ? plural(of('problem'), 'problem') : '',
    of('warning') > 0 ? plural(of('warning'), 'warning') : '',
    of('note') > 0 ? plural(of('note'), 'note') : '',
  ].filter(Boolean);
  const about = `looked at ${plural(daemons.length, 'daemon')}`;
  return of('problem') + of('warning') === 0
    ? `nothing wrong found${of('note') > 0 ? ` (${counted.join(', ')})` : ''}; ${about}`
    : `${counted.join(', ')}; ${about}`;
}

export interface DoctorDocument extends Told {
  readonly ok: boolean;
  readonly platform: string | null;
  readonly namespace: string | null;
  readonly manifest: string | null;
  readonly reachable: boolean;
  readonly lan: Tried | null;
}

export function doctorJson(told: DoctorDocument, line: (text: string) => string): object {
  const { ok, platform, namespace, manifest, reachable, lan } = told;
  return {
    version: 1,
    ok,
    platform,
    namespace,
    manifest,
    reachable,
    daemons: told.daemons,
    findings: told.findings.map(({ severity, code, daemon, what, why, mend }) => ({
      severity,
      code,
      daemon: daemon ?? null,
      what: line(what),
      why: line(why),
      mend: mend.split('\n').map(line).join('\n'),
    })),
    settings: told.settings.map(({ name, value, from, as, beats }) => ({
      name,
      value: line(value),
      from,
      as,
      beats: beats.map((one) => ({ from: one.from, as: one.as, value: line(one.value) })),
    })),
    commands: told.commands.map(({ daemon, word, found }) => ({
      daemon,
      word: line(word),
      found: found === null ? null : line(found),
    })),
    lan: lan === null ? null : { target: shownTarget(lan.target), result: lan.code },
  };
}
