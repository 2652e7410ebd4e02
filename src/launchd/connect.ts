// Finds launchctl and says who we are to launchd. Only files and the environment are looked at; whether a login domain is there
// the first real question tells (domains.ts). What comes out speaks English, whatever the caller's locale.

import type { Hands } from '../host.ts';
import type { Facts, Problem } from '../model.ts';
import { findCommand } from '../observing/find-command.ts';
import { withEnvironment } from '../observing/with-environment.ts';
import type { Connected, Unreachable } from '../platform.ts';

const USUAL_FOLDERS = ['/bin', '/usr/bin'];

export async function connect(host: Hands, facts: Facts): Promise<Connected | Unreachable> {
  const { uid } = await host.caller();
  // Root by its own login is asked for on purpose; through sudo, every daemon would be one of root's by accident.
  const sudoUser = uid === 0 ? host.environment('SUDO_USER') : null;
  if (sudoUser !== null && sudoUser !== '' && sudoUser !== 'root') return { unreachable: rootBySudo(sudoUser) };
  const { account } = facts;
  if (account.uid !== null && account.uid !== uid) return { unreachable: anotherUser(account.user, account.uid, uid) };
  const launchctl = await findCommand(host, 'launchctl', USUAL_FOLDERS);
  if (launchctl === null) return { unreachable: noLaunchctl() };
  return {
    host: withEnvironment(host, {
      LC_ALL: 'C',
      ...(launchctl.path === null ? {} : { PATH: launchctl.path }),
    }),
    version: facts.macosVersion,
    offline: false,
  };
}

const OFFLINE = '`daemonsync apply --offline` writes the files, so that they start with the next login';

const rootBySudo = (user: string): Problem =>
  problem(
    'root-by-sudo',
    'this is root through sudo, which has no login session: daemons belong to a person',
    `run it as ${user}, without sudo; what only root may do is asked for by itself`,
  );

const anotherUser = (user: string, asked: number, uid: number): Problem =>
  problem(
    'another-user',
    `these are the daemons of ${user} (user id ${asked}), and this is user id ${uid}: launchd keeps their login sessions apart`,
    `run it as ${user}`,
  );

const noLaunchctl = (): Problem =>
  problem(
    'no-launchctl',
    'there is no `launchctl` on this machine, neither on PATH nor in /bin: launchd is the service manager of macOS',
    `run it on a Mac; ${OFFLINE} of one`,
  );

const problem = (code: string, message: string, hint: string): Problem => ({ severity: 'error', code, message, hint });
