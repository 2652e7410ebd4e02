// Names that a person typed × a manifest → what is wrong with the first that is not in it, in words; null: nothing.
import type { Manifest } from '../model.ts';
import { nearest } from '../nearest.ts';

export function unknownName(
  words: readonly string[],
  manifest: Manifest,
  sources: ReadonlyMap<string, string>,
): string | null {
  const names = manifest.daemons.map((daemon) => daemon.name);
  const word = words.find((one) => !names.includes(one));
  if (word === undefined) return null;
  const meant = nearest(word, names);
  if (meant !== null) return `there is no daemon \`${word}\`; did you mean \`${meant}\`?`;
  if (manifest.keptAway?.includes(word)) return `\`only\` keeps the daemon \`${word}\` from this host`;
  // It may be in the file and still not exist here.
  const mentioned = [...sources.values()].some((text) =>
    new RegExp(`^\\s+["']?${word.replace(/[^\w-]/g, '\\$&')}["']?\\s*:`, 'm').test(text),
  );
  if (mentioned) return `there is no daemon \`${word}\` on this host and platform`;
  return `there is no daemon \`${word}\`${names.length > 0 && names.length <= 12 ? `; there are ${names.join(', ')}` : ''}`;
}
