// What apply would do, and why; changes nothing. When nothing has changed since the last look, it says so at once.
import type { Run } from './context.ts';
import { quickly } from './quickly.ts';

export const run: Run = async (session) => {
  const { args, stdout } = session;
  const known = args.prune ? null : await quickly(session);
  if (known === null) return (await import('./diff-slowly.ts')).diffSlowly(session);
  if (!args.quiet) stdout.write(`nothing to do: ${known.daemons} in sync\n`);
  return 'ok';
};
