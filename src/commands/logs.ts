// What daemons have written: the last lines or those since a moment, from their files or the journal, once or on and on. Reads
// only, but for --rotate. A manifest that is wrong is no reason not to see why a daemon fails: memory has its logs too.
import { usageError } from '../cli.ts';
import type { ExitName } from '../exit-codes.ts';
import { nodeLogs } from '../logs/node-logs.ts';
import { rotateLogs, sizesToRotate } from '../logs/rotate.ts';
import { show } from '../logs/show.ts';
import { shownSize } from '../logs/sizes.ts';
import { type Source, sourcesOf } from '../logs/sources.ts';
import { readSince } from '../logs/stamp.ts';
import { otherMemories, readMemory } from '../memory/memory-file.ts';
import type { Memory } from '../model.ts';
import { nearest } from '../nearest.ts';
import { problemCount, problemsJson } from '../report/problems.ts';
import { harmless, shownPath } from '../report/text.ts';
import type { Out, Run, Session } from './context.ts';
import { open, type Opened, type Seen, showProblems, viewer } from './open.ts';
import { COMMANDS } from './table.ts';

/** What is written may be any bytes; and to write for a reader that went away would never end. */
type LogOut = Omit<Out, 'write'> & { readonly gone?: boolean; write(bytes: Uint8Array | string): void };

export const run: Run = async (session) => {
  const { args } = session;
  const hands = await session.host();
  const wrong = (message: string): ExitName =>
    usageError(session, message, COMMANDS.find(({ name }) => name === 'logs') ?? null);
  const sinceMs = args.since === null ? null : readSince(args.since, hands.now());
  if (args.since !== null && sinceMs === null)
    return wrong(
      `\`--since\` takes a time such as 1h, 30m, today, 2026-01-31 or 2026-01-31T12:00, not \`${args.since}\``,
    );
  if (args.rotate && (args.follow || args.lines !== null || args.since !== null))
    return wrong('`--rotate` shows no lines: it stands alone');

  const opened = await open(session);
  if ('failed' in opened) return opened.failed;
  const seen = await viewer(opened)(null, 'render');
  const broken: ExitName | null = seen.desired === null ? (seen.unreadable ? 'unreadable' : 'manifest') : null;
  if (broken !== null && !args.json) {
    showProblems(session, opened.paint, seen);
    session.stderr.write(`${shownPath(opened.path, session.cwd)}: ${problemCount(seen.problems)}\n`);
  }
  const remembered = await memoryOf(opened, seen);
  const names = [...new Set(args.words)];
  const found = names.map((name) => {
    const desired = seen.desired?.find((one) => one.name === name) ?? null;
    return { name, desired, sources: sourcesOf(name, desired, remembered[name] ?? null) };
  });
  const unknown = found.find(({ sources }) => sources === null)?.name;
  if (unknown !== undefined) {
    if (broken !== null) return broken;
    const all = [...(seen.desired ?? []).map(({ name }) => name), ...Object.keys(remembered)];
    const meant = nearest(unknown, all);
    const known = [...new Set(all)].sort();
    const there = known.length > 0 && known.length <= 12 ? `; there are ${known.join(', ')}` : '';
    return wrong(`there is no daemon \`${unknown}\`${meant === null ? there : `; did you mean \`${meant}\`?`}`);
  }
  if (args.rotate) return rotate(session, opened, found);

  const note = (text: string): void => session.stderr.write(`daemonsync: ${harmless(text)}\n`);
  for (const { name, sources } of found)
    if (sources?.length === 0) note(`\`${name}\` has no logs: its manifest says \`logs: none\``);
  const out: LogOut = session.stdout;
  const well = await show(
    found.map(({ sources }) => sources ?? []),
    {
      files: nodeLogs,
      hands,
      last: args.lines,
      sinceMs,
      follow: args.follow,
      json: args.json,
      terminal: out.isTTY,
      paint: opened.paint.stdout,
      write: (bytes) => out.write(bytes),
      note,
      going: () => out.gone !== true,
    },
  );
  return well ? 'ok' : 'failed';
};

/** Of the namespace that the manifest names; or, where it says nothing any more, of all that were applied from it. */
async function memoryOf({ host, path }: Opened, { manifest, facts }: Seen): Promise<Memory['daemons']> {
  if (manifest !== null) return (await readMemory(host, facts, manifest.namespace)).memory.daemons;
  const real = (await host.real(path)) ?? path;
  const { memories } = await otherMemories(host, facts, '');
  const ours = memories.filter((one) => one.manifest === real);
  return Object.fromEntries(ours.flatMap(({ daemons }) => Object.entries(daemons)));
}

interface Found {
  readonly name: string;
  readonly desired: NonNullable<Seen['desired']>[number] | null;
  readonly sources: readonly Source[] | null;
}

/** Now, whatever their size. Of a daemon that left the manifest nobody knows how many copies to keep. */
async function rotate(session: Session, opened: Opened, found: readonly Found[]): Promise<ExitName> {
  const { args, stdout, stderr } = session;
  const logging = found.flatMap(({ name, desired }) => (desired ? [{ name, logs: desired.care.logs }] : []));
  const due = await sizesToRotate(opened.host, logging, 0);
  const { rotated, problems } = await rotateLogs(nodeLogs, due);
  const hiding = () => ({ values: [], find: () => [], texts: new Map() });
  if (args.json) {
    const files = rotated.map(({ daemon, path, bytes }) => ({ daemon, path, bytes }));
    stdout.write(
      `${JSON.stringify({ version: 1, ok: problems.length === 0, rotated: files, problems: problemsJson(problems, hiding) })}\n`,
    );
    return problems.length === 0 ? 'ok' : 'failed';
  }
  for (const { path, bytes } of rotated)
    stdout.write(`rotated ${shownPath(path, session.cwd)} (${shownSize(bytes)})\n`);
  for (const { name, desired, sources } of found) {
    const logs = desired?.care.logs;
    const why =
      logs === undefined
        ? 'it is no longer in the manifest'
        : logs.kind === 'files'
          ? logs.rotate === null
            ? 'its manifest says `rotate: false`'
            : null
          : sources?.length === 0
            ? 'it has no logs'
            : 'the journal looks after itself';
    if (why !== null) stderr.write(`daemonsync: nothing to rotate for \`${name}\`: ${why}\n`);
  }
  showProblems(session, opened.paint, { problems, sources: new Map(), hiding });
  return problems.length === 0 ? 'ok' : 'failed';
}
