// A look that found everything in order → what quickly.ts goes by the next time. Writes into the cache folder only.
import type { Asked } from '../known/asked.ts';
import type { Hands } from '../host.ts';
import { keepKnown } from '../known/index.ts';
import type { Survey } from '../reconcile.ts';
import { stateFolder } from '../memory/state-folder.ts';
import { listUnits } from '../systemd/list-units.ts';
import type { Session } from './context.ts';
import { aboutRun, keyOf, merged, type Way } from './quickly.ts';

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
  const runtimeDir = connected.host.environment('XDG_RUNTIME_DIR');
  if (about === null || !quiet || plan.steps.length > 0 || runtimeDir === null || connected.offline) return;
  const system = aim.desired.some(({ domain }) => domain === 'system');
  // The very rows that it was found from: asked again, they may tell of what has happened since.
  const said = new Map(asked.flatMap(({ ran }) => [...ran]));
  const then: Pick<Hands, 'run'> = {
    run: async (argv) => said.get(argv.join(' ')) ?? { code: 1, stdout: '', stderr: 'it was not asked' },
  };
  const asking = system ? listUnits({ host: then }, 'system') : null;
  const rows = merged(await listUnits({ host: then }, 'user'), await asking);
  if (rows === null) return;
  const way: Way = { runtimeDir, system };
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
      units: aim.desired.flatMap(({ units, domain }) => units.map(({ id, want }) => ({ id: keyOf(domain, id), want }))),
      rows,
      environment: JSON.stringify(way),
    },
    (path) => path.startsWith(own),
  );
}
