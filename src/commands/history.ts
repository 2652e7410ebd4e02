// What was applied when, and how it ended: the numbers that `rollback` takes.
import { type Entry, KEPT, list } from '../memory/history.ts';
import { problemJson } from '../report/problems.ts';
import { plural, width, padded } from '../report/text.ts';
import { complainTo, takeAim } from './aim.ts';
import type { Run } from './context.ts';
import { endedEarly } from './ended.ts';

export const run: Run = async (session) => {
  const { args, stdout } = session;
  const aimed = await takeAim(session, 'history', { changes: false });
  if ('exit' in aimed) return endedEarly(session, aimed, 'history');
  const { namespace, facts } = aimed.aim;
  const { entries: all, problems } = await list(aimed.hands, facts, namespace);
  // There may be some more, which are not taken away every time.
  const entries = all.slice(-KEPT);
  if (args.json) {
    const document = {
      version: 1,
      ok: true,
      namespace,
      entries: entries.map(entryJson),
      problems: problems.map(problemJson),
    };
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 'ok';
  }
  complainTo(session, aimed, problems);
  const columns = ['', '', '', ''].map((_, i) => Math.max(0, ...entries.map((entry) => width(cells(entry)[i] ?? ''))));
  for (const entry of entries) {
    const line = cells(entry).map((cell, i) => padded(cell, columns[i] ?? 0));
    stdout.write(`${line.join('  ').trimEnd()}\n`);
  }
  if (entries.length === 0) stdout.write(`nothing was applied yet in namespace ${namespace}\n`);
  return 'ok';
};

function cells({ number, whenMs, what, changes, end }: Entry): string[] {
  const of = (kind: string): string[] => changes.filter((change) => change.kind === kind).map(({ name }) => name);
  const said = [words('+', of('create')), words('~', of('update')), words('-', of('remove'))]
    .filter(Boolean)
    .join('  ');
  return [String(number), moment(whenMs), what, said, ending(end)];
}

const words = (sign: string, names: readonly string[]): string =>
  names.length === 0
    ? ''
    : `${sign} ${names.slice(0, 4).join(' ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;

function ending(end: Entry['end']): string {
  if (end === null) return 'cut off';
  if (end.outcome === 'failed') return `${plural(end.failed.length, 'daemon')} failed: ${end.failed.join(', ')}`;
  return end.outcome === 'interrupted' ? 'interrupted' : '';
}

/** In the time of whoever reads it. */
function moment(ms: number): string {
  const at = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function entryJson({ number, whenMs, manifest, changes, end }: Entry) {
  const of = (kind: string): string[] => changes.filter((change) => change.kind === kind).map(({ name }) => name);
  const at = new Date(end?.whenMs ?? whenMs).toISOString();
  return {
    number,
    at,
    manifest,
    created: of('create'),
    updated: of('update'),
    removed: of('remove'),
    failed: end?.failed ?? [],
  };
}
