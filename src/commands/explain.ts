// One daemon: where each value came from, its files, its units, how it stands, and what changes would do. Touches nothing.
import type { ExitName } from '../exit-codes.ts';
import { parseSource } from '../load.ts';
import { type Origin, originsOf } from '../manifest/origins.ts';
import { sourceOf } from '../manifest/source.ts';
import { survey, type Survey } from '../reconcile.ts';
import { type Explained, explainLines, valuesOf } from '../report/explain.ts';
import { impactsOf } from '../report/impacts.ts';
import { maskDesired } from '../report/mask-files.ts';
import { planCover } from '../report/plan-files.ts';
import { planJson, rowJson } from '../report/plan-json.ts';
import { problemsJson } from '../report/problems.ts';
import { statusRows } from '../report/status.ts';
import { type Aimed, say, takeAim } from './aim.ts';
import type { Run, Session } from './context.ts';
import { showProblems, type Shown } from './open.ts';

export const run: Run = async (session) => {
  const { args, stdout, cwd } = session;
  const aimed = await takeAim(session, 'explain', { changes: false });
  if ('exit' in aimed) return failed(session, aimed.exit, aimed.shown);
  const { opened, seen, aim, terms, platform } = aimed;
  const found = await survey(platform, opened.host, aim, terms);
  if ('unreachable' in found) {
    const { exit, shown } = say(session, 'unreachable', found.unreachable);
    return failed(session, exit, shown);
  }
  const [name = ''] = args.words;
  const explained = await explain(name, found, aimed);
  // Its name is in the manifest, and so it is wanted.
  if (explained === null) throw new Error(`${name} is in the manifest and is not wanted`);
  if (args.json) {
    stdout.write(documentOf(explained, found, aimed));
    return 'ok';
  }
  showProblems(session, opened.paint, { ...seen, problems: found.warnings });
  const columns = Math.max(60, stdout.columns ?? 120);
  const style = { paint: opened.paint.stdout, columns, home: aim.facts.account.home, cwd };
  stdout.write(
    explainLines(explained, style)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 'ok';
};

async function explain(name: string, { observed, plan }: Survey, aimed: Aimed): Promise<Explained | null> {
  const { seen, aim } = aimed;
  const daemon = seen.manifest?.daemons.find((one) => one.name === name);
  const desired = aim.desired.find((one) => one.name === name);
  if (!daemon || !desired) return null;
  const cover = planCover(seen.manifest, seen.hiding().values, plan, observed);
  const own = plan.steps.filter(({ daemons }) => daemons.includes(name));
  const shared = own.length === 0 ? [] : plan.steps.filter(({ daemons }) => daemons.length === 0);
  const steps = plan.steps.filter((step) => own.includes(step) || shared.includes(step));
  const found = observed.daemons.find((one) => one.name === name) ?? null;
  const change = plan.changes.find((one) => one.name === name);
  const planned = change ? { change, plan, desired: aim.desired, observed, cover } : null;
  return { daemon, desired, origins: await origins(name, aimed), found, steps, planned, line: cover.line };
}

/** From the very texts that the manifest was made of. */
async function origins(name: string, { opened, seen, platform }: Aimed): Promise<readonly Origin[]> {
  const texts = [...seen.sources].filter(([file]) => !opened.sources.has(file));
  const [main, ...included] = await Promise.all(
    texts.map(([file, text], at) => parseSource(sourceOf(file, null, text), at === 0 ? 'main' : 'included')),
  );
  const os = platform.name === 'launchd' ? 'macos' : 'linux';
  return main ? (originsOf(main, included, name, os) ?? []) : [];
}

function documentOf(explained: Explained, found: Survey, { seen, aim, platform, opened }: Aimed): string {
  const { daemon, desired, steps, line } = explained;
  const { observed, plan } = found;
  const hidden = seen.hiding().values;
  const cover = planCover(seen.manifest, hidden, plan, observed);
  const changes = plan.changes.filter(({ name }) => name === daemon.name);
  const { changes: told, steps: shown } = planJson({ plan: { changes, steps }, desired: aim.desired, observed, cover });
  const [row] = statusRows({ desired: aim.desired, observed, changes, closely: new Map() }, [daemon.name]);
  const [masked] = seen.manifest ? maskDesired([desired], seen.manifest, hidden) : [];
  return json({
    version: 1,
    ok: true,
    platform: platform.name,
    name: daemon.name,
    namespace: aim.namespace,
    values: valuesOf(explained),
    files: (masked?.files ?? []).map(({ path, mode, owner, text }) => ({
      path: line(path),
      mode: mode.toString(8).padStart(4, '0'),
      owner: owner ?? null,
      text,
    })),
    units: desired.units.map(({ id, role, want }) => ({ id, role, want })),
    row: row ? rowJson(row, opened.host.now()) : null,
    changes: told,
    steps: shown,
    impacts: impactsOf(daemon, desired).map(({ what, effect }) => ({ what: line(what), effect })),
    problems: problemsJson([...seen.problems, ...found.warnings], seen.hiding),
  });
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

function failed(session: Session, exit: ExitName, shown: Shown | null): ExitName {
  if (session.args.json && shown !== null) {
    const nothing = { platform: null, name: session.args.words[0] ?? '', namespace: null, values: [], files: [] };
    const rest = { units: [], row: null, changes: [], steps: [], impacts: [] };
    const problems = problemsJson(shown.problems, shown.hiding);
    session.stdout.write(json({ version: 1, ok: false, ...nothing, ...rest, problems }));
  }
  return exit;
}
