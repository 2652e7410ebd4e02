// A daemon's plist → what launchd will need for its start: program, folder, environment, files. As it is written in the plist
// itself, raw overrides and all. Pure.

import type { DesiredDaemon } from '../model.ts';
import type { Start } from '../preflight/start.ts';
import { readJob } from './plist/job.ts';
import { environmentIn, textIn } from './plist/job-in.ts';
import { unitFileOf } from '../plan/weighing.ts';

/** Where launchd looks for a program that is no path, whatever PATH the plist sets: _PATH_STDPATH (L60). */
const FIXED_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

export function startOf(daemon: DesiredDaemon): Start | null {
  const [unit] = daemon.units;
  const plist = unit && unitFileOf(unit, daemon);
  const reading = plist && readJob(plist.text);
  if (!reading || !('read' in reading)) return null;
  const job = reading.read;
  const words = job.get('ProgramArguments');
  const argv = Array.isArray(words) ? (words as readonly unknown[]).filter((word) => typeof word === 'string') : [];
  const program = textIn(job, 'Program');
  const outputs = ['StandardOutPath', 'StandardErrorPath'].flatMap((key) => textIn(job, key) ?? []);
  return {
    // What runs is Program, where there is one; the first argument is then only what it is called.
    argv: program !== null ? [program, ...argv.slice(1)] : argv.length > 0 ? argv : null,
    searchPath: FIXED_PATH,
    env: environmentIn(job),
    workingDirectory: textIn(job, 'WorkingDirectory'),
    // launchd knows no such thing: its wrapper reads them.
    envFiles: daemon.care.watched.filter(({ as }) => as === 'env').map(({ path, optional }) => ({ path, optional })),
    outputs: [...new Set(outputs)].filter((path) => path !== '/dev/null'),
  };
}
