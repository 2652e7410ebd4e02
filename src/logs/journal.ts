// A unit × what of it is wanted → the journalctl command, and a line of what that prints → a line of a log. Pure. The
// journal does not say which of its two streams a program wrote to; it does say what came from the manager.

import type { Argv, Domain } from '../model.ts';
import type { LogLine } from './lines.ts';

export interface JournalQuery {
  readonly unit: string;
  readonly domain: Domain;
  /** Of one start only, and then nothing that is said about it by others. */
  readonly invocation?: string | null;
  /** Its main process: of one that ended before journald could look at it, the journal knows nothing but the number. */
  readonly pid?: number | null;
  readonly last: number | null;
  readonly sinceMs: number | null;
  readonly follow: boolean;
}

export function journalArgv({ unit, domain, invocation, pid, last, sinceMs, follow }: JournalQuery): Argv {
  return [
    'journalctl',
    ...(domain === 'system' ? [] : ['--user']),
    '--no-pager',
    '--quiet',
    // Without it a message of more than 4 KiB is null in JSON.
    '--all',
    '--output=json',
    ...(last === null ? [] : [`--lines=${last}`]),
    ...(last === null && follow ? ['--no-tail'] : []),
    ...(sinceMs === null ? [] : [`--since=@${Math.floor(sinceMs / 1000)}`]),
    ...(follow ? ['--follow'] : []),
    ...matches(unit, domain, invocation ?? null, pid ?? null),
  ];
}

function matches(unit: string, domain: Domain, invocation: string | null, pid: number | null): readonly string[] {
  if (invocation === null && pid === null) return [`--unit=${unit}`];
  const field = domain === 'system' ? '_SYSTEMD_UNIT' : '_SYSTEMD_USER_UNIT';
  const own = invocation === null ? `${field}=${unit}` : `_SYSTEMD_INVOCATION_ID=${invocation}`;
  return pid === null ? [own] : [own, '+', `_PID=${pid}`, '_TRANSPORT=stdout'];
}

/** null: nothing that is meant for people. */
export function readEntry(daemon: string, json: string): LogLine | null {
  const entry = parsed(json);
  if (entry === null) return null;
  const bytes = messageOf(entry['MESSAGE']);
  if (bytes === null) return null;
  const own = !('UNIT' in entry || 'USER_UNIT' in entry);
  const micros = Number(entry['__REALTIME_TIMESTAMP']);
  const atMs = Number.isFinite(micros) && micros > 0 ? Math.floor(micros / 1000) : null;
  return { daemon, stream: own ? 'log' : 'manager', atMs, bytes };
}

function parsed(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Text; or numbers, one a byte, where it was not; or several of these, where a field was there several times. */
function messageOf(message: unknown): Uint8Array | null {
  if (typeof message === 'string') return Buffer.from(message);
  if (!Array.isArray(message)) return null;
  if (message.every((one) => typeof one === 'number')) return Uint8Array.from(message);
  return messageOf(message[0]);
}

/**
 * journalctl's own words about why there is nothing, or its silence → a person's, with what mends it; null: all is well. Who may
 * not read the system's journal is told nothing at all by it, with exit 0.
 */
export function journalTrouble(
  { unit, domain }: Pick<JournalQuery, 'unit' | 'domain'>,
  ended: { readonly code: number; readonly stderr: string; readonly lines: number },
): { readonly failed: boolean; readonly message: string } | null {
  const { code, stderr, lines } = ended;
  const said = stderr.trim();
  const trouble = (message: string) => ({ failed: true, message });
  if (/insufficient permissions|not seeing messages from other users/i.test(said))
    return trouble(`you may not read the journal of ${unit}; try: ${elsewhere(unit, domain)}`);
  if (/No journal files were (?:found|opened)/i.test(said))
    return trouble(`there is no journal to look into for ${unit}; with \`logs: files\` it has files of its own`);
  if (code === 127)
    return trouble('there is no journalctl on this machine; with `logs: files` a daemon has files of its own');
  if (code !== 0 && said !== '')
    return trouble(`journalctl failed for ${unit} (exit ${code}): ${said.split('\n')[0] ?? ''}`);
  if (lines > 0) return null;
  const maybe = domain === 'system' ? `, or you may not see it; try: ${elsewhere(unit, domain)}` : '';
  return { failed: false, message: `the journal has nothing of ${unit}${maybe}` };
}

const elsewhere = (unit: string, domain: Domain): string =>
  domain === 'system' ? `sudo journalctl -u ${unit}` : 'sudo usermod -aG systemd-journal "$USER", and log in again';
