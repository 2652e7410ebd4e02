// What may not stand together in one daemon, and what one of the two systems cannot do: Problems at their lines.
// A field that was only inherited from defaults is never an error here. Changes nothing.

import type { Daemon, Facts, Problem } from '../model.ts';
import { startCalendarInterval } from '../schedule/launchd.ts';
import type { Field } from './daemon.ts';
import { LOCAL_NETWORK } from './local-network.ts';
import type { Effective } from './merge.ts';
import { type Node, child, place } from './tree.ts';

interface Judge {
  readonly daemon: Daemon;
  readonly facts: Facts;
  /** Written for this daemon, not inherited. */
  own(field: Field, ...below: string[]): Node | undefined;
  /** Holds for this daemon, inherited or not. */
  any(field: Field, ...below: string[]): Node | undefined;
  error(at: Node | undefined, code: string, message: string, hint?: string): void;
  warn(at: Node | undefined, code: string, message: string, hint?: string): void;
}

export function judge(daemon: Daemon, fields: Effective, facts: Facts, problems: Problem[]): void {
  const below = (from: Node, path: readonly string[]): Node | undefined =>
    path.reduce<Node | undefined>((node, key) => child(node, key), from);
  const say =
    (severity: Problem['severity']) => (at: Node | undefined, code: string, message: string, hint?: string) => {
      problems.push({
        severity,
        code,
        message,
        daemon: daemon.name,
        at: at ? place(at) : daemon.at,
        ...(hint ? { hint } : {}),
      });
    };
  const j: Judge = {
    daemon,
    facts,
    own: (...path) => below(fields.own, path),
    any: (...path) => below(fields.merged, path),
    error: say('error'),
    warn: say('warning'),
  };
  anywhere(j);
  if (facts.platform === 'launchd') onMacos(j);
}

function anywhere(j: Judge): void {
  const { daemon: d } = j;
  const ran = d.schedule !== null || d.watchPaths.length > 0;
  const triggered = ran || d.sockets.length > 0;
  const trigger = d.schedule ? 'schedule' : 'watch_paths';
  if (ran) {
    const type = j.own('type');
    if (type && d.type !== 'oneshot')
      j.error(
        type,
        'trigger-type',
        `\`type: ${d.type}\` stays up; with \`${trigger}\` it must run and end`,
        'leave `type` out',
      );
    if (d.restart.policy === 'always') {
      j.error(
        j.own('restart', 'policy'),
        'trigger-restart',
        `\`restart: always\` and \`${trigger}\` both start it`,
        `leave \`restart\` out; \`${trigger}\` starts it`,
      );
    }
  } else if (d.type === 'oneshot' && d.restart.policy === 'always') {
    j.error(
      j.own('restart', 'policy') ?? j.own('type'),
      'oneshot-restart',
      'a oneshot that is always restarted never ends',
      'write `type: simple`, or a `schedule`',
    );
  }
  if (d.sockets.length > 0) {
    if (d.launcher.kind === 'uv')
      j.error(
        j.any('launcher'),
        'uv-sockets',
        'uv stays between the sockets and the program',
        'write `launcher: {venv: DIR}`',
      );
    if (d.schedule)
      j.error(
        j.own('schedule'),
        'two-triggers',
        '`schedule` and `sockets` contradict: one runs it and ends, the other keeps it up',
        'make two daemons',
      );
    if (d.watchPaths.length > 0)
      j.error(j.own('watch_paths'), 'two-triggers', '`watch_paths` and `sockets` contradict', 'make two daemons');
    if (d.type === 'oneshot')
      j.error(j.own('type'), 'trigger-type', 'a socket needs a daemon that stays up', 'leave `type` out');
    if (!j.any('only', 'os')) {
      const message =
        'systemd passes sockets as LISTEN_FDS, launchd through launch_activate_socket: the program must know both';
      j.warn(j.own('sockets'), 'sockets-differ', message, 'or say `only: {os: linux}` or `only: {os: macos}`');
    }
  }
  if (j.own('run_at_start') && !triggered && j.own('run_at_start')?.kind === 'scalar') {
    const hint = 'without `schedule`, `watch_paths` or `sockets` it starts anyway: leave it out';
    j.error(j.own('run_at_start'), 'run-at-start', '`run_at_start` is for a daemon with a trigger', hint);
  }
  if (d.health && d.schedule)
    j.error(
      j.own('health'),
      'health',
      'a scheduled job is up only now and then: there is nothing to check',
      'leave `health` out',
    );
  else if (d.health && d.type === 'oneshot')
    j.error(j.own('health'), 'health', 'a oneshot ends: there is nothing to check', 'leave `health` out');
  if (d.reloadOn.length > 0 && !d.reload)
    j.error(
      j.own('reload_on'),
      'reload-on',
      '`reload_on` needs `reload`, which says how',
      'add `reload: {signal: HUP}`',
    );
  if (d.run.kind === 'shell' && ['uv', 'mise', 'nix', 'direnv'].includes(d.launcher.kind)) {
    const message = `\`launcher: {${d.launcher.kind}}\` runs one command, and \`shell\` is a script`;
    j.error(
      j.own('launcher') ?? j.own('shell'),
      'shell-launcher',
      message,
      `write \`command\`, or call ${d.launcher.kind} in the script`,
    );
  }
  if (d.boot?.otherUser && d.boot.as === 'user-manager' && j.facts.platform === 'systemd') {
    j.error(
      j.own('boot', 'user'),
      'boot-user',
      `a daemon of another user (\`${d.boot.account.user}\`) cannot run under your service manager`,
      'add `as: system` under `boot`',
    );
  }
}

