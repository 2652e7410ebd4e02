// A closer look at single labels: `launchctl print DOMAIN/LABEL`, a few at a time. Only launchctl's own "could not find" means
// that a label is not loaded; every other failure means that it is not known.

import { refused, type Runs, unreadable } from './domains.ts';
import { refusalOf } from './print/errors.ts';
import type { NormalJob } from './plist/job.ts';
import { readAgainst } from './print/against.ts';
import { readService } from './print/service.ts';
import type { PrintedService } from './print/printed.ts';

export type Answer =
  | { readonly kind: 'printed'; readonly service: PrintedService }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Each is a process of its own: more at a time would only wait for each other. */
const AT_ONCE = 8;

/** By target, as the answers are. `wanted`: the jobs that they should be, where that is known: it helps with reading. */
export async function printAll(
  host: Runs,
  targets: readonly string[],
  wanted: ReadonlyMap<string, NormalJob> = NOTHING_WANTED,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  const queue = [...new Set(targets)].values();
  const work = async (): Promise<void> => {
    for (const target of queue) answers.set(target, await printOne(host, target, wanted.get(target)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

const NOTHING_WANTED: ReadonlyMap<string, NormalJob> = new Map();

async function printOne(host: Runs, target: string, wanted: NormalJob | undefined): Promise<Answer> {
  const { code, stdout, stderr } = await host.run(['launchctl', 'print', target]);
  if (code !== 0) {
    const { kind } = refusalOf(code, stderr);
    // Where there is no such domain, nothing is loaded in it.
    if (kind === 'no-such-service' || kind === 'no-such-domain') return { kind: 'absent' };
    return { kind: 'unknown', why: refused(`print ${target}`, code, stderr) };
  }
  const reading = wanted === undefined ? readService(stdout) : readAgainst(stdout, wanted);
  if ('unreadable' in reading) return { kind: 'unknown', why: unreadable(`print ${target}`, reading.unreadable) };
  const label = target.slice(target.lastIndexOf('/') + 1);
  if (reading.read.label !== label)
    return { kind: 'unknown', why: unreadable(`print ${target}`, `it speaks of ${reading.read.label}`) };
  return { kind: 'printed', service: reading.read };
}
