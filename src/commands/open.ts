// What every command that reads the manifest does first: settings, then which manifest, then the problems of both.
// Prints problems, but decides nothing about what the command is for.
import { paints } from '../cli.ts';
import { desire, foresee, wantsSystemdVersion } from '../desired.ts';
import type { ExitName } from '../exit-codes.ts';
import { gatherFacts } from '../facts.ts';
import type { Hands } from '../host.ts';
import { findManifest, type Loaded, loadManifest, type ReadManifest, readManifest } from '../load.ts';
import { type Log, openLog, silent } from '../log.ts';
import type { Desired, Facts, Manifest, Platform, Problem } from '../model.ts';
import type { Machine } from '../node/host.ts';
import { platformNamed } from '../platform.ts';
import { readSettings } from '../read-settings.ts';
import { accountVariables } from '../needs.ts';
import { type Hiding, hidingOf, type Known } from '../report/hide.ts';
import { problemLines } from '../report/problems.ts';
import type { Settings } from '../settings.ts';
import type { Session } from './context.ts';

export interface Opened {
  readonly session: Session;
  readonly log: Log;
  readonly host: Hands;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly paint: Session['paint'];
  readonly path: string;
  /** Where it was looked for too, and is not either. */
  readonly instead: string | null;
  /** Of the settings alone. */
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

export interface Failed extends Shown {
  readonly failed: ExitName;
}

/** `failed`: the settings are wrong, which has been said; they might even have named another manifest. */
export async function open(session: Session): Promise<Opened | Failed> {
  const opened = await openAnyway(session);
  const { paint, problems, sources, unreadable } = opened;
  if (!problems.some((problem) => problem.severity === 'error')) return opened;
  if (!session.args.json) showProblems(session, paint, { problems, sources, hiding: () => hidingOf(sources) });
  return { failed: unreadable ? 'unreadable' : 'manifest', problems, sources, hiding: () => hidingOf(sources) };
}

/** Whatever is wrong with the settings: what cannot be believed of them counts as not said. Prints nothing. */
export async function openAnyway(session: Session): Promise<Opened & { readonly unreadable: boolean }> {
  const { args, env, cwd } = session;
  const log = args.verbose ? await openLog(session.stderr) : silent;
  const [host, machine] = await Promise.all([session.host(), session.machine()]);
  const {
    settings,
    problems,
    path: settingsPath,
    text,
    unreadable,
  } = await readSettings(host, machine.home, machine.uid);
  if (text !== null) log.info('read the settings', { path: settingsPath });
  // A flag beats the environment beats the settings.
  const paint = paints(session, args.color ?? (env.NO_COLOR || env.FORCE_COLOR ? null : settings.color));
  const sources = new Map(text === null ? [] : [[settingsPath, text] as const]);
  const configDir = settings.configDir ?? `${machine.home}/.config`;
  const { path, why, instead } = await findManifest(host, {
    flag: args.file,
    variable: env.DAEMONSYNC_FILE ?? null,
    settings: settings.file,
    cwd,
    configDir,
  });
  const known = { session, log, host, machine, settings, paint, path, instead: instead ?? null, problems, sources };
  if (!problems.some((problem) => problem.severity === 'error')) log.info('chose the manifest', { path, why });
  return { ...known, unreadable };
}

/** What is to be said of some texts, and what of them may not be. */
export interface Shown {
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
  /** Made when it is first asked for. */
  readonly hiding: () => Hiding;
}

export interface Seen extends Loaded, Shown {
  /** null where something is wrong, or where nothing was to be rendered. */
  readonly desired: Desired | null;
  readonly includes: ReadManifest['includes'];
}

/** One command's view of the manifest: read once, seen as one platform or both see it. */
export function viewer(opened: Opened): (name: Platform | null, purpose: 'render' | 'judge') => Promise<Seen> {
  let read: Promise<ReadManifest> | null = null;
  let hidden: (() => Hiding) | null = null;
  const { args, now } = opened.session;
  const { home, user, uid, host } = args;
  return async (name, purpose) => {
    const began = now();
    const wanted = { platform: name, home, user, uid, host };
    const facts = await gatherFacts(opened.host, opened.machine, wanted, opened.settings);
    read ??= readManifest(opened.host, opened.path, facts, opened.instead);
    const text = await read;
    const readAt = now();
    const loaded = await loadManifest(opened.host, text, facts);
    const compiledAt = now();
    const outcome = loaded.manifest && (await outcomeOf(loaded.manifest, loaded.facts, purpose));
    const ms = (from: number, to: number): number => Math.round((to - from) * 10) / 10;
    opened.log.info('loaded the manifest', {
      platform: facts.platform,
      daemons: loaded.manifest?.daemons.length ?? null,
      readMs: ms(began, readAt),
      compileMs: ms(readAt, compiledAt),
      [purpose === 'render' ? 'renderMs' : 'judgeMs']: ms(compiledAt, now()),
    });
    const problems = [...opened.problems, ...loaded.problems, ...(outcome?.problems ?? [])];
    const sources = new Map([...opened.sources, ...loaded.sources]);
    const wrong = problems.some((problem) => problem.severity === 'error');
    hidden ??= hidingFrom(text, sources, facts);
    const desired = wrong ? null : (outcome?.desired ?? null);
    return { ...loaded, problems, sources, hiding: hidden, desired, includes: text.includes };
  };
}

/** Only a rendering tells which directives are too new for this machine; everything else can be foreseen. */
async function outcomeOf(
  manifest: Manifest,
  facts: Facts,
  purpose: 'render' | 'judge',
): Promise<{ desired: Desired | null; problems: readonly Problem[] }> {
  const judged = purpose === 'judge' && !(facts.systemdVersion !== null && wantsSystemdVersion(manifest));
  if (judged) return { desired: null, problems: foresee(manifest, facts) };
  return desire(manifest, facts, await platformNamed(facts.platform));
}

function hidingFrom(read: ReadManifest, sources: ReadonlyMap<string, string>, facts: Facts): () => Hiding {
  let made: Hiding | null = null;
  return () => {
    const parsed = [...(read.main ? [read.main] : []), ...read.included];
    const known = parsed.map(({ source, read: { tree, problems } }): [string, Known] => [
      source.name,
      { tree, sound: tree !== null && problems.length === 0 },
    ]);
    made ??= hidingOf(sources, new Map(known), accountVariables(facts, read.main?.source.dir ?? null));
    return made;
  };
}

/** On standard error. Nothing is said of no problems. */
export function showProblems(session: Session, paint: Session['paint'], shown: Shown): void {
  const { problems, sources, hiding } = shown;
  if (problems.length === 0) return;
  const { stderr, cwd } = session;
  const columns = Math.max(40, Math.min(100, stderr.columns ?? 100));
  const lines = problemLines(problems, { sources, cwd, paint: paint.stderr, columns, hiding: hiding() });
  stderr.write(lines.map((line) => `${line}\n`).join(''));
}
