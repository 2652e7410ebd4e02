// The files that would be installed: shown with secrets masked, or written below a folder with the real ones.
import { posix } from 'node:path';
import { usageError } from '../cli.ts';
import type { ExitName } from '../exit-codes.ts';
import type { Desired, DesiredDaemon, Platform } from '../model.ts';
import { octal } from '../octal.ts';
import { problemCount, problemsJson } from '../report/problems.ts';
import { harmlessLines, plural, shownPath } from '../report/text.ts';
import type { Run } from './context.ts';
import { type Opened, open, type Shown, showProblems, viewer } from './open.ts';
import { COMMANDS } from './table.ts';
import { unknownName } from './unknown-name.ts';
import { writeOut } from './write-out.ts';

export const run: Run = async (session) => {
  const { args } = session;
  const opened = await open(session);
  if ('failed' in opened) {
    if (args.json) session.stdout.write(document({ ok: false, platform: null, daemons: [], out: null, of: opened }));
    return opened.failed;
  }
  const seen = await viewer(opened)(args.platform, 'render');
  const { platform } = seen.facts;
  if (!args.json) showProblems(session, opened.paint, seen);
  if (seen.manifest === null || seen.desired === null) {
    if (args.json) session.stdout.write(document({ ok: false, platform, daemons: [], out: null, of: seen }));
    else session.stderr.write(`${shownPath(opened.path, session.cwd)}: ${problemCount(seen.problems)}\n`);
    return seen.unreadable ? 'unreadable' : 'manifest';
  }
  const unknown = unknownName(args.words, seen.manifest, seen.sources);
  if (unknown !== null)
    return usageError(session, unknown, COMMANDS.find((command) => command.name === 'render') ?? null);

  const wanted = seen.desired.filter(({ name }) => args.words.length === 0 || args.words.includes(name));
  const out = args.out === null ? null : posix.resolve(session.cwd, args.out);
  const exit = out === null ? 'ok' : await write(opened, out, wanted);
  if (out !== null && !args.json) return exit;
  const { maskDesired } = await import('../report/mask-files.ts');
  const shown = maskDesired(wanted, seen.manifest, seen.hiding().values);
  if (args.json) session.stdout.write(document({ ok: exit === 'ok', platform, daemons: shown, out, of: seen }));
  else print(opened, shown);
  return exit;
};

function print({ session: { stdout }, paint }: Opened, desired: Desired): void {
  const parts = desired.flatMap((daemon) =>
    daemon.files.map((file) => {
      const heading = paint.stdout.bold(
        `# ── ${file.path} (${octal(file.mode)}${file.owner ? `, ${file.owner}` : ''})`,
      );
      // A terminal must not be steered by what a manifest holds; a file or pipe gets the very bytes.
      const text = stdout.isTTY ? harmlessLines(file.text) : file.text;
      return `${heading}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}`;
    }),
  );
  stdout.write(parts.join('\n'));
}

const HOW = { written: '', equal: ' (unchanged)', edited: ' (was edited by hand; replaced)' } as const;

async function write({ session, log }: Opened, out: string, desired: Desired): Promise<ExitName> {
  const { args, stdout, stderr, cwd, now } = session;
  const began = now();
  const { written, refused } = await writeOut(out, desired);
  log.info('wrote the files', { count: written.length, ms: Math.round(now() - began) });
  if (!args.quiet && !args.json && (refused.length === 0 || written.length > 0)) {
    const lines = written.map(({ path, how }) => `${shownPath(path, cwd)}${HOW[how]}\n`);
    stdout.write(`${lines.join('')}${plural(written.length, 'file')} in ${shownPath(out, cwd)}\n`);
  }
  for (const { path, why } of refused) stderr.write(`daemonsync: cannot write ${shownPath(path, cwd)}: ${why}\n`);
  if (refused.length === 0) return 'ok';
  return refused.some(({ conflict }) => conflict) ? 'conflict' : 'failed';
}

function document(what: {
  ok: boolean;
  platform: Platform | null;
  daemons: Desired;
  out: string | null;
  of: Shown;
}): string {
  const { ok, platform, out } = what;
  const daemons = what.daemons.map(({ name, domain, units, files, folders }: DesiredDaemon) => ({
    name,
    domain,
    units: units.map(({ id, role, want }) => ({ id, role, want })),
    folders: folders.map(({ path, mode, owner }) => ({ path, mode: octal(mode), owner: owner ?? null })),
    files: files.map((file) => ({
      path: file.path,
      mode: octal(file.mode),
      owner: file.owner ?? null,
      text: file.text,
    })),
  }));
  const problems = problemsJson(what.of.problems, what.of.hiding);
  return `${JSON.stringify({ version: 1, ok, platform, out, daemons, problems }, null, 2)}
`;
}
