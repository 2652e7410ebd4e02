// A file that is replaced or removed, of which a copy is kept → whose it was, where it was not ours. Pure.
import type { Observed } from '../model.ts';

/** null: ours, changed by hand. */
export function strangerWords(path: string, daemon: string, { daemons, memory }: Observed): string | null {
  const have = daemons.find(({ name }) => name === daemon);
  const file = have?.files.find((one) => one.path === path);
  if (!have || !file || Object.hasOwn(have.remembered?.files ?? {}, path)) return null;
  const namespace = file.mark?.namespace ?? null;
  if (namespace === null) return "was not daemonsync's";
  return namespace === memory.namespace ? null : `belonged to the namespace \`${namespace}\``;
}
