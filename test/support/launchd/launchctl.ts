// The command: words in, exit code and text out, and the state changed. Each verb as the evidence has it; verbs that nobody
// should use are there to be noticed. Whoever calls lets time pass.

import type { Ran } from '../../../src/host.ts';
import { type Body, SIGKILL } from './body.ts';
import { type Caller, managerName, mayChange, mayLook, ownDomain, type Target, targetOf } from './domains.ts';
import {
  badTarget,
  enableFailed,
  foreign,
  kickstartFailed,
  legacyLoad,
  noDomain,
  noDomainOld,
  noService,
  noServiceToAct,
  notPrivilegedToSignal,
  nothingToSignal,
  OK,
  words,
} from './errors.ts';
import { spawn } from './life.ts';
import { bootout, bootstrap, isApples } from './loading.ts';
import { list, listLabel, printDisabled, printDomain } from './print-domain.ts';
import { printService } from './print.ts';
import { type FakeLaunchd, overridesOf, type Service, serviceAt } from './state.ts';

export type { Caller } from './domains.ts';

export function launchctl(fake: FakeLaunchd, body: Body, argv: readonly string[], caller: Caller): Ran {
  const atMs = body.nowMs();
  if (unwelcome(fake, argv)) fake.log.push({ kind: 'never', argv, atMs });
  const ran = perform(fake, body, argv, caller);
  fake.log.push({ kind: 'launchctl', argv, uid: caller.uid, code: ran.code, atMs });
  return ran;
}

/** What daemonsync must never say: the exit codes of these mean nothing (L3), or they do more than is wanted. */
function unwelcome({ settings }: FakeLaunchd, [verb = '', ...rest]: readonly string[]): boolean {
  if (/^(load|unload|remove|start|stop|submit|reboot|bootshell)$/.test(verb)) return true;
  return verb === 'bootout' && rest.includes('--wait') && settings.dialect !== 'macos26';
}

function perform(fake: FakeLaunchd, body: Body, argv: readonly string[], caller: Caller): Ran {
  const [verb = '', ...rest] = argv;
  const target = targetOf(fake, verb === 'kill' ? rest[1] : rest.find((word) => !word.startsWith('-')));
  const after = rest.filter((word) => !word.startsWith('-')).slice(1);
  switch (verb) {
    case 'print':
      return target ? print(fake, target, caller) : badTarget(verb);
    case 'print-disabled':
      return target ? disabledOnes(fake, target, caller) : badTarget(verb);
    case 'bootstrap':
      return target ? bootstrap(fake, body, target, after, caller) : badTarget(verb);
    case 'bootout':
      // --wait is a word of 26; before that it is taken for a target (L26).
      if (!target || (rest.includes('--wait') && fake.settings.dialect !== 'macos26')) return badTarget(verb);
      return bootout(fake, body, target, after, caller);
    case 'enable':
    case 'disable':
      return target ? enable(fake, target, verb, caller) : badTarget(verb);
    case 'kickstart':
      return target ? kickstart(fake, body, target, rest, caller) : badTarget(verb);
    case 'kill':
      return target ? kill(fake, body, target, rest[0] ?? '', caller) : badTarget(verb);
    case 'list':
      return listed(fake, rest[0], caller);
    case 'managername':
      return { ...OK, stdout: `${managerName(fake, caller)}\n` };
    case 'manageruid':
      return { ...OK, stdout: `${caller.uid}\n` };
    case 'error':
      return { ...OK, stdout: `${rest[0]}: ${words(Number(rest[0]))}\n` };
    case 'load':
    case 'unload':
      return legacyLoad(verb);
    default:
      // The usage of launchctl itself is in no evidence.
      return { code: 64, stdout: '', stderr: `Unrecognized subcommand: ${verb}\n` };
  }
}

