// What must hold between daemons: names that exist, an order without circles, one manager for what belongs together.
// Sees only Daemons of this machine and the names of those that were left out. Changes nothing.

import type { Daemon, Facts, Place, Problem } from '../model.ts';
import { nearest } from '../nearest.ts';

export interface LeftOut {
  readonly name: string;
  /** null: it has mistakes of its own, and nothing more is to be said of it. */
  readonly why: string | null;
}

export function judgeTogether(
  daemons: readonly Daemon[],
  leftOut: readonly LeftOut[],
  facts: Facts,
  places: (daemon: string, field: 'after' | 'needs' | 'when', index: number) => Place | undefined,
): Problem[] {
  const problems: Problem[] = [];
  const byName = new Map(daemons.map((daemon) => [daemon.name, daemon]));
  const absent = new Map(leftOut.map((one) => [one.name, one.why]));
  for (const daemon of daemons) {
    for (const field of ['after', 'needs'] as const) {
      for (const [index, name] of daemon[field].entries()) {
        const wrong = cannotFollow(daemon, name, byName.get(name), absent.get(name), facts);
        if (!wrong) continue;
        const at = places(daemon.name, field, index) ?? daemon.at;
        const close = byName.has(name) ? null : nearest(name, [...byName.keys()]);
        const hint = close ? { hint: `did you mean \`${close}\`?` } : {};
        problems.push({
          severity: 'error',
          code: 'order',
          message: `\`${field}\`: ${wrong}`,
          daemon: daemon.name,
          at,
          ...hint,
        });
      }
    }
  }
  const circle = findCircle(daemons);
  if (circle) {
    const [first] = circle;
    const daemon = byName.get(first ?? '');
    const at = daemon && (places(daemon.name, 'after', 0) ?? places(daemon.name, 'needs', 0) ?? daemon.at);
    const message = `these wait for each other for ever: ${[...circle, first].join(' → ')}`;
    problems.push({
      severity: 'error',
      code: 'circle',
      message,
      ...(first ? { daemon: first } : {}),
      ...(at ? { at } : {}),
    });
  }
  problems.push(...lingering(daemons, facts, places), ...nobodyLogsIn(daemons, facts, places));
  return problems;
}

function cannotFollow(
  daemon: Daemon,
  name: string,
  other: Daemon | undefined,
  absent: string | null | undefined,
  facts: Facts,
): string | null {
  if (name === daemon.name) return 'a daemon cannot wait for itself';
  if (absent === null) return null;
  if (absent !== undefined) return `\`${name}\` ${absent}`;
  if (!other) return `there is no daemon \`${name}\``;
  if (!other.enabled) return `\`${name}\` is not enabled`;
  if (other.when === 'manual') return `\`${name}\` is started by hand only`;
  if (managerOf(other, facts) !== managerOf(daemon, facts)) return `\`${name}\` is in another service manager`;
  return null;
}

export function managerOf(daemon: Daemon, facts: Facts): 'user' | 'system' {
  if (daemon.when !== 'boot') return 'user';
  return facts.platform === 'launchd' || daemon.boot?.as === 'system' ? 'system' : 'user';
}

function findCircle(daemons: readonly Daemon[]): string[] | null {
  const next = new Map(daemons.map((daemon) => [daemon.name, [...daemon.after, ...daemon.needs]]));
  const done = new Set<string>();
  for (const start of daemons) {
    const trail: string[] = [];
    const stack: { name: string; rest: string[] }[] = [{ name: start.name, rest: [...(next.get(start.name) ?? [])] }];
    while (stack.length > 0) {
      const top = stack.at(-1) as { name: string; rest: string[] };
      if (trail.at(-1) !== top.name) trail.push(top.name);
      const name = top.rest.shift();
      if (name === undefined) {
        done.add(top.name);
        trail.pop();
        stack.pop();
      } else if (trail.includes(name) && name !== top.name) return trail.slice(trail.indexOf(name));
      else if (!done.has(name) && name !== top.name && next.has(name))
        stack.push({ name, rest: [...(next.get(name) ?? [])] });
    }
  }
  return null;
}

/** One boot daemon under the user manager lets the whole manager start at boot. */
function lingering(
  daemons: readonly Daemon[],
  facts: Facts,
  places: (daemon: string, field: 'when', index: number) => Place | undefined,
): Problem[] {
  if (facts.platform !== 'systemd') return [];
  const atBoot = daemons.find(
    (daemon) =>
      daemon.enabled && daemon.when === 'boot' && daemon.boot?.as === 'user-manager' && !daemon.boot.otherUser,
  );
  const atLogin = daemons
    .filter((daemon) => daemon.enabled && daemon.when === 'login')
    .map((daemon) => `\`${daemon.name}\``);
  if (!atBoot || atLogin.length === 0) return [];
  const some =
    atLogin.length > 3 ? `${atLogin.slice(0, 3).join(', ')} and ${atLogin.length - 3} more` : atLogin.join(', ');
  const message = `it keeps your service manager up from boot (linger), so ${some} will start at boot too, not at login`;
  const at = places(atBoot.name, 'when', 0) ?? atBoot.at;
  return [
    {
      severity: 'warning',
      code: 'linger',
      message,
      daemon: atBoot.name,
      at,
      hint: 'or write `boot: {as: system}`, which needs sudo',
    },
  ];
}

/** A headless box: nobody sits there, and the user's manager ends with the last ssh session. */
function nobodyLogsIn(
  daemons: readonly Daemon[],
  facts: Facts,
  places: (daemon: string, field: 'when', index: number) => Place | undefined,
): Problem[] {
  if (
    facts.loginBy !== 'neither' ||
    daemons.some((daemon) => daemon.when === 'boot' && daemon.boot?.as === 'user-manager')
  )
    return [];
  const first = daemons.find((daemon) => daemon.enabled && daemon.when === 'login');
  if (!first) return [];
  const message = 'this machine has no seat to log in at, so it runs only while somebody is logged in over the network';
  const at = places(first.name, 'when', 0) ?? first.at;
  return [{ severity: 'warning', code: 'no-seat', message, daemon: first.name, at, hint: 'write `when: boot`' }];
}
