// Does a person have to agree to this plan, and does he? Asked once, at a terminal only; without one nothing is ever asked.
import type { Survey } from '../reconcile.ts';
import { plural } from '../report/text.ts';
import type { Aimed } from './aim.ts';
import type { Session } from './context.ts';

/** What is worth a question. */
export function questionsOf({ plan, terms }: Survey): string[] {
  const removed = plan.changes.filter(({ kind }) => kind === 'remove').length;
  const taken = plan.changes.filter(({ name, work }) => terms.adopt.has(name) && work.keep.length > 0).length;
  const root = terms.sudo === 'ask' ? plan.steps.filter(({ privileged }) => privileged === true).length : 0;
  return [
    removed > 0 ? `remove ${plural(removed, 'daemon')}` : '',
    taken > 0 ? `take over the files of ${plural(taken, 'daemon')}` : '',
    root > 0 ? `run ${plural(root, 'command')} with sudo` : '',
  ].filter(Boolean);
}

export async function mayGoOn(session: Session, { opened }: Aimed, found: Survey): Promise<boolean> {
  const { args, canAsk, stderr } = session;
  const questions = questionsOf(found);
  if (questions.length === 0 || !canAsk || args.yes || opened.settings.confirm === false) return true;
  const last = questions.at(-1) ?? '';
  const all = questions.length === 1 ? last : `${questions.slice(0, -1).join(', ')} and ${last}`;
  const answer = await session.ask(`${all[0]?.toUpperCase()}${all.slice(1)}? [y/N] `);
  const agreed = /^\s*y(es)?\s*$/i.test(answer ?? '');
  if (!agreed) stderr.write('nothing was changed\n');
  return agreed;
}
