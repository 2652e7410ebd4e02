// A daemon's name × what the manifest says × what is remembered → where its lines are. What was applied last is what writes
// now, so memory goes before the manifest; a daemon that left the manifest still has its logs. Pure.

import type { DesiredDaemon, Domain, Remembered } from '../model.ts';
import type { LogLine } from './lines.ts';

export type Source =
  | { readonly kind: 'file'; readonly daemon: string; readonly stream: LogLine['stream']; readonly path: string }
  | { readonly kind: 'journal'; readonly daemon: string; readonly unit: string; readonly domain: Domain };

/** Empty: its output is thrown away. null: nobody knows it. */
export function sourcesOf(
  daemon: string,
  desired: DesiredDaemon | null,
  remembered: Remembered | null,
): readonly Source[] | null {
  const logs = desired?.care.logs ?? null;
  const written = remembered?.logs ?? [];
  if (written.length > 0) {
    const known = logs?.kind === 'files' ? logs : null;
    return written.map((path, index) => {
      const named = path === known?.stdout ? 'out' : path === known?.stderr ? 'err' : index === 0 ? 'out' : 'err';
      return { kind: 'file', daemon, stream: written.length === 1 ? 'log' : named, path };
    });
  }
  if (logs?.kind === 'none') return [];
  if (logs?.kind === 'files' && remembered === null) {
    if (logs.stdout === logs.stderr) return [{ kind: 'file', daemon, stream: 'log', path: logs.stdout }];
    return [
      { kind: 'file', daemon, stream: 'out', path: logs.stdout },
      { kind: 'file', daemon, stream: 'err', path: logs.stderr },
    ];
  }
  const of = remembered ?? desired;
  const unit = of?.units.find(({ role }) => role === 'service');
  return of && unit ? [{ kind: 'journal', daemon, unit: unit.id, domain: of.domain }] : null;
}
