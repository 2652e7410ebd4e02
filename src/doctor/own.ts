// daemonsync's own things — its folders, its memory, its lock, the clock that it goes by — as they were found → what is wrong
// with them. Pure.

import type { Holder } from '../memory/lock.ts';
import { type Finding, note, problem, warning } from './finding.ts';

export interface OwnFolder {
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Nobody else may look into it. */
  readonly secret: boolean;
}

export interface OwnFound {
  readonly uid: number;
  readonly user: string;
  /** The caller's own group where nobody else is in it. */
  readonly privateGid: number | null;
  readonly hostname: string;
  readonly nowMs: number;
  /** Those that are there. */
  readonly folders: readonly OwnFolder[];
  readonly lock: Holder | null;
  readonly memories: readonly {
    readonly namespace: string;
    /** null: never said. */
    readonly host: string | null;
    /** A run began and did not say that it ended. */
    readonly unfinished: boolean;
  }[];
  /** Namespaces whose memory cannot be believed. */
  readonly lost: readonly { readonly namespace: string; readonly message: string; readonly hint: string }[];
  /** The latest moment that anything of ours was changed, by the file system's clock; null: there is nothing. */
  readonly latest: { readonly path: string; readonly ms: number } | null;
}

/** File servers and virtual machines may be a little ahead. */
const AHEAD_MS = 5 * 60_000;
/** When this was written: no clock that is right says less. */
const PAST_MS = Date.UTC(2025, 0, 1);
const MINUTE = 60_000;

export function judgeOwn(found: OwnFound): readonly Finding[] {
  return [...folders(found), ...memory(found), ...lock(found), ...clock(found)];
}

function folders({ folders: all, uid, user, privateGid }: OwnFound): Finding[] {
  return all.flatMap((folder): Finding[] => {
    const { path, mode } = folder;
    if (folder.uid !== uid)
      return [
        problem('own-folder', {
          what: `${path} belongs to ${folder.uid === 0 ? 'root' : `another user (uid ${folder.uid})`}`,
          why: 'daemonsync keeps what it knows there and cannot write to it: something was once run through sudo',
          mend: `sudo chown -R ${user} ${path}`,
        }),
      ];
    if ((mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && folder.gid !== privateGid))
      return [
        problem('own-folder', {
          what: `${path} may be written by others`,
          why: 'whoever can write there decides what runs as you',
          mend: `chmod go-w ${path}`,
        }),
      ];
    if (folder.secret && (mode & 0o077) !== 0)
      return [
        warning('own-folder', {
          what: `others may look into ${path}`,
          why: 'what was applied is kept there whole, with what is secret in it',
          mend: `chmod 700 ${path}`,
        }),
      ];
    return [];
  });
}

function memory({ memories, lost, hostname, lock: holder }: OwnFound): Finding[] {
  return [
    ...lost.map(({ message, hint }) =>
      warning('state-lost', {
        what: message,
        why: 'without it daemonsync goes by the marks in files alone: what is running, and what was edited by hand, is known less well',
        mend: hint,
      }),
    ),
    ...memories.flatMap(({ namespace, host, unfinished }): Finding[] => [
      ...(host !== null && host !== hostname
        ? [
            warning('host-changed', {
              what: `this host is called ${hostname} now; namespace \`${namespace}\` was last applied on ${host}`,
              why: '`only: {host: …}` may mean other daemons than before, so apply removes nothing by itself',
              mend: `daemonsync apply --prune if that is right, or write \`host = ${host}\` into config.ini`,
            }),
          ]
        : []),
      // While one is at work, it is not finished, and need not be.
      ...(unfinished && holder === null
        ? [
            warning('unfinished', {
              what: `the last run in namespace \`${namespace}\` was cut off before its end`,
              why: 'some of what it was to do may not be done',
              mend: 'daemonsync apply finishes it',
            }),
          ]
        : []),
    ]),
  ];
}

function lock({ lock: holder, nowMs }: OwnFound): Finding[] {
  if (holder === null) return [];
  const minutes = Math.floor((nowMs - holder.sinceMs) / MINUTE);
  const words = {
    what: `another daemonsync is at work: \`daemonsync ${holder.what}\`, process ${holder.pid}, since ${minutes < 1 ? 'just now' : `${minutes} min`}`,
    why: 'only one may change things at a time: apply, start and the like answer 75 until it has ended',
    mend: `wait for it, or see what it does: ps -fp ${holder.pid}`,
  };
  // Nothing that it waits for takes longer by itself.
  return [minutes < 15 ? note('locked', words) : warning('locked', words)];
}

function clock({ nowMs, latest }: OwnFound): Finding[] {
  const why = 'schedules run at the wrong times, certificates are refused, and what is newer than what cannot be told';
  const now = new Date(nowMs).toISOString();
  if (nowMs < PAST_MS)
    return [
      problem('clock', { what: `the clock of this machine says ${now}, which is long ago`, why, mend: setClock }),
    ];
  if (latest === null || latest.ms <= nowMs + AHEAD_MS) return [];
  const what = `${latest.path} was changed in the future (${new Date(latest.ms).toISOString()}): the clock of this machine says ${now}`;
  return [warning('clock', { what, why, mend: setClock })];
}

const setClock = 'set it: `sudo timedatectl set-ntp true` on Linux, System Settings › General › Date & Time on macOS';
