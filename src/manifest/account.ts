// Whose process a daemon is, and what `~`, `${HOME}` and the like mean for it. Conventions only; the look-up of
// accounts was done before, and stands in Facts.

import { posix } from 'node:path';
import type { Account, Facts, Problem } from '../model.ts';
import type { Variables } from './expand.ts';
import { text } from './reading.ts';
import { child, type Node, place } from './tree.ts';

export const homeByConvention = (user: string, facts: Facts): string =>
  facts.platform === 'launchd'
    ? user === 'root'
      ? '/var/root'
      : `/Users/${user}`
    : user === 'root'
      ? '/root'
      : `/home/${user}`;

export function accountFor(
  daemon: string,
  boot: Node | undefined,
  when: Node | undefined,
  facts: Facts,
  problems: Problem[],
): Account {
  const self = facts.account;
  const userNode = child(boot, 'user');
  const user = text(userNode) ?? self.user;
  const homeNode = child(boot, 'home');
  const group = text(child(boot, 'group'));
  if (boot && text(when) !== 'boot') {
    const hint = 'add `when: boot`, or take `boot` away';
    problems.push({
      severity: 'error',
      code: 'boot',
      message: '`boot` means something only with `when: boot`',
      daemon,
      at: place(boot),
      hint,
    });
    return self;
  }
  for (const node of [userNode, child(boot, 'group')]) {
    // A system account's name as useradd and macOS both take it; anything else would be a second directive or a typo.
    if (node && !/^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$/.test(text(node) ?? '')) {
      problems.push({
        severity: 'error',
        code: 'account',
        message: `\`${text(node)}\` is not a name of a user or group`,
        daemon,
        at: place(node),
      });
      return self;
    }
  }
  const written = text(homeNode) ?? '';
  const home = homeNode ? posix.resolve('/', written) : null;
  if (homeNode && (!written.startsWith('/') || written.includes('\n'))) {
    problems.push({
      severity: 'error',
      code: 'relative-path',
      message: '`boot.home` must be an absolute path, in one line',
      daemon,
      at: place(homeNode),
    });
  }
  // Your own service manager runs as you are; these mean something on macOS and in a system unit.
  const own = facts.platform === 'systemd' && text(child(boot, 'as')) !== 'system';
  if (user === self.user && own) return self;
  if (user === self.user) return { ...self, group: group ?? self.group, home: home ?? self.home };
  const known = Object.hasOwn(facts.accounts, user) ? facts.accounts[user] : undefined;
  if (known === null && !home && userNode) {
    const hint = 'make the account first, or give `boot.home` too';
    problems.push({
      severity: 'error',
      code: 'no-such-user',
      message: `there is no user \`${user}\` on this machine`,
      daemon,
      at: place(userNode),
      hint,
    });
  }
  return {
    user,
    uid: known?.uid ?? null,
    group: group ?? known?.group ?? null,
    home: home ?? known?.home ?? homeByConvention(user, facts),
  };
}

export function variablesFor(
  daemon: string,
  account: Account,
  otherUser: boolean,
  facts: Facts,
  manifestDir: string | null,
): Variables {
  const own = !otherUser && account.home === facts.account.home;
  const folder = (ours: string, below: string): string => (own ? ours : `${account.home}/${below}`);
  const state = folder(facts.stateDir, '.local/state');
  return {
    HOME: account.home,
    USER: account.user,
    ...(account.uid === null ? {} : { UID: String(account.uid) }),
    HOSTNAME: facts.hostname,
    XDG_CONFIG_HOME: folder(facts.configDir, '.config'),
    XDG_STATE_HOME: state,
    XDG_DATA_HOME: folder(facts.dataDir, '.local/share'),
    XDG_CACHE_HOME: folder(facts.cacheDir, '.cache'),
    // macOS has no such folder: there it is an unknown name, said at the line.
    ...(facts.platform === 'systemd' && account.uid !== null ? { XDG_RUNTIME_DIR: `/run/user/${account.uid}` } : {}),
    STATE_DIR: state,
    LOG_DIR: otherUser ? `/var/log/daemonsync/${daemon}` : `${state}/${daemon}`,
    ...(manifestDir === null ? {} : { MANIFEST_DIR: manifestDir }),
  };
}

export function defaultPath(facts: Facts, home: string): string {
  const local = `${home}/.local/bin`;
  if (facts.platform === 'launchd') return `${local}:/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`;
  const nixos = facts.nixos ? '/run/wrappers/bin:/run/current-system/sw/bin:' : '';
  return `${local}:${nixos}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}
