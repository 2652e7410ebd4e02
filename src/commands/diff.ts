// What apply would do, and why: the same look and the same plan, and then it stops. (Where nothing has changed since the last
// look, quick.ts has said so before this is loaded.)
import { recording } from '../known/asked.ts';
import { type ExitName, weightiest } from '../exit-codes.ts';
import { platformOf } from '../facts.ts';
import type { Problem } from '../model.ts';
import { inConflict } from '../plan/index.ts';
import { type Survey, survey } from '../reconcile.ts';
import { planJson } from '../report/plan-json.ts';
import { planCover } from '../report/plan-files.ts';
import { planLines } from '../report/plan.ts';
import { problemLines, problemsJson } from '../report/problems.ts';
import { type Aimed, takeAim } from './aim.ts';
import type { Run, Session } from './context.ts';
import { endedEarly } from './ended.ts';
import { keepAsKnown } from './keep-as-known.ts';

export const run: Run = async (session) => {
  const { args } = session;
  const machine = await session.machine();
  const elsewhere = (args.platform !== null && args.platform !== platformOf(machine)) || args.out !== null;
  if (elsewhere) return (await import('./diff-elsewhere.ts')).diffElsewhere(session);
  const recorder = recording(await session.host());
  const recorded: Session = Object.assign(Object.create(session) as Session, { host: async () => recorder.hands });
  const aimed = await takeAim(recorded, 'diff', { changes: false });
  if ('exit' in aimed) return endedEarly(session, aimed, 'diff');
  const found = await survey(aimed.platform, aimed.hands, aimed.aim, aimed.terms);
  if ('unreachable' in found) return told(session, aimed, null, [found.unreachable], 'unreachable');
  const exit = exitOf(found);
  if (exit === 'ok' && aimed.opened.problems.length === 0) await keepAsKnown(session, found, [recorder.asked()], false);
  return told(session, aimed, found, [...found.warnings, ...(found.refused ? [found.refused.problem] : [])], exit);
};

function exitOf({ plan: { changes, steps }, refused }: Survey): ExitName {
  return weightiest([
    refused?.as ?? 'ok',
    inConflict(changes) ? 'conflict' : 'ok',
    steps.length > 0 || changes.some(({ kind }) => kind !== 'keep') ? 'pending' : 'ok',
  ]);
}

function told(
  session: Session,
  { opened, seen, aim, platform }: Aimed,
  found: Survey | null,
  problems: readonly Problem[],
  exit: ExitName,
): ExitName {
  const { args, stdout, stderr, cwd } = session;
  const planned = found && {
    plan: found.plan,
    desired: aim.desired,
    observed: found.observed,
    cover: planCover(seen.manifest, seen.hiding().values, found.plan, found.observed),
    keptAway: seen.manifest?.keptAway ?? [],
  };
  if (args.json) {
    const plan = planned ? planJson(planned) : { summary: null, changes: [], steps: [] };
    const { namespace, manifest } = aim;
    const all = problemsJson([...seen.problems, ...problems], seen.hiding);
    const about = { version: 1, ok: exit === 'ok', platform: platform.name, manifest, namespace };
    const { summary, changes, steps } = plan;
    stdout.write(`${JSON.stringify({ ...about, summary, changes, steps, problems: all }, null, 2)}\n`);
    return exit;
  }
  const columns = Math.max(40, Math.min(120, stdout.columns ?? 100));
  const { paint } = opened;
  const said = problemLines(problems, {
    sources: seen.sources,
    cwd,
    paint: paint.stderr,
    columns,
    hiding: seen.hiding(),
  });
  if (said.length > 0) stderr.write(`${said.join('\n')}\n`);
  if (planned === null || (args.quiet && exit === 'ok')) return exit;
  const lines = planLines(planned, {
    paint: paint.stdout,
    home: aim.facts.account.home,
    columns,
    verbose: args.verbose,
    named: args.words,
    diffs: 'whole',
    commands: true,
  });
  stdout.write(`${lines.join('\n')}\n`);
  return exit;
}
