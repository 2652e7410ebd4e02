// What became of one target → the Arrival that tells it: in words, with the cure. How its process ended is in the state; saying
// that in words, and showing its log, is the report's business. Pure.

import type { Sick } from './health.ts';
import type { Arrival, Awaited, FoundUnit, Problem } from '../model.ts';
import { harmless } from '../report/text.ts';
import { isLabel } from './verdict.ts';

type Target = Awaited & { readonly daemon: string };
type Result = Arrival['result'];

export interface Circumstances {
  readonly sick: Sick | null;
  /** It waits for its turn, behind these that are still starting, as far as they are known; null: it does not. */
  readonly behind: readonly string[] | null;
  readonly elapsedMs: number;
}

export function arrivalOf(target: Target, result: Result, seen: FoundUnit, about: Circumstances): Arrival {
  const { daemon, id } = target;
  const problem = problemOf(target, result, seen, about);
  return { daemon, id, result, state: seen.state, invocation: seen.invocation, problem };
}

function problemOf(target: Target, result: Result, seen: FoundUnit, about: Circumstances): Problem | null {
  if (result === 'reached' || result === 'interrupted') return null;
  const { daemon, id } = target;
  const [code, message, hint] = wordsOf(target, result, seen, about);
  // A job that takes its time has done nothing wrong.
  const isSlow = result === 'late' && target.until === 'done' && isAtWork(seen);
  return {
    severity: isSlow ? 'warning' : 'error',
    code,
    message: `\`${daemon}\` ${message}${isPlain(id, daemon) ? '' : ` (${harmless(id)})`}`,
    daemon,
    hint,
  };
}

/** The unit or the label that every daemon has: its name says nothing more. */
const isPlain = (id: string, daemon: string): boolean => id === `${daemon}.service` || id.endsWith(`.${daemon}`);

const isAtWork = ({ state: { kind } }: FoundUnit): boolean => kind === 'starting' || kind === 'up';

type Words = readonly [code: string, message: string, hint: string];

function wordsOf(
  { daemon, id, until }: Target,
  result: Exclude<Result, 'reached' | 'interrupted'>,
  { state, load }: FoundUnit,
  { sick, behind, elapsedMs }: Circumstances,
): Words {
  const logs = `daemonsync logs ${daemon}`;
  if (load === 'bad')
    return [
      'bad-definition',
      'cannot run: the service manager does not accept its definition',
      `daemonsync explain ${daemon}`,
    ];
  if (load === 'masked')
    return ['masked', 'cannot run: it is masked', `take the mask away: systemctl --user unmask ${daemon}.service`];
  switch (result) {
    case 'failed':
      return ['failed', until === 'done' ? 'ran and failed' : 'did not stay up: it failed', logs];
    case 'looping':
      return ['looping', 'does not stay up: it ends and is started again, over and over', logs];
    case 'exited':
      // L71: what is switched off in System Settings is taken, and then removed without a word.
      if (load === 'absent' && isLabel(id))
        return [
          'not-kept',
          'was given to launchd, which took it and does not have it any more',
          `see whether System Settings › General › Login Items lets it run, and daemonsync doctor; then daemonsync apply ${daemon}`,
        ];
      return until === 'armed'
        ? ['not-armed', 'is not armed, though it was started', logs]
        : [
            'exited',
            'ended by itself without an error, though it should stay up',
            `${logs}. A program that puts itself into the background must be told not to; one that is meant to end is \`type: oneshot\``,
          ];
    case 'late':
      if (until === 'gone')
        return [
          'not-gone',
          lateWords(until, state, elapsedMs),
          `it was told to end, and given its time: see what it is doing with ${logs}; the next \`daemonsync apply\` goes on from there`,
        ];
      return [
        'late',
        behind === null ? lateWords(until, state, elapsedMs) : queuedWords(behind, elapsedMs),
        `wait longer with --timeout, or see what ${isOne(behind) ? 'that one' : 'it'} is doing: daemonsync logs ${isOne(behind) ? behind[0] : daemon}`,
      ];
    case 'unhealthy':
      return ['unhealthy', `is up, but not healthy: ${harmless(sick?.cause ?? 'its check fails')}`, logs];
  }
}

const isOne = (names: readonly string[] | null): names is readonly [string] => names?.length === 1;

const afterWords = (elapsedMs: number): string => `after ${Math.max(1, Math.round(elapsedMs / 1000))} s`;

function queuedWords(behind: readonly string[], elapsedMs: number): string {
  const shown = behind.length > 3 ? [...behind.slice(0, 3), `${behind.length - 3} more`] : behind;
  const names = shown.length === 0 ? '' : `: ${shown.map(harmless).join(', ')}`;
  return `has not begun ${afterWords(elapsedMs)}: it waits for its turn behind others that are still starting${names}`;
}

function lateWords(until: Awaited['until'], state: FoundUnit['state'], elapsedMs: number): string {
  const after = afterWords(elapsedMs);
  if (state.kind === 'unknown') return `is in a state that nobody knows ${after}: ${harmless(state.why)}`;
  if (until === 'down') return `still runs ${after}`;
  if (until === 'gone') return `was told to end, and ${state.kind === 'up' ? 'still runs' : 'is still there'} ${after}`;
  if (until === 'done') return state.kind === 'down' ? `has not begun ${after}` : `has not come to its end ${after}`;
  return state.kind === 'stopping' ? `is still stopping ${after}` : `is still starting ${after}`;
}
