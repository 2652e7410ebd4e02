// Does a daemon really work? Asks as its `health` says: while it comes up nothing counts against it, then so many failures in
// a row. Restarts nothing, and knows no service manager. `askOnce` is for a status, which has no time to wait.

import { lastWords } from './failing.ts';
import type { Hands } from '../host.ts';
import type { Health } from '../model.ts';
import { inSeconds, network, type Probes } from './probes.ts';
import { stopwatch } from './stopwatch.ts';

/** `cause`: what the last try said, as half a sentence. */
export interface Sick {
  readonly cause: string;
  readonly tries: number;
}

export interface Asking {
  /** Default: the real network. */
  readonly probes?: Probes;
  /** Asked between two tries: false when nobody is interested any more. */
  readonly goOn?: () => boolean;
}

type Asker = Pick<Hands, 'run' | 'now' | 'sleep'>;

/** null: healthy. */
export async function isHealthy(health: Health, hands: Asker, { probes, goOn }: Asking = {}): Promise<Sick | null> {
  const elapsed = stopwatch(hands);
  let failures = 0;
  for (let tries = 1; ; tries += 1) {
    const cause = await askOnce(health, hands, probes);
    if (cause === null) return null;
    if (elapsed() >= health.startPeriodMs) failures += 1;
    if (failures >= health.retries || goOn?.() === false) return { cause, tries };
    await hands.sleep(health.intervalMs);
    if (goOn?.() === false) return { cause, tries };
  }
}

/** null: it says that all is well; else what it says, as half a sentence. */
export async function askOnce(
  health: Health,
  hands: Pick<Hands, 'run'>,
  probes: Probes = network,
): Promise<string | null> {
  const { probe, timeoutMs } = health;
  if (probe.kind === 'command') return command(probe.argv, timeoutMs, hands);
  return probe.kind === 'http' ? probes.http(probe.url, timeoutMs) : probes.tcp(probe.host, probe.port, timeoutMs);
}

async function command(
  argv: readonly [string, ...string[]],
  timeoutMs: number,
  hands: Pick<Hands, 'run'>,
): Promise<string | null> {
  const { code, stdout, stderr } = await hands.run(argv, { timeoutMs });
  if (code === 0) return null;
  if (code === 124) return `its health command takes longer than ${inSeconds(timeoutMs)}`;
  const said = lastWords(stderr) ?? lastWords(stdout);
  return `its health command ends with ${code}${said === null ? '' : `: ${said}`}`;
}
