// Why no service manager answers, and what mends it: the circumstances, or systemctl's own words, go in; a Problem comes out.
// Pure. Looks nothing up: connect.ts does.

import type { Problem } from '../model.ts';

export interface Who {
  readonly user: string;
  readonly uid: number;
}

/** What can be seen from outside. */
export interface Circumstances extends Who {
  readonly linux: boolean;
  readonly systemctl: boolean;
  /** systemd runs this machine: it is process 1. */
  readonly booted: boolean;
  readonly wsl: boolean;
  /** What kind of container this is, where it says so. */
  readonly container: string | null;
  /** We are root through sudo: whose sudo. */
  readonly sudoUser: string | null;
  /** The folder that a login of this user makes is there. */
  readonly runtimeDir: boolean;
  readonly linger: boolean;
  /** $XDG_RUNTIME_DIR, where it is another user's. */
  readonly foreign: string | null;
}

const OFFLINE = '`daemonsync apply --offline` writes the files, so that they start with the next login';

export function whyNoManager(found: Circumstances): Problem {
  const { user, uid } = found;
  if (!found.linux)
    return problem('not-linux', 'systemd is a service manager of Linux, and this is not Linux', 'run it on Linux');
  if (!found.booted) return notBooted(found);
  if (!found.systemctl)
    return problem(
      'no-systemctl',
      'there is no `systemctl` on this machine, neither on PATH nor in /usr/bin',
      'install systemd (Debian: sudo apt-get install systemd)',
    );
  if (found.sudoUser !== null)
    return problem(
      'root-by-sudo',
      `no service manager runs for root: this is root through sudo, and daemons belong to a person`,
      `run it as ${found.sudoUser}, without sudo`,
    );
  const restart = `sudo systemctl restart user@${uid}.service`;
  if (found.runtimeDir && found.wsl)
    return problem(
      'manager-down',
      `the service manager of ${user} is not to be found in /run/user/${uid}: WSL often mounts something over it`,
      `${restart}, or \`wsl --shutdown\` in Windows; ${OFFLINE}`,
    );
  if (found.runtimeDir || found.linger)
    return problem(
      'manager-down',
      `the service manager of ${user} does not run, though ${found.runtimeDir ? 'somebody is logged in' : 'linger is on'}`,
      `${restart}; \`systemctl status user@${uid}.service\` says why it ended; ${OFFLINE}`,
    );
  const instead = found.foreign === null ? '' : `; XDG_RUNTIME_DIR is ${found.foreign}, which is another user's`;
  return problem(
    'no-login',
    `no service manager runs for ${user}: su, sudo, cron and some ssh sessions are no login${instead}`,
    `\`loginctl enable-linger ${user}\` (it may take sudo) keeps one running, or log in as ${user}; ${OFFLINE}`,
  );
}

function notBooted({ wsl, container }: Circumstances): Problem {
  if (wsl)
    return problem(
      'not-booted',
      'this WSL machine was not started with systemd, so nothing can keep daemons running',
      'write `[boot]` and, below it, `systemd=true` into /etc/wsl.conf, then run `wsl --shutdown` in Windows',
    );
  const where = container === null ? 'this machine (or container, or chroot)' : `this container (${container})`;
  return problem(
    'not-booted',
    `${where} was not started with systemd, so nothing can keep daemons running`,
    `run it where systemd is process 1; ${OFFLINE} of such a machine`,
  );
}

export const noSystemBus = (): Problem =>
  problem(
    'no-system-bus',
    'the system service manager can be asked only through D-Bus, which does not run here',
    'sudo systemctl start dbus.socket (Debian: sudo apt-get install dbus)',
  );

/**
 * What systemctl printed when it could not reach its manager. null: it is about something else. The ends of these lines are
 * the same on all releases, their beginnings are not.
 */
export function explainRefusal(stderr: string, who?: Who): Problem | null {
  const line = stderr.split('\n').find((one) => REFUSED.test(one));
  if (line === undefined) return null;
  const whose = who ? `the service manager of ${who.user}` : 'the service manager';
  const unit = who ? `user@${who.uid}.service` : 'user@$(id -u).service';
  const restart = `sudo systemctl restart ${unit}`;
  if (/Connection refused/.test(line))
    return problem(
      'manager-died',
      `${whose} has died: its socket is there, and nobody answers`,
      `${restart}; ${OFFLINE}`,
    );
  if (/Operation not permitted|Permission denied|Access denied/.test(line))
    return problem(
      'manager-refuses',
      `${whose} does not speak to us: it belongs to another user`,
      'run daemonsync as the user whose daemons these are, without sudo',
    );
  if (/timed out|Connection reset|Transport endpoint|Broken pipe|did not receive a reply/i.test(line))
    return problem('manager-silent', `${whose} did not answer (${tail(line)})`, `try again, then ${restart}`);
  const linger = who ? `loginctl enable-linger ${who.user}` : 'loginctl enable-linger';
  return problem('no-login', `${whose} does not run (${tail(line)})`, `log in, or \`${linger}\`; ${OFFLINE}`);
}

const REFUSED =
  /^Failed to connect to .*bus|^System has not been booted with systemd|^Failed to (?:list units|get properties): (?:Connection|Transport|Broken|Failed to activate)|Host is down/;

const tail = (line: string): string => line.replace(/^Failed to .*?: /, '').replace(/ \(consider using .*$/, '');

const problem = (code: string, message: string, hint: string): Problem => ({ severity: 'error', code, message, hint });
