// Has anything changed since a run found everything in order? For the commands that are run at every login and by every
// hook. Loads next to nothing; whatever it cannot tell, the long way tells.
import type { About } from '../known/cache.ts';
import type { Hands } from '../host.ts';
import { type Known, type Looking, stillKnown } from '../known/index.ts';
import type { Rows, Runs } from '../known/rows.ts';
import type { Way as LaunchdWay } from '../launchd/known-rows.ts';
import { rowsOf, type Way as SystemdWay } from '../systemd/known-rows.ts';
import type { Session } from './context.ts';
import { questionOf } from './question.ts';

/** How the manager was reached when everything was in order, and what it was asked. */
export type Way = ({ readonly platform: 'systemd' } & SystemdWay) | ({ readonly platform: 'launchd' } & LaunchdWay);

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
export const answerQuickly = (hands: Looking & Pick<Hands, 'run'>, about: About): Promise<Known | null> =>
  stillKnown(hands, about, (way) => rowsBy(hands, JSON.parse(way) as Way));

/** null: they are not to be had, or not to be gone by. The reader of what launchctl prints is loaded where there is one. */
export async function rowsBy(hands: Runs, way: Way): Promise<Rows | null> {
  return way.platform === 'launchd'
    ? (await import('../launchd/known-rows.ts')).rowsOf(hands, way)
    : rowsOf(hands, way);
}
