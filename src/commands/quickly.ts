// Has anything changed since a run found everything in order? For the commands that are run at every login and by every
// hook. Loads next to nothing; whatever it cannot tell, the long way tells.
import type { About } from '../cache.ts';
import { type Known, type Rows, stillKnown } from '../known.ts';
import type { Domain } from '../model.ts';
import { type Listing, listUnits } from '../systemd/list-units.ts';
import type { Session } from './context.ts';

/** How the manager was reached when everything was in order. */
export interface Way {
  readonly runtimeDir: string;
  readonly system: boolean;
}

/** null: this run has questions of its own, which are not remembered. */
export async function aboutRun(session: Session): Promise<About | null> {
  const { args, env, cwd, build } = session;
  const { words, json, verbose, platform, offline, takeover, home, user, uid, out } = args;
  if (words.length > 0 || json || verbose || platform !== null || offline || takeover) return null;
  if (home !== null || user !== null || uid !== null || out !== null || args.file === '-') return null;
  const machine = await session.machine();
  if (machine.os !== 'linux') return null;
  const named = args.file ?? env.DAEMONSYNC_FILE ?? null;
  const from = named?.startsWith('/') ? null : cwd;
  const { user: name, home: folder, uid: id, gid, hostname, release } = machine;
  return {
    build: build.build,
    home: folder,
    question: [named, from, args.host, name, id, gid, hostname, release, env.XDG_RUNTIME_DIR ?? null],
  };
}

export async function quickly(session: Session): Promise<Known | null> {
  const about = await aboutRun(session);
  if (about === null) return null;
  const hands = await session.host();
  return stillKnown(hands, about, async (environment) => {
    const { runtimeDir, system } = JSON.parse(environment) as Way;
    const host = {
      run: (argv: Parameters<typeof hands.run>[0]) => hands.run(argv, { env: { XDG_RUNTIME_DIR: runtimeDir } }),
    };
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
