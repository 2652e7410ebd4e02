// Is a process still the one that it was? A process id is used again after a while, even for another program; an id together
// with the moment that process began is not, until the machine starts anew. Asks the kernel where it tells, else `ps`.

import type { Host } from '../host.ts';

type Asks = Pick<Host, 'read' | 'run'>;

/** This start of the machine, in a few letters. */
export async function bootId(host: Asks): Promise<string> {
  const linux = await readText(host, '/proc/sys/kernel/random/boot_id');
  if (linux !== null) return short(linux);
  const { code, stdout } = await host.run(['/usr/sbin/sysctl', '-n', 'kern.bootsessionuuid']);
  return code === 0 ? short(stdout) : 'unknown';
}

const short = (id: string): string =>
  id
    .replace(/[^0-9A-Fa-f]/g, '')
    .slice(0, 8)
    .toLowerCase() || 'unknown';

/** When it began, in digits. null: it is gone. undefined: nobody can say. */
export async function beginning(host: Asks, pid: number): Promise<string | null | undefined> {
  const stat = await host.read(`/proc/${pid}/stat`, 4096);
  if ('bytes' in stat) return fromStat(new TextDecoder().decode(stat.bytes));
  // No such folder, or gone while it was being read; on a system without /proc it is `ps` that knows.
  if (stat.error !== 'ENOENT' && stat.error !== 'ESRCH') return undefined;
  if ((await readText(host, '/proc/self/stat')) !== null) return null;
  return fromPs(host, pid);
}

/** The name in the second field may hold spaces and parentheses: what follows the last one is counted. */
function fromStat(line: string): string | null | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // It has ended, and only its parent has not looked yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const began = fields[22 - 3];
  return began !== undefined && /^\d+$/.test(began) ? began : undefined;
}

/** The same words whoever asks, and wherever that one believes to be. */
async function fromPs(host: Asks, pid: number): Promise<string | null | undefined> {
  // Two words, not one: what comes behind a `=` may be taken for one long header, comma and all.
  const argv = ['/bin/ps', '-o', 'state=', '-o', 'lstart=', '-p', String(pid)] as const;
  const { code, stdout } = await host.run(argv, { env: { TZ: 'UTC0', LC_ALL: 'C' } });
  const [state = '', ...words] = stdout.trim().split(/\s+/);
  if (code === 1 && state === '') return null;
  if (code !== 0 || words.length === 0) return undefined;
  if (state.startsWith('Z')) return null;
  const ms = Date.parse(`${words.join(' ')} UTC`);
  return Number.isNaN(ms) ? undefined : String(ms / 1000);
}

async function readText(host: Asks, path: string): Promise<string | null> {
  const file = await host.read(path, 4096);
  return 'bytes' in file ? new TextDecoder().decode(file.bytes) : null;
}
