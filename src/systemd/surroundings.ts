// What is looked at beside units and their files: the unit we run in ourselves, linger, when unit files were read.

import type { Hands } from '../host.ts';
import { readLinger } from '../memory/linger-record.ts';
import type { Facts, Observed } from '../model.ts';

/** The service whose process we are, as the kernel has it; null: none, a person's own session. */
export async function selfUnit(host: Hands): Promise<string | null> {
  const read = await host.read('/proc/self/cgroup', 64 * 1024);
  return 'bytes' in read ? unitOfCgroup(new TextDecoder().decode(read.bytes)) : null;
}

/** `0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service`, or one such line for each controller. */
export function unitOfCgroup(text: string): string | null {
  const lines = text.split('\n').map((line) => /^(\d+):([^:]*):(\/.*)$/.exec(line));
  const ours =
    lines.find((line) => line?.[2] === 'name=systemd' && line[3] !== '/') ?? lines.find((line) => line?.[1] === '0');
  const parts = (ours?.[3] ?? '')
    .split('/')
    .filter((part) => part.endsWith('.service') && !/^user@\d+\.service$/.test(part));
  // A name that the kernel has a use of its own for has a `_` put before it.
  return parts.at(-1)?.replace(/^_/, '') ?? null;
}

/**
 * The system's manager touches a file whenever it begins to read all units. Before 248 it does not; but just before it reads,
 * this folder is made anew, if there is anything to be put in it. A user's manager has neither.
 */
export async function readingOf(host: Hands): Promise<{ readonly readMs?: number }> {
  const trace = (await host.stand('/run/systemd/systemd-units-load')) ?? (await host.stand('/run/systemd/generator'));
  return trace === null ? {} : { readMs: trace.mtimeMs };
}

/** Whether daemons of other namespaces need it stands in their memories, which are not looked at here. */
export async function lingerOf(host: Hands, facts: Facts): Promise<NonNullable<Observed['linger']>> {
  const { user } = facts.account;
  return {
    on: (await host.stand(`/var/lib/systemd/linger/${user}`)) !== null,
    byUs: (await readLinger(host, facts))?.user === user,
    othersNeedIt: false,
  };
}
