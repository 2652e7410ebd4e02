// Goes back to what was applied before: the definitions of an entry of the history, planned and applied like any others.
import { list, read } from '../memory/history.ts';
import type { ExitName } from '../exit-codes.ts';
import type { Problem } from '../model.ts';
import { type Aimed, say, takeAim } from './aim.ts';
import { asAsked, atWork } from './at-work.ts';
import type { Run, Session } from './context.ts';
import { endedEarly } from './ended.ts';

export const run: Run = async (session) => {
  const words = session.args.words;
  const bare: Session = Object.assign(Object.create(session) as Session, { args: { ...session.args, words: [] } });
  const aimed = await takeAim(bare, 'rollback', { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  const number = words[0] === undefined ? await before(aimed) : Number(words[0]);
  if (typeof number !== 'number') return endedEarly(session, say(session, 'failed', number), 'apply');
  const { facts, namespace } = aimed.aim;
  const found = await read(aimed.hands, facts, namespace, number);
  if ('problem' in found) return endedEarly(session, say(session, 'failed', found.problem), 'apply');
  const aim = { ...aimed.aim, desired: found.desired, entry: number };
  const exit: ExitName = await atWork(
    bare,
    { ...aimed, aim },
    {
      what: 'rollback',
      // Without a number it would go back to before this run.
      again: `rollback ${number}`,
      rollback: false,
      // Not the manifest is what it left: it was not there then.
      plan: asAsked,
    },
  );
  if (exit === 'ok' && !session.args.json && !session.args.quiet)
    session.stderr.write(
      `this is number ${number} of the history; the manifest is as it was, and the next apply follows it again\n`,
    );
  return exit;
};

/** What was there before the last apply that changed something. */
async function before({ hands, aim }: Aimed): Promise<number | Problem> {
  const { entries } = await list(hands, aim.facts, aim.namespace);
  const entry = entries.at(-2);
  if (entry) return entry.number;
  const [message, hint] =
    entries.length === 0
      ? ['nothing was applied yet, so there is nothing to go back to', 'begin with: daemonsync apply']
      : [
          'before the last apply there was nothing',
          'daemonsync history shows what there is; daemonsync destroy takes all away',
        ];
  return { severity: 'error', code: 'no-such-entry', message, hint };
}
