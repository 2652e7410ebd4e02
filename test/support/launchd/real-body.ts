// The real world for the stand-in for launchd: files of this machine, processes that really run, the clock on the wall. What ends
// is told to whoever made it. All that it started ends with `endAll`.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Body, Found, Spawning } from './body.ts';
import { SIGKILL } from './body.ts';
import { type Ended, signalProcess, startProcess } from './real-start.ts';

export interface RealBody extends Body {
  /** Every process that was started, as often as it was: by label. */
  readonly begun: ReadonlyMap<string, readonly number[]>;
  endAll(): void;
}

export function realBody(ended: (pid: number, how: Ended) => void): RealBody {
  const running = new Map<number, Spawning>();
  const creators = new Map<number, ReturnType<typeof spawn>>();
  const begun = new Map<string, number[]>();

  const over = (pid: number, how: Ended): void => {
    const what = running.get(pid);
    running.delete(pid);
    // L63: what is left of its process group is killed with it.
    if (what && !what.abandonsGroup) signalProcess(-pid, SIGKILL);
    ended(pid, how);
  };

  return {
    begun,
    nowMs: () => Date.now(),
    file: found,
    list: listed,
    spawn(what) {
      const began = startProcess(what, over);
      if ('pid' in began) {
        running.set(began.pid, what);
        begun.set(what.label, [...(begun.get(what.label) ?? []), began.pid]);
      }
      return began;
    },
    signal: (pid, signal) => void signalProcess(pid, signal),
    // A session has a process of its own, whose start is that of the login.
    began(name) {
      if (name === 'launchd') return 1;
      const child = spawn('/bin/sleep', ['infinity'], { argv0: name, stdio: 'ignore', detached: true });
      child.on('error', () => undefined);
      creators.set(child.pid ?? -1, child);
      return child.pid ?? -1;
    },
    ended(pid) {
      creators.get(pid)?.kill('SIGKILL');
      creators.delete(pid);
    },
    endAll() {
      for (const pid of running.keys()) signalProcess(-pid, SIGKILL);
      for (const child of creators.values()) child.kill('SIGKILL');
      creators.clear();
    },
  };
}

function found(path: string): Found | null {
  try {
    const seen = statSync(path);
    const kind = seen.isFile() ? 'file' : seen.isDirectory() ? 'folder' : 'other';
    const text = kind === 'file' ? readFileSync(path, 'utf8') : null;
    return { kind, mode: seen.mode & 0o7777, uid: seen.uid, gid: seen.gid, text };
  } catch {
    return null;
  }
}

function listed(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return null;
  }
}
