// A few labels → what only a closer look tells: pid, memory, restarts, how it ended, the next run. A process for each that is
// loaded, a few at a time, and one more for memory; for `status`, never for `apply`. Changes nothing.

import type { Detail, UnitRef } from '../model.ts';
import type { Connected } from '../platform.ts';
import { type Runs, targetOf } from './domains.ts';
import { nextRunOf } from './next-run.ts';
import type { PrintedService } from './print/printed.ts';
import { printAll } from './services.ts';
import { exitOf, restartsOf } from './state.ts';

/** By label. What cannot be had is missing, or null in its place. */
export async function details(
  { host, offline }: Connected,
  units: readonly UnitRef[],
): Promise<ReadonlyMap<string, Detail>> {
  const found = new Map<string, Detail>();
  if (offline || units.length === 0) return found;
  const { uid } = await host.caller();
  const targets = new Map(units.map(({ id, domain }) => [`${targetOf(domain, uid)}/${id}`, id]));
  const answers = await printAll(host, [...targets.keys()]);
  const loaded = [...answers].flatMap(([target, answer]): [string, PrintedService][] =>
    answer.kind === 'printed' ? [[targets.get(target) ?? '', answer.service]] : [],
  );
  const memory = await memoryOf(
    host,
    loaded.flatMap(([, { pid }]) => pid ?? []),
  );
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const [id, service] of loaded) {
    const { pid } = service;
    found.set(id, {
      pid,
      memoryBytes: pid === null ? null : (memory.get(pid) ?? null),
      restarts: restartsOf(service),
      exited: exitOf(service),
      nextMs: nextRunOf(service, host.now(), zone),
      lastMs: null,
    });
  }
  return found;
}

/** In kilobytes, of what is in memory now. */
async function memoryOf(host: Runs, pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (pids.length === 0) return new Map();
  // Some may have ended since, and then its exit code is not 0: what it says of the others holds.
  const { stdout } = await host.run(['ps', '-o', 'pid=', '-o', 'rss=', '-p', pids.join(',')]);
  return new Map(
    stdout.split('\n').flatMap((line): [number, number][] => {
      const [, pid, kilobytes] = /^\s*(\d+)\s+(\d+)\s*$/.exec(line) ?? [];
      return pid === undefined ? [] : [[Number(pid), Number(kilobytes) * 1024]];
    }),
  );
}
