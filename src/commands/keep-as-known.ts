// A look that found everything in order → what quickly.ts goes by the next time. Writes into the cache folder only.
import type { Asked } from '../known/asked.ts';
import { keepKnown } from '../known/index.ts';
import { keyOf, type Runs } from '../known/rows.ts';
import type { Survey } from '../reconcile.ts';
import { stateFolder } from '../memory/state-folder.ts';
import type { Session } from './context.ts';
import { aboutRun, rowsBy, type Way } from './quickly.ts';

/** `asked`: what was looked at to find out what is wanted, and what is there. `locked`: nobody else changes things meanwhile. */
export async function keepAsKnown(
  session: Session,
  found: Survey,
  asked: readonly Asked[],
  locked: boolean,
): Promise<void> {
  const about = await aboutRun(session);
  const { plan, aim, connected } = found;
  const quiet = plan.changes.every(
    ({ kind, because }) => kind === 'keep' && because.every((one) => one.kind === 'drop-in'),
  );
  if (about === null || !quiet || plan.steps.length > 0 || connected.offline) return;
  const said = new Map(asked.flatMap(({ ran }) => [...ran]));
  const way = await wayOf(found, said.keys());
  if (way === null) return;
  // The very rows that it was found from: asked again, they may tell of what has happened since.
  const then: Runs = {
    run: async (argv) => said.get(argv.join(' ')) ?? { code: 1, stdout: '', stderr: 'it was not asked' },
  };
  const rows = await rowsBy(then, way);
  if (rows === null) return;
  const hands = await session.host();
  // Whoever has the lock is the only one who writes there, and this comes after the last of it.
  const own = locked ? `${stateFolder(aim.facts)}/` : '\0';
  await keepKnown(
    hands,
    about,
    asked,
    {
      known: { daemons: aim.desired.length },
      logs: aim.desired.flatMap(({ care: { logs } }) =>
        logs.kind === 'files' && logs.rotate !== null
          ? [...new Set([logs.stdout, logs.stderr])].map((path) => ({ path, limit: logs.rotate?.sizeBytes ?? 0 }))
          : [],
      ),
      units: aim.desired.flatMap(({ units, domain }) =>
        units.map(({ id, want }) => ({ key: keyOf(domain, id), want })),
      ),
      rows,
      way: JSON.stringify(way),
    },
    (path) => path.startsWith(own),
  );
}

/** null: what it was found from cannot be asked again. */
async function wayOf({ aim, platform, connected, observed }: Survey, said: Iterable<string>): Promise<Way | null> {
  const { desired, facts } = aim;
  if (platform.name === 'systemd') {
    const runtimeDir = connected.host.environment('XDG_RUNTIME_DIR');
    const system = desired.some(({ domain }) => domain === 'system');
    return runtimeDir === null ? null : { platform: 'systemd', runtimeDir, system };
  }
  // What runs this very command is spared, whatever it may be in need of.
  if (observed.self !== null) return null;
  const { wayOver } = await import('../launchd/known-rows.ts');
  const way = wayOver(observed, facts, said);
  return way && { platform: 'launchd', ...way };
}
