// A launchctl command of a step was refused → why, found out by looking, for launchctl's own words are one for nine causes. Runs
// only what reads; each verb has its own causes, and those of bootstrap a room of their own.

import { commandFailed } from '../../apply/failing.ts';
import type { Facts } from '../../model.ts';
import type { Connected, Refused, Verdict } from '../../platform.ts';
import { askedOf } from './asked.ts';
import { bootstrapRefused } from './bootstrap.ts';
import { refusalOf } from '../print/errors.ts';
import { isEnding, lookAtLabel } from './look-label.ts';
import {
  type About,
  applyAgain,
  domainEnding,
  isDisabled,
  noDomain,
  notPermitted,
  problemOf,
  stillEnding,
  targetOf,
  unexplained,
} from './words.ts';

export async function refused({ host }: Connected, { step, argv, ran }: Refused, facts: Facts): Promise<Verdict> {
  const asked = askedOf(argv);
  const [daemon, ...others] = step.daemons;
  // sudo said no, it took too long, or it was another command altogether: what it said is all there is.
  if (asked === null || ran.code === TOO_LONG || /^sudo: /m.test(ran.stderr))
    return commandFailed(argv, ran, step.daemons, step.privileged === true);
  const about: About = {
    asked,
    refusal: refusalOf(ran.code, ran.stderr),
    daemon: daemon !== undefined && others.length === 0 ? daemon : null,
  };
  switch (asked.verb) {
    case 'bootstrap':
      return bootstrapRefused(about, host, facts);
    case 'bootout':
      return bootoutRefused(about, host);
    case 'kickstart':
      return kickstartRefused(about, host);
    case 'kill':
      return killRefused(about, host);
    default:
      return common(about) ?? unexplained(about);
  }
}

const TOO_LONG = 124;

/** What means the same whatever was asked for. */
function common(about: About): Verdict | null {
  const { kind } = about.refusal;
  if (kind === 'not-permitted') return notPermitted(about);
  if (kind === 'no-such-domain') return noDomain(about);
  if (kind === 'domain-ending') return { again: domainEnding(about) };
  return kind === 'disabled' ? isDisabled(about) : null;
}

type Looks = Parameters<typeof lookAtLabel>[0];

/** That it is gone, or on its way, is all that was wanted; that it goes is waited for elsewhere. */
async function bootoutRefused(about: About, host: Looks): Promise<Verdict> {
  const { kind } = about.refusal;
  // With its domain gone, everything in it is.
  if (kind === 'no-such-service' || kind === 'in-progress' || kind === 'no-such-domain') return 'fine';
  const label = await lookAtLabel(host, targetOf(about.asked));
  if (label.kind === 'absent' || label.kind === 'no-domain') return 'fine';
  if (label.kind === 'loaded' && isEnding(label)) return 'fine';
  return common(about) ?? { again: unexplained(about, seenAs(label)) };
}

async function kickstartRefused(about: About, host: Looks): Promise<Verdict> {
  const label = await lookAtLabel(host, targetOf(about.asked));
  if (label.kind === 'loaded' && label.state === 'running') return 'fine';
  if (label.kind === 'loaded' && isEnding(label)) return { again: stillEnding(about, label.state) };
  const { kind } = about.refusal;
  if (label.kind === 'absent' || (kind === 'no-such-service' && label.kind !== 'loaded'))
    return problemOf(about, 'not-loaded', `launchd has no ${targetOf(about.asked)}`, applyAgain(about));
  if (kind === 'in-progress') return { again: unexplained(about, seenAs(label)) };
  return common(about) ?? unexplained(about, seenAs(label));
}

async function killRefused(about: About, host: Looks): Promise<Verdict> {
  const verdict = common(about);
  if (verdict !== null) return verdict;
  const label = await lookAtLabel(host, targetOf(about.asked));
  const runs = label.kind === 'loaded' && label.pid !== null;
  if (runs || label.kind === 'unknown') return unexplained(about, seenAs(label));
  return problemOf(
    about,
    'not-running',
    'it does not run any more',
    `see why: daemonsync logs ${about.daemon ?? ''}`.trim(),
  );
}

const seenAs = (label: Awaited<ReturnType<typeof lookAtLabel>>): string => {
  if (label.kind === 'loaded') return `; it is loaded${label.state === null ? '' : ` (${label.state})`}`;
  return label.kind === 'unknown' ? `; ${label.why}` : '';
};
