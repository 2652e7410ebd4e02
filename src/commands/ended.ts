// A run that ended before there was a plan: its exit, and the document that --json promises all the same.
import { platformOf } from '../facts.ts';
import type { ExitName } from '../exit-codes.ts';
import { problemsJson } from '../report/problems.ts';
import type { Ended } from './aim.ts';
import type { Session } from './context.ts';

const PLANNING = { manifest: null, namespace: null, summary: null, changes: [], steps: [] } as const;
const EMPTY: Readonly<Record<string, object>> = {
  diff: PLANNING,
  apply: { ...PLANNING, daemons: [], kept: [], rolled_back: [], interrupted: false, seconds: null },
  history: { namespace: null, entries: [] },
  byHand: { namespace: null, daemons: [], seconds: null },
};

export async function endedEarly(
  session: Session,
  { exit, shown }: Ended,
  shape: keyof typeof EMPTY,
): Promise<ExitName> {
  if (!session.args.json) return exit;
  const platform = platformOf(await session.machine());
  const problems = shown === null ? [] : problemsJson(shown.problems, shown.hiding);
  const about = shape === 'history' ? {} : { platform };
  const document = { version: 1, ok: exit === 'ok', ...about, ...EMPTY[shape], problems };
  session.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return exit;
}
