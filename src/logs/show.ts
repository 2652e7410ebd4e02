// Sources of lines → what is written of them, once or on and on. Knows what a reader is told and in which order; where the
// lines come from, and how one looks, is for the files beside this.

import type { Hands } from '../host.ts';
import type { Paint } from '../report/color.ts';
import { type Followed, follow } from './follow.ts';
import { journalArgv, journalTrouble, readEntry } from './journal.ts';
import { inOrder, lineJson, type LineStyle, type LogLine, shownLine } from './lines.ts';
import type { LogFiles } from './log-files.ts';
import { streamLines } from './node-journal.ts';
import { blocks, close, lines, type Mark, type Part } from './parts.ts';
import { DEFAULT_LINES, lastLinesOf, linesSince, type Slice } from './read.ts';
import type { Source } from './sources.ts';

export interface Showing {
  readonly files: LogFiles;
  readonly hands: Pick<Hands, 'now' | 'sleep'>;
  readonly last: number | null;
  readonly sinceMs: number | null;
  readonly follow: boolean;
  readonly json: boolean;
  readonly terminal: boolean;
  readonly paint: Paint;
  readonly write: (bytes: Uint8Array | string) => void;
  readonly note: (text: string) => void;
  /** False once nobody reads any more. */
  readonly going: () => boolean;
}

type FileSource = Extract<Source, { readonly kind: 'file' }>;
type JournalSource = Extract<Source, { readonly kind: 'journal' }>;

/** Beyond this, lines of two streams are not held in memory to be put in order. */
const MOST_TO_ORDER = 16 * 1024 * 1024;

/** One list of sources for each daemon. False: something could not be read, which was said. */
export async function show(daemons: readonly (readonly Source[])[], showing: Showing): Promise<boolean> {
  const all = daemons.flat();
  const names = new Set(all.map(({ daemon }) => daemon));
  const style: LineStyle = {
    names: names.size > 1 ? [...names] : [],
    streams: all.some((source) => source.kind === 'journal' || source.stream !== 'log'),
    terminal: showing.terminal,
    paint: showing.paint,
  };
  const tell = (line: LogLine): void => showing.write(showing.json ? `${lineJson(line)}\n` : shownLine(line, style));
  const raw = all.length === 1 && !style.streams && !showing.json && !showing.terminal;

  const marks: { readonly source: FileSource; readonly mark: Mark }[] = [];
  const journals: JournalSource[] = [];
  let well = true;
  for (const sources of daemons) {
    const slices = sources.flatMap((source) => (source.kind === 'file' ? [{ source, ...slice(source, showing) }] : []));
    for (const { source, mark, notes } of slices) {
      marks.push({ source, mark });
      for (const one of notes) showing.note(one);
    }
    if (raw) for (const { parts } of slices) for (const bytes of blocks(showing.files, parts)) showing.write(bytes);
    else showSlices(slices, showing, tell);
    const silent = showing.follow ? null : silence(slices, showing.sinceMs);
    for (const { parts } of slices) close(parts);
    if (silent !== null) showing.note(`${sources[0]?.daemon ?? ''} ${silent}`);
    for (const source of sources) {
      if (source.kind !== 'journal') continue;
      journals.push(source);
      if (!showing.follow) well = (await showJournal(source, showing, tell)) && well;
    }
  }
  if (!showing.follow) return well;
  const followed = marks.map(
    ({ source: { daemon, stream }, mark }): Followed => ({
      mark,
      line: raw ? null : (bytes) => tell({ daemon, stream, atMs: null, bytes }),
      bytes: showing.write,
    }),
  );
  const following = followed.length > 0 ? [follow(followed, showing)] : [];
  const ended = await Promise.all([
    ...journals.map((source) => showJournal(source, showing, tell)),
    ...following.map((one) => one.then(() => true)),
  ]);
  return ended.every(Boolean);
}

function slice({ path }: FileSource, { files, hands, last, sinceMs }: Showing): Slice {
  if (sinceMs === null) return lastLinesOf(files, path, last ?? DEFAULT_LINES);
  return linesSince(files, path, { sinceMs, nowMs: hands.now() }, last);
}

/** Why nothing is shown; null: something is, or more cannot be said. */
function silence(slices: readonly Slice[], sinceMs: number | null): string | null {
  if (slices.length === 0 || slices.some(({ notes }) => notes.length > 0)) return null;
  const paths = slices.map(({ mark }) => mark.path).join(', ');
  if (slices.every(({ mark, parts }) => mark.id === null && parts.length === 0))
    return `has written nothing yet: there is no ${paths}`;
  // How long each is, not how much of it is shown.
  if (slices.every(({ mark, parts }) => mark.at === 0 && parts.every(({ to }) => to === 0)))
    return `has written nothing yet: nothing is in ${paths}`;
  const shows = slices.some(({ parts }) => parts.some(({ from, to }) => to > from));
  return sinceMs === null || shows ? null : 'has written nothing since then';
}

/** In one order where the lines themselves tell it; else one stream after the other, each in its own. */
function showSlices(
  slices: readonly { readonly source: FileSource; readonly parts: readonly Part[] }[],
  { files, hands }: Showing,
  tell: (line: LogLine) => void,
): void {
  const read = function* ({ source: { daemon, stream }, parts }: (typeof slices)[number]): Generator<LogLine> {
    for (const bytes of lines(files, parts)) yield { daemon, stream, atMs: null, bytes };
  };
  const [out, err, more] = slices;
  const bytes = slices.flatMap(({ parts }) => parts).reduce((sum, { from, to }) => sum + to - from, 0);
  if (out && err && !more && bytes <= MOST_TO_ORDER) {
    const [ofOut, ofErr] = [[...read(out)], [...read(err)]];
    for (const line of inOrder(ofOut, ofErr, hands.now()) ?? [...ofOut, ...ofErr]) tell(line);
  } else {
    for (const one of slices) for (const line of read(one)) tell(line);
  }
}

async function showJournal(source: JournalSource, showing: Showing, tell: (line: LogLine) => void): Promise<boolean> {
  const { sinceMs, follow: on, note, going } = showing;
  const last = showing.last ?? (sinceMs === null ? DEFAULT_LINES : null);
  const query = { unit: source.unit, domain: source.domain, last, sinceMs, follow: on };
  let count = 0;
  const onLine = (json: string): void => {
    const line = readEntry(source.daemon, json);
    if (line === null) return;
    count += 1;
    tell(line);
  };
  const ended = await streamLines(journalArgv(query), { onLine, going });
  const trouble = journalTrouble(query, { ...ended, lines: count });
  if (trouble !== null && going()) note(trouble.message);
  return trouble?.failed !== true;
}