function print(fake: FakeLaunchd, target: Target, caller: Caller): Ran {
  const domain = fake.domains[target.domain];
  if (!domain) return target.label === null ? absent(fake, target) : noDomain(target);
  if (!mayLook(caller, target)) return foreign(target.label === null ? 'domain' : 'service');
  if (target.label === null) return { ...OK, stdout: printDomain(fake, domain) };
  const service = domain.services[target.label];
  return service ? { ...OK, stdout: printService(fake, service) } : noService(target, target.label);
}

/** L8: 112, at times 125. */
const absent = (fake: FakeLaunchd, target: Target): Ran =>
  target.kind === 'gui' && fake.settings.noDomainPrint === 125 ? noDomainOld() : noDomain(target);

function disabledOnes(fake: FakeLaunchd, target: Target, caller: Caller): Ran {
  if (target.label !== null) return badTarget('print-disabled');
  if (!fake.domains[target.domain]) return absent(fake, target);
  if (!mayLook(caller, target)) return foreign('domain');
  return { ...OK, stdout: printDisabled(fake, target) };
}

/** Kept for good, whether there is such a label or not (L30, L31). What runs goes on, what does not run stays so (L37). */
function enable(fake: FakeLaunchd, target: Target, verb: 'enable' | 'disable', caller: Caller): Ran {
  if (target.label === null) return badTarget(verb);
  if (!mayChange(caller, target)) return enableFailed(verb, 1);
  if (!fake.domains[target.domain]) return enableFailed(verb, 125);
  overridesOf(fake, target)[target.label] = verb === 'disable';
  return OK;
}

/** Runs it now, whatever it waits for; what runs already is left alone. -k ends that first, and starts what launchd holds (L77). */
function kickstart(fake: FakeLaunchd, body: Body, target: Target, rest: readonly string[], caller: Caller): Ran {
  const { label } = target;
  if (label === null) return badTarget('kickstart');
  if (!fake.domains[target.domain]) return kickstartFailed(label, 125);
  if (!mayChange(caller, target)) return kickstartFailed(label, 1);
  const service = serviceAt(fake, target.domain, label);
  if (service === null) return noServiceToAct(target, label);
  const options = rest.filter((word) => /^-[kps]+$/.test(word)).join('');
  if (options.includes('k') && isApples(service)) return kickstartFailed(label, 150);
  if (service.leaving) return kickstartFailed(label, 37);
  service.forgotten = false;
  if (service.pid !== null && options.includes('k')) restart(body, service);
  else if (service.pid === null) spawn(fake, body, service, 'launch job demand');
  return { ...OK, stdout: options.includes('p') && service.pid !== null ? `${service.pid}\n` : '' };
}

/** Its end is told later, and then it is started again: it does not wait for its turn. */
function restart(body: Body, service: Service): void {
  if (service.pid === null) return;
  service.again = true;
  body.signal(service.pid, SIGKILL);
}

const NUMBERS: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 30,
  USR2: 31,
  TERM: 15,
  STOP: 17,
  CONT: 19,
};

function kill(fake: FakeLaunchd, body: Body, target: Target, name: string, caller: Caller): Ran {
  const signal = /^\d+$/.test(name) ? Number(name) : NUMBERS[name.replace(/^SIG/, '')];
  if (target.label === null || signal === undefined) return badTarget('kill');
  const service = serviceAt(fake, target.domain, target.label);
  if (service === null) return noServiceToAct(target, target.label);
  if (!mayChange(caller, target) || isApples(service)) return notPrivilegedToSignal();
  if (service.pid === null) return nothingToSignal();
  body.signal(service.pid, signal);
  return OK;
}

/** Only the caller's own domain (L13). */
function listed(fake: FakeLaunchd, label: string | undefined, caller: Caller): Ran {
  const domain = fake.domains[ownDomain(fake, caller)];
  if (label === undefined) return { ...OK, stdout: domain ? list(domain) : 'PID\tStatus\tLabel\n' };
  const service = domain?.services[label];
  if (domain && service) return { ...OK, stdout: listLabel(domain, service) };
  // Public code quotes this text; it is in no capture at hand.
  return { code: 113, stdout: '', stderr: `Could not find service "${label}" in domain for port\n` };
}
