// Timers that catch up on what they missed (Persistent=) keep a stamp of their last run, in a file that outlives the unit.
// Which stamps have to go, and when → steps. `systemctl clean` knows where they are; it takes a unit that is stopped. Pure.

import type { Change, Step } from '../model.ts';
import { unitFolder } from '../places.ts';
import type { StepContext } from '../platform.ts';
import { batch, type Reach } from './hand.ts';
import { once, type Turn, turns } from './in-order.ts';
import { effective, readUnit } from './unit.ts';

/**
 * After the stop. A changed schedule would at once make up for moments that were never promised, if it has any since the
 * stamp: without one it begins to count when it is started. And what is removed should leave nothing behind.
 */
export function forgetAfterStop(reach: Reach, changes: readonly Change[], context: StepContext): readonly Step[] {
  const ended = timers(turns(changes, 'stop', reach)).filter((turn) => !catchesUp(textWanted(turn, context)));
  const units = once([...timers(turns(changes, 'restart', reach)), ...ended, ...removed(reach, changes, context)]);
  return clean(
    reach,
    'stop',
    units.filter((turn) => catchesUp(textFound(turn, context))),
    context,
  );
}

/** Before the start: what does not catch up yet, but will, may have a stamp from times when it did. */
export function forgetBeforeStart(reach: Reach, changes: readonly Change[], context: StepContext): readonly Step[] {
  const begins = (turn: Turn): boolean => catchesUp(textWanted(turn, context)) && !catchesUp(textFound(turn, context));
  return clean(reach, 'start', timers(turns(changes, 'restart', reach)).filter(begins), context);
}

/** 1: nothing to clean. */
const clean = (reach: Reach, phase: 'stop' | 'start', units: readonly Turn[], context: StepContext): readonly Step[] =>
  batch(context, reach, phase, ['clean', '--what=state'], units, { alsoOk: [1] });

const timers = (units: readonly Turn[]): readonly Turn[] => units.filter(({ id }) => id.endsWith('.timer'));

function removed(reach: Reach, changes: readonly Change[], { facts }: StepContext): readonly Turn[] {
  const folder = `${unitFolder(facts, reach === 'system')}/`;
  return changes
    .flatMap(({ name, work }) =>
      timers(
        work.remove
          .filter((path) => path.startsWith(folder))
          .map((path) => ({ id: path.slice(folder.length), daemon: name })),
      ),
    )
    .filter(({ id }) => !id.includes('/'));
}

function textFound({ id, daemon }: Turn, { observed }: StepContext): string {
  const files = observed.daemons.find(({ name }) => name === daemon)?.files ?? [];
  return files.find(({ path }) => path.endsWith(`/${id}`))?.text ?? '';
}

function textWanted({ id, daemon }: Turn, { desired }: StepContext): string {
  const files = desired.find(({ name }) => name === daemon)?.files ?? [];
  return files.find(({ path }) => path.endsWith(`/${id}`))?.text ?? '';
}

function catchesUp(text: string): boolean {
  const said = effective([readUnit(text, 'timer')]).get('Timer');
  return /^(?:1|yes|y|true|t|on)$/i.test(said?.get('Persistent')?.at(-1) ?? '');
}
