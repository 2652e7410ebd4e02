// A login domain that is not there now, and daemons that belong in it → the warning that says when they will start. Pure.
import type { Change, Desired, Domain, Observed, Problem } from '../model.ts';
import { harmless } from './text.ts';

const SHOWN = 5;

export const isAsleep = ({ asleep }: Pick<Observed, 'asleep'>, domain: Domain): boolean =>
  asleep?.includes(domain) === true;

/** Of those that nothing is wrong with; who is left alone is spoken of elsewhere. */
export function asleepWarning(observed: Observed, desired: Desired, changes: readonly Change[]): Problem | null {
  const left = new Set(changes.filter(({ kind }) => kind === 'conflict' || kind === 'blocked').map(({ name }) => name));
  const names = desired
    .filter(({ name, domain, units }) => {
      const isMeant = units.some(({ want }) => want !== 'down' && want !== 'free');
      return isAsleep(observed, domain) && isMeant && !left.has(name) && changes.some((one) => one.name === name);
    })
    .map(({ name }) => harmless(name));
  const [first, ...others] = names;
  if (first === undefined) return null;
  const shown =
    names.length > SHOWN ? `${names.slice(0, SHOWN - 1).join(', ')} and ${names.length - SHOWN + 1} more` : null;
  const one = others.length === 0;
  return {
    severity: 'warning',
    code: 'no-gui',
    message: `nobody is logged in at this Mac’s own screen: ${shown ?? names.join(', ')} ${one ? 'starts' : 'start'} at the next login there`,
    ...(one ? { daemon: first } : {}),
    hint: `what is to run without a login there needs \`when: boot\``,
  };
}
