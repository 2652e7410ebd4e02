// What daemonsync says about its own work, with -v: pino, on standard error, loaded only then. Never results, never secrets:
// callers mask what they pass.
import type { Out } from './commands/context.ts';
import { harmless } from './report/text.ts';

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export const silent: Log = { info: () => undefined };

export async function openLog(stderr: Out): Promise<Log> {
  const { pino } = await import('pino');
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // Synchronous and by number: any other destination loses lines at exit, or hangs when the reader has gone away.
  const logger = stderr.isTTY
    ? pino(options, { write: (line: string) => stderr.write(`${forPeople(line)}\n`) })
    : pino(options, pino.destination({ dest: 2, sync: true }));
  return { info: (message, fields = {}) => logger.info(fields, message) };
}

/** `… chose the manifest  path=/home/me/daemons.yaml` */
export function forPeople(line: string): string {
  const { level: _level, time: _time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const shown = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return harmless(['…', String(msg), ...(shown.length > 0 ? ['', ...shown] : [])].join(' '));
}