function onMacos(j: Judge): void {
  const { daemon: d } = j;
  const only = 'put it under `linux:`, or say `only: {os: linux}`';
  if (d.type === 'notify') j.error(j.any('type'), 'notify-on-macos', 'launchd has no `type: notify`', only);
  if (d.logs.kind === 'journal')
    j.error(j.any('logs'), 'journal-on-macos', 'macOS has no journal', 'put `logs: journal` under `linux:`');
  if (d.type === 'oneshot' && d.restart.policy === 'on-failure') {
    j.error(
      j.own('restart', 'policy') ?? j.any('type'),
      'oneshot-on-macos',
      'launchd cannot run a oneshot until it succeeds',
      only,
    );
  }
  if (d.stop.signal !== 'TERM')
    j.error(j.any('stop', 'signal'), 'signal-on-macos', `launchd stops with TERM, not ${d.stop.signal}`, only);
  if (d.restart.burst !== null)
    j.warn(j.any('restart', 'burst'), 'burst-on-macos', 'launchd never gives up: `burst` has no effect there', only);
  const { processes, memoryBytes, cpuPercent } = d.limits;
  for (const [name, value] of [
    ['processes', processes],
    ['memory', memoryBytes],
    ['cpu', cpuPercent],
  ] as const) {
    if (value !== null)
      j.warn(j.any('limits', name), 'limit-on-macos', `launchd cannot limit ${name}: it has no effect there`, only);
  }
  for (const field of ['after', 'needs'] as const) {
    if (d[field].length > 0)
      j.warn(
        j.any(field),
        'order-on-macos',
        `launchd knows no \`${field}\`: apply starts in this order, a login does not`,
        'where the order matters, let the program wait for what it needs',
      );
  }
  if (d.reaches === 'lan' && d.when === 'login' && (j.facts.macosVersion ?? 15) >= 15) {
    j.warn(j.any('reaches'), 'local-network', LOCAL_NETWORK.message, LOCAL_NETWORK.hint);
  }
  scheduleOnMacos(j);
}

function scheduleOnMacos(j: Judge): void {
  const schedule = j.daemon.schedule;
  if (!schedule) return;
  const every = schedule.entries.filter((entry) => entry.kind === 'every');
  if (every.length > 1)
    j.error(j.own('schedule'), 'schedule-on-macos', 'launchd takes one interval, not several', 'make two daemons');
  const items = j.own('schedule');
  const nodes = items?.kind === 'list' ? items.items : [];
  const rules = schedule.entries.flatMap((entry) => (entry.kind === 'calendar' ? entry.rules : []));
  const whole = startCalendarInterval(rules);
  if (rules.length > 0 && 'error' in whole) {
    // Which entry it is: the first that fails alone, else the list as a whole.
    const index = schedule.entries.findIndex(
      (entry) => entry.kind === 'calendar' && 'error' in startCalendarInterval(entry.rules),
    );
    const at =
      nodes.length === schedule.entries.length
        ? (child(nodes[index], 'cron') ?? child(nodes[index], 'calendar') ?? items)
        : items;
    j.error(
      at,
      'schedule-on-macos',
      `launchd cannot keep this schedule: ${whole.error}`,
      'put another one under `macos:`, or say `only: {os: linux}`',
    );
  }
  if (schedule.jitterMs > 0)
    j.warn(items, 'jitter-on-macos', 'launchd knows no `jitter`: it has no effect there', 'put it under `linux:`');
  if (schedule.catchUp)
    j.warn(
      items,
      'catch-up-on-macos',
      'launchd makes up for a time missed asleep, not for one missed while the Mac was off',
      'put it under `linux:`',
    );
}
