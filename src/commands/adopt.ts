// Takes over what stands under a daemon's name and is not ours: a copy is kept, and then it is as the manifest says.
import type { Run } from './context.ts';
import { takeAim } from './aim.ts';
import { atWork } from './at-work.ts';
import { endedEarly } from './ended.ts';

export const run: Run = async (session) => {
  const aimed = await takeAim(session, 'adopt', { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  const terms = { ...aimed.terms, adopt: new Set(session.args.words), guarded: false };
  return atWork(session, { ...aimed, terms }, { what: 'adopt', rollback: false });
};
