// Every daemon: is it as the manifest says, does it run, since when, and how did it end? Looks, and says so; touches nothing.
import type { ExitName } from '../exit-codes.ts';
import { askOnce } from '../apply/health.ts';
import { survey, type Survey } from '../reconcile.ts';
import { coverOf } from '../report/cover.ts';
import { rowJson } from '../report/plan-json.ts';
import { problemsJson } from '../report/problems.ts';
import { statusRows, type StatusRow } from '../report/status.ts';
import { statusNotes, statusTable } from '../report/status-table.ts';
import { type Aimed, say, takeAim } from './aim.ts';
import type { Run, Session } from './context.ts';
import { showProblems, type Shown } from './open.ts';

const EVERY_MS = 2000;
/** Cursor home; and from there, all below it cleared. */
const [HOME, CLEAR] = ['\u001b[H', '\u001b[J'];

export const run: Run = async (session) => {
  const { args, stdout } = session;
  const aimed = await takeAim(session, 'status', { changes: false });
  if ('exit' in aimed) return failed(session, aimed.exit, aimed.shown);
  if (!args.watch) return once(aimed, session);
  const screen = stdout.isTTY && !args.json;
  const interrupt = { came: false };
  const forget = session.onInterrupt(() => {
    interrupt.came = true;
  });
  if (screen) stdout.write('\u001b[2J');
  for (;;) {
    // All at once, over what is there: a screen that is cleared first would flicker.
    const exit = await once(aimed, screen ? onScreen(session) : session);
    if (exit === 'unreachable' || interrupt.came) {
      forget();
      return interrupt.came ? 'ok' : exit;
    }
    for (let waited = 0; waited < EVERY_MS && !interrupt.came; waited += 100) await aimed.opened.host.sleep(100);
  }
};

/** Written in one piece from the top left, every line of it to its end. */
function onScreen(session: Session): Session {
  const write = (text: string): void => session.stdout.write(`${HOME}${text.replaceAll('\n', '\u001b[K\n')}${CLEAR}`);
  return Object.assign(Object.create(session) as Session, {
    stdout: Object.assign(Object.create(session.stdout) as Session['stdout'], { write }),
  });
}

async function once(aimed: Aimed, session: Session): Promise<ExitName> {
  const { args, stdout } = session;
  const { opened, seen, aim, terms, platform } = aimed;
  const found = await survey(platform, opened.host, aim, { ...terms, only: null });
  if ('unreachable' in found) {
    const { exit, shown } = say(session, 'unreachable', found.unreachable);
    return failed(session, exit, shown);
  }
  const nowMs = opened.host.now();
  const rows = await unwell(await rowsOf(found, aimed), found, aimed);
  const exit: ExitName = rows.some((row) => row.failed || row.unwell)
    ? 'failed'
    : rows.some(({ sync }) => sync !== 'in-sync' && sync !== 'stale')
      ? 'pending'
      : 'ok';
  if (args.json) {
    stdout.write(
      text(session, {
        version: 1,
        ok: exit === 'ok',
        platform: platform.name,
        namespace: aim.namespace,
        manifest: aim.manifest,
        daemons: rows.map((row) => rowJson(row, nowMs)),
        problems: problemsJson([...seen.problems, ...found.warnings], seen.hiding),
      }),
    );
    return exit;
  }
  const { warnings } = found;
  if (!args.watch) showProblems(session, opened.paint, { ...seen, problems: warnings });
  if (args.quiet && exit === 'ok') return exit;
  const { line } = coverOf(seen.manifest, seen.hiding().values, []);
  const style = { paint: opened.paint.stdout, columns: stdout.columns ?? 120, nowMs, line };
  const table = rows.length === 0 ? [] : [...statusTable(rows, style), ''];
  stdout.write([...table, ...statusNotes(rows, style)].map((one) => `${one}\n`).join(''));
  return exit;
}

async function rowsOf(found: Survey, { aim, opened: { session } }: Aimed): Promise<StatusRow[]> {
  const { observed, plan, connected, platform } = found;
  const units = observed.daemons.flatMap((daemon) => daemon.units);
  const closely = await platform.details(connected, units);
  return statusRows({ desired: aim.desired, observed, changes: plan.changes, closely }, session.args.words);
}

/** Those that have a `health` and run are asked, all at the same time. */
function unwell(rows: readonly StatusRow[], found: Survey, { aim }: Aimed): Promise<StatusRow[]> {
  const healths = new Map(aim.desired.map(({ name, care }) => [name, care.health]));
  return Promise.all(
    rows.map(async (row) => {
      const health = row.state === 'up' ? (healths.get(row.name) ?? null) : null;
      return health === null ? row : { ...row, unwell: await askOnce(health, found.connected.host) };
    }),
  );
}

/** With --watch one object per line. */
const text = ({ args }: Session, document: object): string =>
  `${args.watch ? JSON.stringify(document) : JSON.stringify(document, null, 2)}\n`;

function failed(session: Session, exit: ExitName, shown: Shown | null): ExitName {
  if (session.args.json && shown !== null) {
    const problems = problemsJson(shown.problems, shown.hiding);
    const nothing = { platform: null, namespace: null, manifest: null, daemons: [] };
    session.stdout.write(text(session, { version: 1, ok: false, ...nothing, problems }));
  }
  return exit;
}
