// The machine comes up and goes down, people log in and out: what is loaded from which folders when, and what is forgotten.
// What was said with enable and disable outlives all of it (L30).

import { type Body, SIGKILL } from './body.ts';
import { take } from './loading.ts';
import { accountOf, type Domain, type FakeLaunchd } from './state.ts';

/** Root's own domain, with every plist of /Library/LaunchDaemons; then whoever is at the screen, or comes by ssh. */
export function boot(fake: FakeLaunchd, body: Body): void {
  const system = open(fake, {
    kind: 'system',
    uid: 0,
    target: 'system',
    creator: { name: 'launchd', pid: 1 },
    asid: null,
  });
  loadAll(fake, body, system, ['/Library/LaunchDaemons']);
  for (const uid of fake.settings.remote) remoteLogin(fake, uid);
  if (fake.settings.console !== null) login(fake, body, fake.settings.console);
}

/** A user domain comes with any login (L9); nothing is loaded into it by itself. */
export function remoteLogin(fake: FakeLaunchd, uid: number): void {
  const creator = { name: 'launchd', pid: 1 };
  if (!fake.domains[`user/${uid}`]) open(fake, { kind: 'user', uid, target: `user/${uid}`, creator, asid: null });
}

/** At the screen: a loginwindow with a pid of its own, a gui domain, and every plist of the agents' folders (L6, capture 080). */
export function login(fake: FakeLaunchd, body: Body, uid: number): void {
  if (fake.domains[`gui/${uid}`]) return;
  remoteLogin(fake, uid);
  fake.count.asid += 1;
  const pid = body.began('loginwindow');
  const creator = { name: 'loginwindow', pid };
  const gui = open(fake, { kind: 'gui', uid, target: `gui/${uid}`, creator, asid: fake.count.asid });
  const home = accountOf(fake, uid)?.home ?? '/var/empty';
  loadAll(fake, body, gui, ['/Library/LaunchAgents', `${home}/Library/LaunchAgents`]);
}

/** All that runs in it is ended, and nothing is remembered of what was loaded. */
export function logout(fake: FakeLaunchd, body: Body, uid: number): void {
  const domain = fake.domains[`gui/${uid}`];
  if (!domain) return;
  delete fake.domains[domain.target];
  fake.due = fake.due.filter((due) => due.domain !== domain.target);
  for (const { pid } of Object.values(domain.services)) if (pid !== null) body.signal(pid, SIGKILL);
  body.ended(domain.creator.pid);
}

/** The body has lost all its processes by then. */
export function reboot(fake: FakeLaunchd, body: Body): void {
  for (const target of Object.keys(fake.domains)) delete fake.domains[target];
  fake.due = [];
  fake.count.asid = 100_000;
  boot(fake, body);
}

function open(fake: FakeLaunchd, about: Omit<Domain, 'services'>): Domain {
  const domain: Domain = { ...about, services: {} };
  fake.domains[about.target] = domain;
  return domain;
}

/** What is refused is left out, and nobody is told. */
function loadAll(fake: FakeLaunchd, body: Body, domain: Domain, folders: readonly string[]): void {
  for (const folder of folders) {
    for (const name of body.list(folder) ?? []) {
      if (name.endsWith('.plist') && !name.startsWith('.'))
        take(fake, body, domain, `${folder}/${name}`, domain.uid, domain.kind === 'system');
    }
  }
}
