// One run at a time for a state folder, without a lock of the kernel's: what `kill -9` leaves must never block anybody.
//
// Everybody makes a file named after itself (process id, when that process began, this boot), and *then* lists the folder. Who
// sees no other living one's file is in, and keeps its own until it is done. Who sees one takes its own away and is not in.
// Two can never be in at once: say P's file was made before Q's. Q listed after making its own, hence after P's was there, and
// P's goes only when P is done, or when P is dead (then it is not in; and a name never comes back to life, so that taking it
// away late takes nothing else away). So Q saw it. If both were made at once, both see both, and at most one stays: that is why
// the one whose name comes first waits a moment for the other to leave instead of leaving too.
// It holds for one machine with one space of process ids; a folder that several machines share is not guarded between them.

import { cannotRemember, makeOwnFolder } from './memory-file.ts';
import type { Hands } from '../host.ts';
import type { Facts, Problem } from '../model.ts';
import { beginning, bootId } from './process-life.ts';
import { locksFolder, stateFolder } from './state-folder.ts';
import { stopwatch } from '../apply/stopwatch.ts';

export interface Lock {
  release(): Promise<void>;
}

export interface Holder {
  readonly pid: number;
  readonly sinceMs: number;
  /** What it is doing: the command's name. */
  readonly what: string;
}

export type Taken =
  | { readonly lock: Lock }
  | { readonly heldBy: Holder; readonly problem: Problem }
  | { readonly heldBy: null; readonly problem: Problem };

const PATIENCE_MS = 300;

/** `me.what`: a command's name. Nothing is changed before this is ours, and everything that is read is read after. */
export async function takeLock(
  hands: Hands,
  facts: Pick<Facts, 'stateDir'>,
  me: { readonly pid: number; readonly what: string },
): Promise<Taken> {
  const folder = locksFolder(facts);
  const boot = await bootId(hands);
  const own = `${me.pid}-${(await beginning(hands, me.pid)) ?? '0'}-${boot}-${me.what.replace(/[^a-z]/g, '') || 'run'}`;
  const elapsed = stopwatch(hands);
  const isLate = (): boolean => elapsed() >= PATIENCE_MS;
  for (let round = 1; ; round += 1) {
    const tried = await attempt(hands, folder, own, boot, isLate);
    if ('in' in tried) return { lock: { release: () => release(hands, facts, own) } };
    if ('code' in tried) return { heldBy: null, problem: cannotRemember(folder, tried.code) };
    if (isLate()) return taken(hands, folder, tried.other);
    if (round > 1000) throw new Error(`the clock stands still: no way to wait for ${folder}`);
    await hands.sleep(8 + ((me.pid * 7 + round * 13) % 37));
  }
}

type Tried = { readonly in: true } | { readonly other: string } | { readonly code: string };

async function attempt(hands: Hands, folder: string, own: string, boot: string, isLate: () => boolean): Promise<Tried> {
  for (let left = 50; ; left -= 1) {
    const code = await makeOwnFolder(hands, folder);
    // Who only looks disturbs nobody.
    const other = code === null ? await firstOther(hands, folder, own, boot) : null;
    const tried = code !== null ? { code } : other !== null ? { other } : await enter(hands, folder, own, boot, isLate);
    if (left === 0 || !isPassing(tried)) return tried;
    await hands.sleep(1);
  }
}

/** Somebody who left last may just be taking the empty folders away. */
const isPassing = (tried: Tried): boolean =>
  ('code' in tried && ['ENOENT', 'ENOTDIR', 'EEXIST'].includes(tried.code)) ||
  ('other' in tried && tried.other === UNREADABLE);

async function enter(hands: Hands, folder: string, own: string, boot: string, isLate: () => boolean): Promise<Tried> {
  const path = `${folder}/${own}`;
  const code = await hands.makeFile(path, 0o600);
  if (code !== null) return { code };
  for (;;) {
    const other = await firstOther(hands, folder, own, boot);
    // With a file of ours in it the folder does not go by itself; where somebody has removed it all, nobody knows anything.
    if (other === null) return (await hands.stand(path)) === null ? { code: 'ENOENT' } : { in: true };
    if (other < own || isLate()) {
      await hands.remove(path);
      return { other };
    }
    await hands.sleep(3);
  }
}

/** The first living one's, in the order of names. Dead ones' files are taken away on the way. */
async function firstOther(hands: Hands, folder: string, own: string, boot: string): Promise<string | null> {
  const names = await hands.list(folder);
  if (names === null) return (await hands.stand(folder)) === null ? null : UNREADABLE;
  let first: string | null = null;
  for (const name of [...names].sort()) {
    if (name === own || first !== null) continue;
    const [, pid, began, itsBoot] = NAME.exec(name) ?? [];
    if (pid === undefined || began === undefined) continue;
    const now = itsBoot === boot ? await beginning(hands, Number(pid)) : null;
    if (now === undefined || now === began || (now !== null && began === '0')) first = name;
    else await hands.remove(`${folder}/${name}`);
  }
  return first;
}

/** Who is in now, for those who only want to know: nothing is taken away. null: nobody, as far as can be seen. */
export async function lockHolder(
  hands: Pick<Hands, 'list' | 'stand' | 'read' | 'run' | 'now'>,
  facts: Pick<Facts, 'stateDir'>,
): Promise<Holder | null> {
  const folder = locksFolder(facts);
  const names = (await hands.list(folder)) ?? [];
  const boot = names.length === 0 ? '' : await bootId(hands);
  for (const name of names) {
    const [, pid, began, itsBoot, what = 'run'] = NAME.exec(name) ?? [];
    if (pid === undefined || itsBoot !== boot) continue;
    const now = await beginning(hands, Number(pid));
    if (now !== began && !(now !== null && began === '0')) continue;
    const made = await hands.stand(`${folder}/${name}`);
    if (made !== null) return { pid: Number(pid), sinceMs: made.mtimeMs, what };
  }
  return null;
}

const NAME = /^(\d+)-(\d+)-([0-9a-z]+)-([a-z]+)$/;
/** Nobody knows who is in there: better none than two. */
const UNREADABLE = '?';

async function taken(hands: Hands, folder: string, name: string): Promise<Taken> {
  const [, pid, , , what = 'run'] = NAME.exec(name) ?? [];
  if (pid === undefined) return { heldBy: null, problem: cannotRemember(folder, 'EACCES') };
  const made = await hands.stand(`${folder}/${name}`);
  const heldBy = { pid: Number(pid), sinceMs: made?.mtimeMs ?? hands.now(), what };
  const problem: Problem = {
    severity: 'error',
    code: 'locked',
    message: `another daemonsync is at work: \`daemonsync ${what}\`, process ${pid}, since ${clock(heldBy.sinceMs)}`,
    hint: `wait for it to end, or see what it does: ps -fp ${pid}. Nothing was changed`,
  };
  return { heldBy, problem };
}

const clock = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');

async function release(hands: Hands, facts: Pick<Facts, 'stateDir'>, own: string): Promise<void> {
  const folder = locksFolder(facts);
  await hands.remove(`${folder}/${own}`);
  // Where nothing is remembered of anything any more, nothing is left at all.
  if ((await hands.list(stateFolder(facts)))?.length !== 1) return;
  await hands.removeEmpty(folder);
  await hands.removeEmpty(stateFolder(facts));
}
