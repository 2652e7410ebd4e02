// Reads the manifest, looks at everything, does what is to be done; and when nothing was, writes down what that was found from.
// (Where nothing of that has changed since, quick.ts has said so before this is loaded.)
import { recording } from '../known/asked.ts';
import { takeAim } from './aim.ts';
import { atWork } from './at-work.ts';
import type { Run, Session } from './context.ts';
import { endedEarly } from './ended.ts';
import { keepAsKnown } from './keep-as-known.ts';

export const run: Run = async (session) => {
  const reading = recording(await session.host());
  const recorded: Session = Object.assign(Object.create(session) as Session, { host: async () => reading.hands });
  const aimed = await takeAim(recorded, 'apply', { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  const looking = recording(await session.host());
  return atWork(
    session,
    { ...aimed, hands: looking.hands },
    {
      what: 'apply',
      rollback: session.args.rollback,
      onLookedAgain: async (found, again) => {
        // A warning about the settings is said every time.
        if (aimed.opened.problems.length > 0) return;
        await keepAsKnown(session, found, [reading.asked(), again ?? looking.asked()], true);
      },
    },
  );
};
