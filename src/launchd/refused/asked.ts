// A step's command → what of launchctl it asked for, whether or not through sudo. Words only.

import type { Argv } from '../../model.ts';

export interface Asked {
  readonly verb: string;
  /** `gui/501` */
  readonly domain: string;
  readonly label: string;
  /** Of bootstrap. */
  readonly path: string | null;
  readonly asRoot: boolean;
}

/** null: it is no call of launchctl about one label. */
export function askedOf(argv: Argv): Asked | null {
  const at = argv.indexOf('launchctl');
  if (at < 0 || !argv.slice(0, at).every((word) => word === 'sudo' || word === '-n')) return null;
  const [verb, ...words] = argv.slice(at + 1);
  const last = words.at(-1);
  const [domain] = words;
  if (verb === undefined || last === undefined || domain === undefined) return null;
  const asRoot = at > 0;
  if (verb === 'bootstrap')
    return { verb, domain, path: last, label: last.slice(last.lastIndexOf('/') + 1).replace(/\.plist$/, ''), asRoot };
  const [, of, label] = /^(system|[a-z]+\/[^/]+)\/(.+)$/.exec(last) ?? [];
  return of === undefined || label === undefined ? null : { verb, domain: of, label, path: null, asRoot };
}
