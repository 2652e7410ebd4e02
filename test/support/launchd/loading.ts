// bootstrap and bootout: what is taken into a domain, what is refused and with which code, and how it leaves again.

import type { Ran } from '../../../src/host.ts';
import type { Body } from './body.ts';
import { calendarDicts, listOf, readDefinition, textOf } from './definition.ts';
import { isDisabled, mayChange, type Caller, type Target } from './domains.ts';
import { badTarget, bootoutFailed, bootoutNoFile, bootstrapFailed, bootstrapPaths, ioError, OK } from './errors.ts';
import { letGo, loaded, looked } from './life.ts';
import { type Domain, type FakeLaunchd, type PlistDict, type Service, serviceAt, type Submitted } from './state.ts';

export function bootstrap(
  fake: FakeLaunchd,
  body: Body,
  target: Target,
  paths: readonly string[],
  caller: Caller,
): Ran {
  const { settings } = fake;
  const root = caller.uid === 0;
  const domain = fake.domains[target.domain];
  // A whole domain, or a label: nothing here does that.
  if (target.label !== null || paths.length === 0) return badTarget('bootstrap');
  if (!mayChange(caller, target)) return bootstrapFailed(1);
  const hints = settings.dialect !== 'macos12';
  if (!domain) return settings.noDomainBootstrap === 125 ? bootstrapFailed(125) : ioError(root, hints);
  const refused = filesOf(body, paths).flatMap((path) => {
    const code = take(fake, body, domain, path, caller.uid);
    return code === 0 ? [] : [{ path, code }];
  });
  if (refused.length === 0) return OK;
  const plain = refused.find(({ code }) => code === 5 || code === 37);
  if (plain && refused.length === 1) return plain.code === 37 ? bootstrapFailed(37) : ioError(root, hints);
  // Root is told what is wrong with which path; others only that something is (table of bootstrap).
  return root ? bootstrapPaths(refused) : ioError(false, hints);
}

/** Folders are taken with all plists in them (L15). */
function filesOf(body: Body, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) =>
    body.file(path)?.kind === 'folder'
      ? (body.list(path) ?? []).filter((name) => name.endsWith('.plist')).map((name) => `${path}/${name}`)
      : [path],
  );
}

/** 0: it is loaded. Else the code that root is told. */
export function take(fake: FakeLaunchd, body: Body, domain: Domain, path: string, by: number, atBoot = false): number {
  const { settings } = fake;
  const file = body.file(path);
  if (file === null || file.kind !== 'file' || file.text === null) return 2;
  if (!wellOwned(file, domain, by, settings.refuses0600)) return 122;
  const read = readDefinition(file.text);
  if ('code' in read) return read.code;
  const { definition, label } = read;
  const there = serviceAt(fake, domain.target, label);
  // From another path too: what is there stays as it is (L17, L18, L24).
  if (there) return there.leaving ? settings.drainingAnswer : settings.loadedAnswer;
  if (isDisabled(fake, domain, label, definition['Disabled'] === true)) return 119;
  if (!inSession(domain, definition)) return 134;
  accept(fake, body, domain, definition, { label, path, submitted: null, atBoot });
  return 0;
}

/** Not from a file: an app has registered it with the system (captures 001, 047). */
export function submit(
  fake: FakeLaunchd,
  body: Body,
  domain: Domain,
  definition: PlistDict,
  submitted: Submitted,
): void {
  const label = textOf(definition, 'Label') ?? '';
  accept(fake, body, domain, definition, { label, path: null, submitted, atBoot: false });
}

function accept(
  fake: FakeLaunchd,
  body: Body,
  domain: Domain,
  definition: PlistDict,
  from: Pick<Service, 'label' | 'path' | 'submitted' | 'atBoot'>,
): void {
  fake.count.serial += 1;
  const service: Service = {
    ...from,
    domain: domain.target,
    type: from.submitted ? 'Submitted' : domain.kind === 'system' ? 'LaunchDaemon' : 'LaunchAgent',
    definition,
    serial: fake.count.serial,
    triggers: calendarDicts(definition).map((when) => ({ id: fake.count.trigger++, when })),
    state: 'not running',
    jobState: null,
    pid: null,
    started: null,
    startedMs: null,
    reason: null,
    runs: 0,
    lastExit: null,
    crashes: 0,
    coalition: null,
    forgotten: fake.settings.neverSpawns.includes(from.label),
    leaving: false,
    again: false,
  };
  domain.services[from.label] = service;
  loaded(fake, body, service);
  for (const other of Object.values(domain.services)) looked(fake, body, other);
}

/** Nobody else may write it; an agent is its user's or root's, a daemon root's; and others have to be able to read it (L66, cause d). */
function wellOwned(
  { mode, uid }: { readonly mode: number; readonly uid: number },
  domain: Domain,
  by: number,
  refuses0600: boolean,
): boolean {
  if ((mode & 0o022) !== 0) return false;
  if (refuses0600 && (mode & 0o044) === 0) return false;
  return uid === 0 || (domain.kind !== 'system' && uid === domain.uid && (by === uid || by === 0));
}

const SESSION = { gui: 'Aqua', user: 'Background', system: 'System' } as const;

/** An agent that does not say is for Aqua (L9). Daemons have no session. */
function inSession({ kind }: Domain, definition: Service['definition']): boolean {
  if (kind === 'system') return true;
  const said = definition['LimitLoadToSessionType'];
  const list = typeof said === 'string' ? [said] : listOf(said);
  return (list.length === 0 ? ['Aqua'] : list).includes(SESSION[kind]);
}

export function bootout(fake: FakeLaunchd, body: Body, target: Target, paths: readonly string[], caller: Caller): Ran {
  if (target.label === null)
    return paths.length === 0 ? badTarget('bootout') : byPath(fake, body, target, paths, caller);
  if (!mayChange(caller, target)) return bootoutFailed(1);
  // Harmless to Home Manager, and said by a domain that is not there.
  if (!fake.domains[target.domain]) return bootoutFailed(125);
  const service = serviceAt(fake, target.domain, target.label);
  if (service === null) return bootoutFailed(3);
  return leave(fake, body, service);
}

/** By plist: the file has to be there (capture 106), and then its label has to be loaded (5). */
function byPath(fake: FakeLaunchd, body: Body, target: Target, paths: readonly string[], caller: Caller): Ran {
  if (!mayChange(caller, target)) return bootoutFailed(1);
  for (const path of paths) {
    const file = body.file(path);
    if (file?.text === null || file === null) return bootoutNoFile(path);
    const read = readDefinition(file.text);
    const service = 'code' in read ? null : serviceAt(fake, target.domain, read.label);
    if (service === null) return bootoutFailed(5);
    const ran = leave(fake, body, service);
    if (ran.code !== 0) return ran;
  }
  return OK;
}

function leave(fake: FakeLaunchd, body: Body, service: Service): Ran {
  if (isApples(service)) return bootoutFailed(150);
  letGo(fake, body, service);
  return fake.settings.bootoutInProgress && service.pid !== null ? bootoutFailed(36) : OK;
}

/** What ships with the system is not touched by anybody (150). */
export const isApples = ({ path, label }: Service): boolean =>
  path !== null && path.startsWith('/System/') && label.startsWith('com.apple.');
