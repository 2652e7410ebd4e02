// A daemon that is to read its own settings again → the step that tells it: a signal through launchd, or its own command, which
// launchd has no place for and is run by us as systemd would run it: in its folder, with its environment, as its user. Pure.

import type { Argv, Change, DesiredDaemon, Step } from '../model.ts';
import { unitFileOf } from '../plan/weighing.ts';
import type { StepContext } from '../platform.ts';
import { userRun } from '../placing/as-root.ts';
import { launchctl, target } from './hand.ts';
import type { NormalJob } from './plist/job.ts';
import { environmentIn, jobIn, textIn } from './plist/job-in.ts';

export const reloadSteps = (changes: readonly Change[], context: StepContext): readonly Step[] =>
  changes.flatMap(({ name, work }) => {
    const want = context.desired.find((daemon) => daemon.name === name);
    const reload = want?.care.reload;
    if (!want || !reload) return [];
    return work.reload.map((ref): Step => {
      const turn = { ...ref, daemon: name };
      if (reload.kind === 'signal')
        return launchctl(context, 'start', turn, ['kill', `SIG${reload.signal}`, target(ref, context.facts)]);
      const job = jobIn(unitFileOf(ref, want)?.text ?? '');
      const argv = commandOf(
        reload.argv,
        want,
        environmentOf(ref.id, want, job, context),
        textIn(job, 'WorkingDirectory'),
      );
      const user = textIn(job, 'UserName');
      return user !== null && user !== context.facts.account.user
        ? userRun(context, 'start', [name], user, argv)
        : { kind: 'run', phase: 'start', daemons: [name], argv };
    });
  });

/** env would take a program with an equals sign for one more assignment, and has no way to say where: a shell has. */
function commandOf(argv: Argv, { care }: DesiredDaemon, env: readonly string[], folder: string | null): Argv {
  const where = folder ?? care.workingDirectory;
  return ['/usr/bin/env', '-i', ...env, '/bin/sh', '-c', 'cd "$0" && exec "$@"', where, ...argv];
}

/** What launchd gives a process, and its plist. But not what is secret: everybody on this machine may see the words of a command. */
function environmentOf(
  id: string,
  { name, care }: DesiredDaemon,
  job: NormalJob,
  { facts, observed }: StepContext,
): readonly string[] {
  const { user, home } = facts.account;
  const secret = new Set(care.secrets);
  const state = observed.daemons.find((daemon) => daemon.name === name)?.units.find((unit) => unit.id === id)?.state;
  const pid = state?.kind === 'up' && state.pid !== null ? { DAEMON_PID: String(state.pid) } : {};
  const own = care.otherUser ? {} : { HOME: home, USER: user, LOGNAME: user };
  return Object.entries({ ...own, ...environmentIn(job), ...pid })
    .filter(([key]) => !secret.has(key))
    .map(([key, value]) => `${key}=${value}`);
}
