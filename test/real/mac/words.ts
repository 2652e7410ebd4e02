// Words that only the scenes of a Mac have: what was asked of launchctl, what may never be, and what lies where.
import assert from 'node:assert/strict';
import { lstatSync, statSync } from 'node:fs';
import { order } from '../both/launchd.ts';
import { home, plain, type Ran, read, told } from '../both/stage.ts';

export const stage = process.env['MAC_STAGE'] ?? '';
export const uid = process.getuid?.() ?? -1;
export const gui = `gui/${uid}`;
export const agents = `${home}/Library/LaunchAgents`;
export const isWhole = process.env['MAC_SYSTEM'] === '1';
export const why = process.env['MAC_WHY'] ?? '';

export interface Call {
  readonly words: string;
  readonly program: string;
  readonly argv: readonly string[];
  readonly by: number;
  readonly code: number;
}

/** All calls there ever were on this stage. */
export const allCalls = (): readonly Call[] =>
  read(`${stage}/calls`)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Call);

/** Of launchctl, by sudo or not, without the word itself. */
export const asked = ({ calls }: Pick<Ran, 'calls'>): readonly string[] =>
  calls.flatMap((call) => /^(?:sudo (?:-n )?)?launchctl (.*)$/s.exec(call)?.[1] ?? []);

export const verbs = (ran: Ran): readonly string[] => asked(ran).map((words) => words.split(' ')[0] ?? '');

/** Verbs whose exit codes mean nothing, or that do more than is wanted; and a target is always a label. */
export function neverAsked(calls: readonly string[]): void {
  for (const words of asked({ calls })) {
    assert.match(words, /^(?:print|print-disabled|enable|bootstrap|bootout|kickstart|kill|managername)\b/, words);
    assert.doesNotMatch(words, /--wait|^kickstart .*-k\b/, words);
    if (words.startsWith('bootout ')) assert.match(words, /^bootout (?:gui\/\d+|user\/\d+|system)\/\S+$/, words);
  }
}

export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);
/** Owner, group and mode. */
export function standing(path: string): string {
  const seen = lstatSync(path);
  return `${seen.uid}:${seen.gid} ${(seen.mode & 0o7777).toString(8)}`;
}

export const said = (ran: Ran, ...words: readonly string[]): void =>
  assert.deepEqual(
    asked(ran).filter((one) => !one.startsWith('print')),
    words.map(plain),
    told(ran),
  );

/** Afterwards as before, whatever the scene does. */
export function withSettings(
  settings: Readonly<Record<string, unknown>>,
  usual: typeof settings,
  act: () => void,
): void {
  order({ do: 'set', settings });
  try {
    act();
  } finally {
    order({ do: 'set', settings: usual });
  }
}
