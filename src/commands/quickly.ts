// Has anything changed since a run found everything in order? For the commands that are run at every login and by every
// hook. Loads next to nothing; whatever it cannot tell, the long way tells.
import type { About } from '../known/cache.ts';
import type { Hands } from '../host.ts';
import { type Known, type Looking, type Rows, stillKnown } from '../known/index.ts';
import type { Domain } from '../model.ts';
import { type Listing, listUnits } from '../systemd/list-units.ts';
import type { Session } from './context.ts';
import { questionOf } from './question.ts';

/** How the manager was reached when everything was in order. */
export interface Way {
  readonly runtimeDir: string;
  readonly system: boolean;
}

/** null: this run has questions of its own, which are not remembered. */
export async function aboutRun(session: Session): Promise<About | null> {
  const { args, env, build } = session;
  const { words, json, verbose, platform, offline, takeover, prune, rollback, home, user, uid, host, out } = args;
  if (words.length > 0 || json || verbose || platform !== null || offline || takeover || prune || rollback) return null;
  if (home !== null || user !== null || uid !== null || host !== null || out !== null) return null;
  return questionOf({
    build: build.build,
    file: args.file,
    variable: env.DAEMONSYNC_FILE ?? null,
    runtimeDir: env.XDG_RUNTIME_DIR ?? null,
    cwd: () => session.cwd,
    machine: await session.machine(),
  });
}

/** null: look properly. */
export function answerQuickly(hands: Looking & Pick<Hands, 'run'>, about: About): Promise<Known | null> {
  return stillKnown(hands, about, async (environment) => {
    const { runtimeDir, system } = JSON.parse(environment) as Way;
    const host: Pick<Hands, 'run'> = { run: (argv) => hands.run(argv, { env: { XDG_RUNTIME_DIR: runtimeDir } }) };
    const asking = system ? listUnits({ host }, 'system') : null;
    return merged(await listUnits({ host }, 'user'), await asking);
  });
}

/** Both managers may know units of one name. */
export const keyOf = (domain: Domain, id: string): string => (domain === 'system' ? `system ${id}` : id);

export function merged(user: Listing, system: Listing | null): Rows | null {
  if (!('rows' in user) || (system !== null && !('rows' in system))) return null;
  if (system === null) return user.rows;
  return new Map([...user.rows, ...[...system.rows].map(([id, row]) => [keyOf('system', id), row] as const)]);
}
