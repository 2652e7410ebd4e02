// Makes what is there what the manifest says, and nothing more. When nothing has changed since the last look, it says so at once.
import { plural } from '../report/text.ts';
import type { Run } from './context.ts';
import { quickly } from './quickly.ts';

export const run: Run = async (session) => {
  const known = session.args.rollback || session.args.prune ? null : await quickly(session);
  if (known !== null) {
    if (!session.args.quiet) session.stdout.write(`nothing to do: ${known.daemons} in sync\n`);
    return 'ok';
  }
  return (await import('./apply-slowly.ts')).applySlowly(session);
};

export const warned = (count: number): string =>
  count === 0 ? '' : ` (${plural(count, 'warning')}: daemonsync validate)`;
