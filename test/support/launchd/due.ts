// Time passes: whatever is due happens, in its order. What is due is data in the state; the clock is the body's.

import type { Body } from './body.ts';
import { listOf, numberOf } from './definition.ts';
import { armCalendar, execed, killed, looked, spawn, wanted } from './life.ts';
import { allServices, type Due, type FakeLaunchd, plan, serviceAt } from './state.ts';

export const nextDue = (fake: FakeLaunchd): number | null =>
  fake.due.length === 0 ? null : fake.due.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);

/** All that is due by then. What comes round again is reckoned from now: what was slept through is one (L53, L54). */
export function advance(fake: FakeLaunchd, body: Body, nowMs: number): void {
  for (;;) {
    const due = fake.due
      .filter(({ atMs }) => atMs <= nowMs)
      .reduce<Due | null>((first, one) => (first === null || one.atMs < first.atMs ? one : first), null);
    if (due === null) return;
    fake.due = fake.due.filter((one) => one !== due);
    happen(fake, body, due, nowMs);
  }
}

function happen(fake: FakeLaunchd, body: Body, due: Due, nowMs: number): void {
  const service = serviceAt(fake, due.domain, due.label);
  if (service === null || service.serial !== due.serial) return;
  switch (due.what) {
    case 'spawn':
      if (service.pid === null) spawn(fake, body, service, due.which);
      return;
    case 'exec':
      return execed(service);
    case 'kill':
      return killed(fake, body, service);
    case 'interval': {
      const every = numberOf(service.definition, 'StartInterval') ?? 0;
      plan(fake, service, 'interval', nowMs + Math.max(1, every) * 1000);
      // One that still runs misses its turn (L53).
      return wanted(fake, body, service, 'interval');
    }
    case 'calendar':
      armCalendar(fake, service, Number(due.which), nowMs);
      return wanted(fake, body, service, 'calendar');
  }
}

/** Something at this path came, went or was written: those that watch it start (L55), and so do those that waited for it (L50). */
export function touched(fake: FakeLaunchd, body: Body, path: string): void {
  for (const service of allServices(fake)) {
    const watched = [
      ...listOf(service.definition['WatchPaths']),
      ...listOf(service.definition['QueueDirectories']).filter((folder) => (body.list(folder) ?? []).length > 0),
    ];
    if (watched.some((one) => path === one || path.startsWith(`${one}/`)))
      wanted(fake, body, service, 'launch job demand');
    else looked(fake, body, service);
  }
}
