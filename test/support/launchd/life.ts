// A job from being loaded to being gone: when it is spawned, what an end of its process brings about, how it is let go of.
// Goes by the definition taken at bootstrap and by nothing else; knows neither files of plists nor launchctl.

import { type Body, SIGKILL, SIGTERM } from './body.ts';
import { nextTime } from './calendar.ts';
import {
  dictOf,
  environmentOf,
  exitTimeout,
  isCrash,
  isSuccess,
  keptAlways,
  numberOf,
  programOf,
  runsAtLoad,
  textOf,
  throttleMs,
  umaskOf,
  wordsOf,
} from './definition.ts';
import {
  accountOf,
  groupOf,
  type Ended,
  type FakeLaunchd,
  plan,
  type Service,
  type Started,
  tell,
  unplan,
} from './state.ts';

export const DEFAULT_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

export const sessionSocket = (asid: number | null): string =>
  `/private/tmp/com.apple.launchd.${String(asid ?? 0).padStart(10, 'A')}/Listeners`;

/** Loaded just now: whatever starts it is armed, and it starts if it should (L15: the answer does not wait for that). */
export function loaded(fake: FakeLaunchd, body: Body, service: Service): void {
  const nowMs = body.nowMs();
  tell(fake, service, 'loaded', nowMs);
  const every = numberOf(service.definition, 'StartInterval');
  if (every !== null && every > 0) plan(fake, service, 'interval', nowMs + every * 1000);
  for (const trigger of service.triggers) armCalendar(fake, service, trigger.id, nowMs);
  if (runsAtLoad(service) || keptAtFirst(fake, body, service)) wanted(fake, body, service, 'speculative');
}

export function armCalendar(fake: FakeLaunchd, service: Service, id: number, afterMs: number): void {
  const trigger = service.triggers.find((one) => one.id === id);
  const at = trigger ? nextTime(trigger.when, afterMs, fake.settings.zoneMinutes) : null;
  if (at !== null) plan(fake, service, 'calendar', at, String(id));
}

/** KeepAlive implies RunAtLoad, but for conditions that have to be met first (L50). */
function keptAtFirst(fake: FakeLaunchd, body: Body, service: Service): boolean {
  if (keptAlways(service)) return true;
  const conditions = dictOf(service.definition['KeepAlive']);
  return 'SuccessfulExit' in conditions || 'Crashed' in conditions || heldByOthers(fake, body, service);
}

/** PathState, OtherJobEnabled (which means loaded): true as long as the world is so (L50). */
function heldByOthers(fake: FakeLaunchd, body: Body, { definition, domain }: Service): boolean {
  const conditions = dictOf(definition['KeepAlive']);
  const paths = Object.entries(dictOf(conditions['PathState']));
  const others = Object.entries(dictOf(conditions['OtherJobEnabled']));
  return (
    paths.some(([path, there]) => (body.file(path) !== null) === there) ||
    others.some(([label, there]) => label in (fake.domains[domain]?.services ?? {}) === there)
  );
}

/** After an end: do its conditions want it again? They are alternatives (L50). */
function keptAfter(fake: FakeLaunchd, body: Body, service: Service, ended: Ended): boolean {
  if (keptAlways(service)) return true;
  const { SuccessfulExit: success, Crashed: crashed } = dictOf(service.definition['KeepAlive']);
  return (
    (typeof success === 'boolean' && success === isSuccess(ended)) ||
    (typeof crashed === 'boolean' && crashed === isCrash(ended)) ||
    heldByOthers(fake, body, service)
  );
}

/** It should run: at once, or as soon as ten seconds (ThrottleInterval) have passed since it was last spawned (L51). */
export function wanted(fake: FakeLaunchd, body: Body, service: Service, reason: string): void {
  if (service.pid !== null || service.leaving || service.forgotten) return;
  const nowMs = body.nowMs();
  const soonest = service.startedMs === null ? 0 : service.startedMs + throttleMs(service);
  service.state = 'spawn scheduled';
  unplan(fake, service, 'spawn');
  plan(fake, service, 'spawn', Math.max(nowMs + fake.settings.spawnMs, soonest), reason);
}

/** Conditions outside may have come about, or passed: jobs that wait for them start. Running ones are left alone. */
export function looked(fake: FakeLaunchd, body: Body, service: Service): void {
  if (service.state === 'not running' && heldByOthers(fake, body, service)) wanted(fake, body, service, 'path state');
}

/** Now, whatever its conditions say (kickstart), or because the time has come. */
export function spawn(fake: FakeLaunchd, body: Body, service: Service, reason: string): void {
  const nowMs = body.nowMs();
  unplan(fake, service, 'spawn');
  service.runs += 1;
  service.startedMs = nowMs;
  service.reason = reason;
  service.coalition ??= fake.count.coalition += 2;
  const started = startOf(fake, service);
  const done = body.spawn({
    ...started,
    label: service.label,
    abandonsGroup: service.definition['AbandonProcessGroup'] === true,
  });
  if ('error' in done) return notSpawned(fake, body, service, done.error);
  service.pid = done.pid;
  service.started = started;
  service.state = 'xpcproxy';
  service.jobState = null;
  plan(fake, service, 'exec', nowMs + fake.settings.execMs);
  tell(fake, service, 'spawned', nowMs);
}

