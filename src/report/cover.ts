// What is known of a manifest's secrets, and what older files let slip of theirs → what may not be shown: in a file as it is,
// in a file as it is to be, and in any line. Pure. Old files may hold secrets that no manifest knows any more, so those are
// covered by name and by their looks too, and so are their values wherever they are repeated.
import { looksSecret } from '../manifest/secrets.ts';
import type { Manifest } from '../model.ts';
import { fileParts, needle, needles } from './mask-files.ts';
import { MASK } from './mask.ts';
import { covered, finder, type Needle } from './needles.ts';
import { oldNeedles, oldParts } from './old-secrets.ts';
import { joined, type Part, secretParts } from './secret-parts.ts';
import { harmless } from './text.ts';

export interface OldText {
  readonly daemon: string;
  readonly text: string;
}

export interface Cover {
  /** Where secrets stand in a file that is there. */
  readonly old: (text: string, daemon: string) => readonly Part[];
  /** Where they stand in one that is wanted. */
  readonly wanted: (text: string, daemon: string) => readonly Part[];
  /** Any one line of text, such as a command or a path, fit for a terminal. */
  readonly line: (text: string) => string;
}

/** `values`: what the texts of the manifest say that is secret. Without a manifest everything goes by looks. */
export function coverOf(manifest: Manifest | null, values: readonly string[], olds: Iterable<OldText>): Cover {
  const daemons = new Map((manifest?.daemons ?? []).map((daemon) => [daemon.name, daemon]));
  const find = finder(all());
  const byLooks = (text: string): readonly Part[] => joined([...fileParts(text, find, undefined), ...oldParts(text)]);
  return {
    old: byLooks,
    wanted: manifest === null ? byLooks : (text, daemon) => fileParts(text, find, daemons.get(daemon)),
    line: (text) => harmless(covered(text, joined([...find(text), ...secretParts(text)]), MASK)),
  };

  function* all(): Iterable<Needle> {
    if (manifest) yield* needles(manifest, values);
    else for (const value of values) yield* needle('', value, '');
    for (const { text, daemon } of olds) yield* oldNeedles(text, openValues(daemon));
  }

  /** Those of names that look secret and are said to be none. */
  function openValues(name: string): ReadonlySet<string> {
    const daemon = daemons.get(name);
    const open = Object.entries(daemon?.env ?? {}).filter(
      ([one]) => looksSecret(one) && !daemon?.secrets.includes(one),
    );
    return new Set(open.map(([, value]) => value));
  }
}
