// The long way of apply: read the manifest, look at everything, do what is to be done; and when nothing was, write down what
// that was found from, for the next time.
import { recording } from '../asked.ts';
import type { ExitName } from '../exit-codes.ts';
import { takeAim } from './aim.ts';
import { atWork } from './at-work.ts';
import type { Session } from './context.ts';
import { endedEarly } from './ended.ts';
import { keepAsKnown } from './keep-as-known.ts';

export async function applySlowly(session: Session): Promise<ExitName> {
  const recorder = recording(await session.host());
  const recorded: Session = Object.assign(Object.create(session) as Session, { host: async () => recorder.hands });
  const aimed = await takeAim(recorded, 'apply', { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  return atWork(session, aimed, {
    what: 'apply',
    rollback: session.args.rollback,
    onInSync: (found) => keepAsKnown(session, found, aimed.seen, recorder.asked()),
  });
}