/** No program, no folder to work in, no log that can be opened: 78, again and again where it is kept alive (L41, L64, L79, L84). */
function notSpawned(fake: FakeLaunchd, body: Body, service: Service, why: string): void {
  service.lastExit = { kind: 'code', code: 78 };
  service.jobState = 'spawn failed';
  service.started = null;
  tell(fake, service, 'spawn failed', body.nowMs(), why);
  if (keptAfter(fake, body, service, service.lastExit)) wanted(fake, body, service, 'inefficient');
  else service.state = 'not running';
}

/** xpcproxy has become the program (L38, L39; capture 013). */
export function execed(service: Service): void {
  if (service.state !== 'xpcproxy') return;
  service.state = 'running';
  // What was started when the machine came up has no such line (captures 017, 098).
  service.jobState = service.atBoot && service.runs === 1 ? null : 'running';
}

export function startOf(fake: FakeLaunchd, service: Service): Started {
  const { definition } = service;
  const domain = fake.domains[service.domain];
  const system = domain?.kind === 'system';
  // UserName and GroupName count for daemons only (L61).
  const user = system ? textOf(definition, 'UserName') : null;
  const group = system ? textOf(definition, 'GroupName') : null;
  const account = accountOf(fake, user ?? (system ? 0 : (domain?.uid ?? 0)));
  const gid = group === null ? account?.gid : groupOf(fake, group);
  return {
    program: programOf(definition),
    argv: wordsOf(definition),
    environment: {
      ...(domain?.kind === 'gui' ? fake.settings.sessionEnvironment : {}),
      ...inherited(fake, service),
      PATH: DEFAULT_PATH,
      ...environment(fake, service),
    },
    workingDirectory: textOf(definition, 'WorkingDirectory') ?? '/',
    umask: umaskOf(definition) ?? 0o022,
    // -1: nobody knows such a user; whoever starts it says so.
    uid: account?.uid ?? -1,
    gid: gid ?? -1,
    stdin: textOf(definition, 'StandardInPath'),
    stdout: textOf(definition, 'StandardOutPath'),
    stderr: textOf(definition, 'StandardErrorPath'),
  };
}

/** Of what the session gives, what print shows: gui domains only (captures 046, 094). */
export function inherited(fake: FakeLaunchd, service: Service): Readonly<Record<string, string>> {
  const domain = fake.domains[service.domain];
  if (!domain || domain.kind !== 'gui') return {};
  return { SSH_AUTH_SOCK: sessionSocket(domain.asid) };
}

/** Its own, between what launchd adds: OSLogRateLimit since 26, and its name (L59; captures 046, 094). */
export function environment(fake: FakeLaunchd, service: Service): Readonly<Record<string, string>> {
  return {
    ...(fake.settings.dialect === 'macos26' ? { OSLogRateLimit: '64' } : {}),
    ...environmentOf(service.definition),
    XPC_SERVICE_NAME: service.label,
  };
}

/** The body tells that a process has ended. Its neighbours that wait for other jobs or paths are looked at too. */
export function exited(fake: FakeLaunchd, body: Body, pid: number, ended: Ended): void {
  const service = Object.values(fake.domains)
    .flatMap(({ services }) => Object.values(services))
    .find((one) => one.pid === pid);
  if (!service) return;
  tell(fake, service, 'exited', body.nowMs());
  service.pid = null;
  service.started = null;
  service.lastExit = ended;
  service.crashes = isCrash(ended) ? service.crashes + 1 : 0;
  service.jobState = service.type === 'Submitted' ? 'exited' : null;
  unplan(fake, service, 'exec');
  unplan(fake, service, 'kill');
  if (service.leaving) return gone(fake, body, service);
  service.state = 'not running';
  if (service.again) {
    service.again = false;
    return spawn(fake, body, service, 'launch job demand');
  }
  if (keptAfter(fake, body, service, ended))
    wanted(fake, body, service, keptAlways(service) ? 'inefficient' : 'semaphore');
}

/** bootout: SIGTERM, and SIGKILL when the exit timeout is over; until then the label stays, with its pid (L23, L76). */
export function letGo(fake: FakeLaunchd, body: Body, service: Service): void {
  if (service.pid === null) return gone(fake, body, service);
  if (service.leaving) return;
  service.leaving = true;
  service.state = 'SIGTERMed';
  const seconds = exitTimeout(service);
  unplan(fake, service, null);
  if (seconds > 0) plan(fake, service, 'kill', body.nowMs() + seconds * 1000);
  tell(fake, service, 'SIGTERM', body.nowMs());
  body.signal(service.pid, SIGTERM);
}

export function killed(fake: FakeLaunchd, body: Body, service: Service): void {
  if (service.pid === null) return;
  service.state = 'SIGKILLed';
  tell(fake, service, 'SIGKILL', body.nowMs());
  body.signal(service.pid, SIGKILL);
}

export function gone(fake: FakeLaunchd, body: Body, service: Service): void {
  unplan(fake, service, null);
  const services = fake.domains[service.domain]?.services;
  if (services) delete services[service.label];
  tell(fake, service, 'gone', body.nowMs());
  for (const other of Object.values(services ?? {})) looked(fake, body, other);
}
