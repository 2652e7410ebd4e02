// What is known of a daemon that nobody remembers: what the marks in its files say, or nothing at all. Pure.

import { digestOf } from '../digest.ts';
import type { ObservedDaemon, Remembered } from '../model.ts';

/** From the marks in its files, where memory was lost. null: nothing there is ours beyond doubt. */
export function rebuilt(have: ObservedDaemon | undefined, namespace: string): Remembered | null {
  const ours = (have?.files ?? []).filter(
    ({ kind, mark, text }) =>
      kind === 'file' && text !== null && mark?.namespace === namespace && mark.daemon === have?.name && mark.intact,
  );
  const [first] = have?.units ?? [];
  if (ours.length === 0 || !have) return null;
  return {
    ...NOBODY,
    domain: first?.domain ?? NOBODY.domain,
    files: Object.fromEntries(ours.map(({ path, text }) => [path, digestOf(text ?? '')])),
    units: have.units
      .filter(({ id }) => ours.some(({ path }) => path.endsWith(`/${id}`) || path.endsWith(`/${id}.plist`)))
      .map(({ id, role, domain, links }) => ({
        id,
        role,
        domain,
        links: links.filter((link) => !link.startsWith('/')),
      })),
  };
}

/** Nothing is known of it. */
export const NOBODY: Remembered = {
  domain: 'user',
  files: {},
  folders: [],
  units: [],
  loaded: {},
  started: {},
  watched: {},
  shadows: [],
  held: null,
  linger: false,
  logs: [],
};
