// One daemon → what a change of each kind would do to it. Pure; the rules themselves are the planner's, these are its promises.
import type { Daemon, DesiredDaemon } from '../model.ts';

export interface ImpactWords {
  readonly what: string;
  readonly effect: string;
}

export function impactsOf(daemon: Daemon, desired: DesiredDaemon): ImpactWords[] {
  const service = desired.units.find(({ role }) => role === 'service');
  const has = (role: 'timer' | 'path' | 'socket'): boolean => desired.units.some((unit) => unit.role === role);
  const reads = restarts(daemon, service?.once ?? false);
  // launchd has one thing for a service and what triggers it, and enables nothing.
  const isOne = desired.files.some(({ path }) => path.endsWith('.plist'));
  const of = (as: 'env' | 'restart' | 'reload', field: string, effect: string): ImpactWords[] =>
    desired.care.watched
      .filter((one) => one.as === as)
      .map(({ path }) => ({ what: `content of ${path} (${field})`, effect }));
  return [
    { what: 'command, launcher, env, limits, …', effect: reads },
    { what: 'description', effect: 'its file is written; nothing restarts' },
    ...(has('timer') ? [{ what: 'schedule', effect: 'its timer is armed anew; a run in progress goes on' }] : []),
    ...(has('path') ? [{ what: 'watch_paths', effect: 'what watches is armed anew; a run in progress goes on' }] : []),
    ...(has('socket') ? [{ what: 'sockets', effect: 'they are opened anew; what runs is stopped for it' }] : []),
    ...(isOne && service?.want === 'armed'
      ? [
          {
            what: 'schedule, watch_paths, sockets',
            effect: service.once
              ? 'it is armed anew when no run is in progress'
              : 'it is armed anew; a run in progress is ended',
          },
        ]
      : []),
    ...of('env', 'env_file', reads),
    ...of('restart', 'restart_on', reads),
    ...of('reload', 'reload_on', 'it is told to read it again; its process stays'),
    ...(daemon.enabled
      ? [
          {
            what: 'enabled: false',
            effect: isOne ? 'it is stopped, and its plist is kept aside' : 'it is stopped and disabled; its files stay',
          },
        ]
      : []),
    {
      what: 'taken out of the manifest',
      effect: isOne ? 'it is stopped, and its files go' : 'it is stopped and disabled, and its files go',
    },
  ];
}

function restarts({ onChange, name }: Daemon, once: boolean): string {
  if (once) return 'a run in progress goes on; the next one takes it';
  if (onChange === 'keep') return `the process stays, and is stale until daemonsync restart ${name}`;
  return 'it restarts';
}
