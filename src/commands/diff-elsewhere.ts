// The difference between what is wanted and the files below a folder, or nothing at all: for another machine's platform, whose
// service manager nobody can ask from here. Reads only.
import type { ExitName } from '../exit-codes.ts';
import type { Desired, FoundFile, Memory, Observed, ObservedDaemon, Plan } from '../model.ts';
import { readMark } from '../mark.ts';
import { NO_WORK } from '../plan/comparing.ts';
import { planJson } from '../report/plan-json.ts';
import { planCover } from '../report/plan-files.ts';
import { planLines } from '../report/plan.ts';
import { problemCount, problemsJson } from '../report/problems.ts';
import { shownPath } from '../report/text.ts';
import { posix } from 'node:path';
import { usageError } from '../cli.ts';
import type { Session } from './context.ts';
import { open, type Opened, showProblems, viewer } from './open.ts';
import { COMMANDS } from './table.ts';
import { unknownName } from './unknown-name.ts';

const MOST_BYTES = 4 * 1024 * 1024;

export async function diffElsewhere(session: Session): Promise<ExitName> {
  const { args, stdout, stderr, cwd } = session;
  const opened = await open(session);
  if ('failed' in opened) return opened.failed;
  const seen = await viewer(opened)(args.platform, 'render');
  const { platform, account } = seen.facts;
  if (!args.json) showProblems(session, opened.paint, seen);
  const problems = problemsJson(seen.problems, seen.hiding);
  if (seen.manifest === null || seen.desired === null) {
    const nothing = { manifest: null, namespace: null, summary: null, changes: [], steps: [] };
    if (args.json)
      stdout.write(`${JSON.stringify({ version: 1, ok: false, platform, ...nothing, problems }, null, 2)}\n`);
    else stderr.write(`${shownPath(opened.path, cwd)}: ${problemCount(seen.problems)}\n`);
    return seen.unreadable ? 'unreadable' : 'manifest';
  }
  const { namespace, path } = seen.manifest;
  const unknown = unknownName(args.words, seen.manifest, seen.sources);
  if (unknown !== null) return usageError(session, unknown, COMMANDS.find(({ name }) => name === 'diff') ?? null);
  const wanted = seen.desired.filter(({ name }) => args.words.length === 0 || args.words.includes(name));
  const observed = await below(opened, args.out === null ? null : posix.resolve(cwd, args.out), wanted, namespace);
  const plan = comparison(wanted, observed);
  const cover = planCover(seen.manifest, seen.hiding().values, plan, observed);
  const planned = { plan, desired: wanted, observed, cover };
  const exit = plan.changes.every(({ kind }) => kind === 'keep') ? 'ok' : 'pending';
  if (args.json) {
    const { summary, changes } = planJson(planned);
    const about = { version: 1, ok: exit === 'ok', platform, manifest: path, namespace };
    stdout.write(`${JSON.stringify({ ...about, summary, changes, steps: [], problems }, null, 2)}\n`);
  } else if (!args.quiet || exit !== 'ok') {
    const columns = Math.max(40, Math.min(120, stdout.columns ?? 100));
    const style = { paint: opened.paint.stdout, home: account.home, columns, verbose: args.verbose, named: args.words };
    stdout.write(`${planLines(planned, { ...style, diffs: 'whole', commands: false }).join('\n')}\n`);
  }
  return exit;
}

async function below({ host }: Opened, folder: string | null, wanted: Desired, namespace: string): Promise<Observed> {
  const daemons: ObservedDaemon[] = [];
  for (const { name, files } of wanted) {
    const found: FoundFile[] = [];
    for (const { path } of files) {
      const at = folder === null ? null : posix.join(folder, path);
      const standing = at === null ? null : await host.stand(at);
      const read = at === null || standing?.kind !== 'file' ? null : await host.read(at, MOST_BYTES);
      if (standing === null) continue;
      const text = read !== null && 'bytes' in read ? new TextDecoder().decode(read.bytes) : null;
      const { kind, mode, uid, size, mtimeMs: changedMs } = standing;
      found.push({
        path,
        kind,
        mode,
        uid,
        size,
        changedMs,
        text,
        target: null,
        mark: text === null ? null : readMark(text),
      });
    }
    daemons.push({ name, files: found, units: [], remembered: null, watched: {}, missing: [] });
  }
  const memory: Memory = { namespace, manifest: null, host: null, includes: [], unfinished: false, daemons: {} };
  return { daemons, memory, linger: null, manager: false, self: null };
}

/** Files only: nothing there runs. */
function comparison(wanted: Desired, { daemons }: Observed): Plan {
  const changes = wanted.map(({ name, domain, files }): Plan['changes'][number] => {
    const there = new Map(daemons.find((one) => one.name === name)?.files.map((file) => [file.path, file]));
    const write = files.filter(({ path, text }) => there.get(path)?.text !== text);
    const kind = there.size === 0 ? 'create' : write.length > 0 ? 'update' : 'keep';
    const because = write
      .map(({ path }) => ({ kind: 'file-missing', path }) as const)
      .filter(({ path }) => !there.has(path));
    return { name, kind, domain, because, effect: 'none', work: { ...NO_WORK, write }, weights: {}, running: {} };
  });
  return { changes, steps: [] };
}
