// A closer look at a few units: one `systemctl show` for all of them. One unit that it cannot tell of takes those behind it
// down with it, so that what is missing is asked for one by one. A template is never asked for: it has no state.

import type { Domain } from '../model.ts';
import type { Connected } from '../platform.ts';
import { systemctl } from './list-units.ts';
import { PROPERTIES, type Shown, shownFrom } from './state.ts';
import { nameForm } from './unit-name.ts';

/** Those that could be told of. */
export async function showUnits(
  { host }: Connected,
  domain: Domain,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Shown>> {
  const asked = ids.filter((id) => nameForm(id) === 'plain' || nameForm(id) === 'instance');
  const found = new Map<string, Shown>();
  const ask = async (some: readonly string[]): Promise<void> => {
    const argv = [...systemctl(domain), 'show', '--no-pager', '-p', PROPERTIES.join(','), '--', ...some] as const;
    const { stdout } = await host.run(argv, { timeoutMs: 20_000 + 20 * some.length });
    for (const block of blocksOf(stdout)) {
      const id = block.get('Id');
      if (id !== undefined && some.includes(id)) found.set(id, shownFrom(block));
    }
  };
  if (asked.length > 0) await ask(asked);
  const rest = asked.filter((id) => !found.has(id));
  if (asked.length > 1) for (const id of rest) await ask([id]);
  return found;
}

/** `Key=value` lines, a block for each unit, an empty line between. In no promised order. */
export function blocksOf(stdout: string): ReadonlyMap<string, string>[] {
  return stdout
    .split(/\n\n+/)
    .filter((block) => block.trim() !== '')
    .map(
      (block) =>
        new Map(
          block.split('\n').flatMap((line): [string, string][] => {
            const equals = line.indexOf('=');
            return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : [];
          }),
        ),
    );
}
