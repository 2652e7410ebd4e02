// `doctor --lan HOST:PORT`: how the connection went, from where, and which daemons are to reach the local network → what that
// means for them. Pure words.
//
// What was tried from a terminal or over ssh says nothing of Local Network Privacy: such commands are exempt from it, and so
// is every LaunchDaemon, but no LaunchAgent (L75).

import { type Finding, note, problem, warning } from './finding.ts';
import { LOCAL_NETWORK } from '../manifest/local-network.ts';
import { shownTarget, type Target, whereabouts } from './lan-target.ts';

/** open: somebody answered. Else the system's code, or ETIMEDOUT where nobody said anything in time. */
export interface Tried {
  readonly target: Target;
  readonly code: 'open' | (string & {});
  readonly seconds: number;
}

export interface LanAbout {
  readonly tried: Tried;
  readonly macos: boolean;
  /** null: not known. */
  readonly macosVersion: number | null;
  /** Those that say `reaches: lan`. */
  readonly daemons: readonly { readonly name: string; readonly domain: 'user' | 'gui' | 'system' }[];
}

export function judgeLan(about: LanAbout): readonly Finding[] {
  const { tried, macos, macosVersion, daemons } = about;
  const { target, code } = tried;
  const shown = shownTarget(target);
  const found: Finding[] = [];
  if (code === 'open') {
    found.push(
      note('lan-open', {
        what: `${shown} accepts connections from here`,
        why: macos
          ? 'this says only that the network works: what is run from a terminal or over ssh is exempt from Local Network Privacy'
          : 'the network is fine: a daemon of yours reaches it as you do, unless its unit or a firewall says otherwise',
        mend: macos
          ? 'nothing here; see what is said of each daemon'
          : 'nothing; `daemonsync logs NAME` tells what the daemon makes of it',
      }),
    );
  } else {
    const { what, why, mend } = failure(tried);
    found.push(problem(`lan-${WORDS[code] ? WORDS[code].kind : 'failed'}`, { what: `${shown} ${what}`, why, mend }));
  }
  if (!macos) return found;
  if (whereabouts(target) !== 'near') {
    found.push(
      note('lan-elsewhere', {
        what: `${shown} is ${whereabouts(target) === 'here' ? 'this very machine' : 'no address of a local network'}`,
        why: 'Local Network Privacy is about the local network alone, so this try says nothing of it',
        mend: 'try one of the machines that the daemon is to reach',
      }),
    );
    return found;
  }
  if (macosVersion !== null && macosVersion < 15) return found;
  for (const { name, domain } of daemons) {
    if (domain === 'system')
      found.push(
        note('lan-daemon', {
          daemon: name,
          what: `\`${name}\` is a LaunchDaemon, which Local Network Privacy is not about`,
          why:
            code === 'open'
              ? 'it should reach what was reached from here; with a user of its own that follows from Apple’s words (TN3179), and was measured by nobody we know of'
              : 'whatever keeps this try from getting through keeps the daemon from it too',
          mend: code === 'open' ? `daemonsync logs ${name} tells whether it does` : 'mend the network first',
        }),
      );
    else
      found.push(
        warning('lan-agent', {
          daemon: name,
          what: `\`${name}\` is a LaunchAgent, and may be kept from the local network though this try is not`,
          why: `${LOCAL_NETWORK.message}: its connections then fail or stay silent, whatever this try says`,
          mend: LOCAL_NETWORK.hint,
        }),
      );
  }
  if (daemons.length === 0)
    found.push(
      note('lan-nobody', {
        what: 'no daemon of the manifest says `reaches: lan`',
        why: `${LOCAL_NETWORK.message}, and daemonsync can only warn of it where the manifest says so`,
        mend: 'write `reaches: lan` at the daemon that is to reach it',
      }),
    );
  return found;
}

type Way = Pick<Finding, 'what' | 'why' | 'mend'> & { readonly kind: string };

const UNREACHABLE: Omit<Way, 'what'> = {
  kind: 'unreachable',
  why: 'no way leads there: another network, a cable, a VPN that is down, or a machine that is switched off',
  mend: 'ping it, and look at the routes: `ip route` on Linux, `netstat -rn` on macOS',
};
const SILENT: Way = {
  kind: 'timeout',
  what: 'does not answer',
  why: 'silence is what a firewall leaves that drops what it gets, and what a machine leaves that is switched off or asleep',
  mend: 'wake it, or look at the firewalls on the way',
};
const NAME_LATER: Way = {
  kind: 'dns',
  what: 'cannot be looked up now',
  why: 'the name server does not answer: nobody on this machine can find it by its name',
  mend: 'try again, or write its address',
};
const DENIED: Way = {
  kind: 'denied',
  what: 'may not be reached from here',
  why: 'a firewall of this machine, or what this program runs in, forbids the connection',
  mend: 'look at the firewall of this machine',
};

const WORDS: Readonly<Record<string, Way>> = {
  ECONNREFUSED: {
    kind: 'refused',
    what: 'is there, and nobody listens on that port',
    why: 'the machine answered, so the network works: it is the service that does not run, or only listens elsewhere',
    mend: 'start the service there, or mend the port',
  },
  ECONNRESET: {
    kind: 'refused',
    what: 'hangs up at once',
    why: 'something on the way, or the service itself, ends the connection',
    mend: 'look at the firewalls on the way and at the service',
  },
  ETIMEDOUT: SILENT,
  EHOSTDOWN: { ...UNREACHABLE, what: 'is down, as far as this machine can tell' },
  EHOSTUNREACH: { ...UNREACHABLE, kind: 'no-route', what: 'cannot be reached: no route to the host' },
  ENETUNREACH: { ...UNREACHABLE, what: 'cannot be reached: no route to its network' },
  ENETDOWN: { ...UNREACHABLE, what: 'cannot be reached: the network is down' },
  EADDRNOTAVAIL: { ...UNREACHABLE, what: 'cannot be reached: no address of this machine fits it' },
  ENOTFOUND: {
    kind: 'dns',
    what: 'is not known: there is no such name',
    why: 'a name that cannot be looked up here cannot be looked up by a daemon either; names in .local need mDNS on the way',
    mend: 'write its address, or mend the name',
  },
  EAI_AGAIN: NAME_LATER,
  EACCES: DENIED,
  EPERM: DENIED,
};

function failure({ code, seconds }: Tried): Omit<Way, 'kind'> {
  const known = WORDS[code];
  if (known === undefined)
    return {
      what: `cannot be reached (${code})`,
      why: 'a daemon will not get further from this machine',
      mend: 'try it with another program: `nc -vz HOST PORT`',
    };
  return code === 'ETIMEDOUT'
    ? { ...known, what: `${known.what} within ${seconds} s` }
    : { ...known, what: `${known.what} (${code})` };
}
