// Is the manifest right, on Linux and on macOS? Reads, and says so; touches nothing.
import type { ExitName } from '../exit-codes.ts';
import type { Platform, Problem } from '../model.ts';
import { platformOf } from '../facts.ts';
import { problemCount, problemsJson } from '../report/problems.ts';
import { plural, shownPath } from '../report/text.ts';
import type { Run, Session } from './context.ts';
import { type Failed, open, type Seen, showProblems, viewer } from './open.ts';

export const run: Run = async (session) => {
  const { args, stdout, stderr, cwd } = session;
  const opened = await open(session);
  if ('failed' in opened) return failedEarly(session, opened);

  const own = platformOf(opened.machine);
  const platforms: readonly Platform[] = args.platform
    ? [args.platform]
    : [own, own === 'systemd' ? 'launchd' : 'systemd'];
  const names = new Set<string>();
  const sources = new Map<string, string>();
  let problems: readonly Problem[] = [];
  let hiding: Seen['hiding'] | null = null;
  let unreadable = false;
  const view = viewer(opened);
  for (const platform of platforms) {
    const seen = await view(platform, 'judge');
    for (const daemon of seen.manifest?.daemons ?? []) names.add(daemon.name);
    for (const [file, text] of seen.sources) sources.set(file, text);
    const marked = platform === platforms[0] ? seen.problems : onlyThere(seen.problems, problems, platform);
    problems = problems.concat(marked);
    hiding = seen.hiding;
    unreadable ||= seen.unreadable;
    if (unreadable) break;
  }

  const exit = judge(problems, unreadable, args.strict);
  const file = opened.path === '-' ? 'standard input' : opened.path;
  if (args.json) {
    const shown = hiding ? problemsJson(problems, hiding) : [];
    const document = { version: 1, ok: exit === 'ok', file, platforms, daemons: names.size, problems: shown };
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return exit;
  }
  if (hiding) showProblems(session, opened.paint, { problems, sources, hiding });
  const counted = problemCount(problems);
  const path = shownPath(file, cwd);
  // Without a manifest there are no daemons to count.
  if (problems.some((problem) => problem.severity === 'error')) stderr.write(`${path}: ${counted}\n`);
  else if (!args.quiet) stdout.write(`${path}: ${plural(names.size, 'daemon')}, ${counted || 'no problems'}\n`);
  return exit;
};

function judge(problems: readonly Problem[], unreadable: boolean, strict: boolean): ExitName {
  if (unreadable) return 'unreadable';
  const wrong = problems.some((problem) => problem.severity === 'error' || strict);
  return wrong ? 'manifest' : 'ok';
}

/** What is the same on both is said once. What arises only on the system that this is not says so. */
function onlyThere(there: readonly Problem[], here: readonly Problem[], platform: Platform): Problem[] {
  // A hint may list what exists there; the mistake is the same.
  const key = ({ severity, code, message, daemon, at }: Problem): string =>
    JSON.stringify([severity, code, message, daemon, at]);
  const known = new Set(here.map(key));
  const name = platform === 'launchd' ? 'macOS' : 'Linux';
  return there
    .filter((problem) => !known.has(key(problem)))
    .map((problem) =>
      problem.message.includes(name) ? problem : { ...problem, message: `${problem.message} (on ${name})` },
    );
}

function failedEarly({ args, stdout }: Session, { failed, problems, hiding }: Failed): ExitName {
  if (args.json) {
    const document = {
      version: 1,
      ok: false,
      file: null,
      platforms: [],
      daemons: 0,
      problems: problemsJson(problems, hiding),
    };
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }
  return failed;
}
