// What was found around a Mac's launchd — sessions, disabled records, background items, disks, plists — → findings; of single
// labels labels.ts speaks. Pure; index.ts looks. What could not be read is told as that, and nothing is guessed from it.

import { type Finding, note, problem, warning } from '../../doctor/finding.ts';
import type { Subject } from '../../doctor/subject.ts';
import type { FoundFile } from '../../model.ts';
import type { BackgroundItem } from './background-items.ts';
import { targetOf } from '../domains.ts';
import { judgeLabel } from './labels.ts';
import type { PrintedDisabled } from '../print/printed.ts';

export interface MacFound {
  readonly uid: number;
  readonly user: string;
  readonly home: string;
  /** `15.1`; null: nobody said. */
  readonly version: string | null;
  readonly overSsh: boolean;
  /** Who sits at the screen; null: not to be seen. */
  readonly console: number | null;
  /** null: launchctl was not to be had, which is told already. */
  readonly gui: 'there' | 'absent' | { readonly unknown: string } | null;
  /** By domain; null: not to be read. */
  readonly disabled: { readonly gui: PrintedDisabled | null; readonly system: PrintedDisabled | null };
  /** Where the disk that holds the home is mounted; null: not to be seen. */
  readonly homeDisk: string | null;
  readonly quarantined: readonly string[];
  /** null: there is none of it on this release. */
  readonly background: { readonly items: readonly BackgroundItem[] } | { readonly why: string } | null;
}

export type About = Pick<Subject, 'observed' | 'desired' | 'daemons' | 'ownIds' | 'labelPrefix'>;

export function judgeMac(found: MacFound, about: About): readonly Finding[] {
  const wants = new Map(about.desired.flatMap(({ units }) => units.map(({ id, want }) => [id, want] as const)));
  return [
    ...session(found, about),
    ...home(found),
    ...about.observed.flatMap(({ daemons }) =>
      daemons.flatMap(({ name, units }) =>
        units.flatMap((unit) => judgeLabel(name, unit, wants.get(unit.id) ?? null, found.uid)),
      ),
    ),
    ...leftRecords(found, about, about.ownIds),
    ...about.observed.flatMap(({ daemons }) =>
      daemons.flatMap(({ name, files }) => files.flatMap((file) => plist(name, file, found))),
    ),
    ...background(found, about, about.ownIds),
  ];
}

function session({ uid, user, gui, console: at, overSsh, version }: MacFound, { desired, daemons }: About): Finding[] {
  const login = desired.filter(({ domain, units }) => domain === 'gui' && units.some(({ want }) => want !== 'down'));
  const names = login.map(({ name }) => name).join(', ');
  const found: Finding[] = [];
  if (gui === 'absent' && login.length > 0) {
    const who = at === null || at === 0 || at === uid ? '' : `; somebody else (uid ${at}) sits at the screen`;
    found.push(
      warning('no-gui', {
        what: `${user} is not logged in at the screen of this Mac${overSsh ? ', only over ssh' : ''}${who}`,
        why: `${names} ${login.length === 1 ? 'is a LaunchAgent' : 'are LaunchAgents'}, and such a login is the only thing that starts one`,
        mend: 'log in at the screen once, or write `when: boot`: a LaunchDaemon starts with the machine',
      }),
    );
  }
  if (gui !== null && typeof gui === 'object')
    found.push(
      problem('gui-unknown', {
        what: `whether ${user} has a login session cannot be told: ${gui.unknown}`,
        why: 'unknown is not absent: apply leaves alone what it cannot see',
        mend: `launchctl print gui/${uid} shows what launchd says`,
      }),
    );
  if (version !== null && /^15\.0(?:\.|$)/.test(version) && daemons.some(({ reaches }) => reaches === 'lan'))
    found.push(
      warning('lan-bugs', {
        what: `this is macOS ${version}, whose Local Network Privacy has faults of its own`,
        why: 'macOS 15.1 mended several: until then even what was allowed may be blocked',
        mend: 'bring macOS up to date',
      }),
    );
  return found;
}

function home({ home: path, homeDisk }: MacFound): Finding[] {
  if (homeDisk === null || homeDisk === '/' || homeDisk === '/System/Volumes/Data') return [];
  return [
    problem('home-disk', {
      what: `the home ${path} is on another disk (${homeDisk}) than the system`,
      why: 'launchd refuses a plist there: “bad ownership/permissions” in its log, 5 from launchctl',
      mend: 'move the home to the system’s disk, or write `when: boot`: those plists are in /Library/LaunchDaemons',
    }),
  ];
}

/** L31: a record can be switched, and never be taken away. */
function leftRecords(
  { disabled: records, uid }: MacFound,
  { labelPrefix }: About,
  known: ReadonlySet<string>,
): Finding[] {
  return (['gui', 'system'] as const).flatMap((domain) => {
    const left = [...(records[domain] ?? [])]
      .filter(([label, off]) => off && label.startsWith(`${labelPrefix}.`) && !known.has(label))
      .map(([label]) => label)
      .sort();
    const [first] = left;
    if (first === undefined) return [];
    const target = targetOf(domain, uid);
    return [
      note('old-record', {
        what: `launchd still has ${left.slice(0, 5).join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''} as disabled in ${target}`,
        why: 'no such daemon is there any more; launchd never forgets such a record, and one of that name would not start',
        mend: `nothing now; before such a name is used again: ${domain === 'system' ? 'sudo ' : ''}launchctl enable ${target}/${first}`,
      }),
    ];
  });
}

function plist(
  daemon: string,
  { path, mode, uid, kind }: FoundFile,
  { uid: own, user, quarantined }: MacFound,
): Finding[] {
  if (!path.endsWith('.plist') || kind === 'folder' || kind === 'other') return [];
  const byRoot = path.startsWith('/Library/');
  const owner = byRoot ? 0 : own;
  const as = byRoot ? 'sudo ' : '';
  const found: Finding[] = [];
  const why = 'launchd refuses such a plist, and launchctl says no more than “5: Input/output error”';
  if (uid !== owner)
    found.push(
      problem('plist-owner', {
        daemon,
        what: `${path} belongs to ${uid === 0 ? 'root' : `uid ${uid}`}, not to ${byRoot ? 'root' : user}`,
        why,
        mend: `sudo chown ${byRoot ? 'root:wheel' : user} ${path}`,
      }),
    );
  // A link has no mode of its own.
  if (kind === 'file' && (mode & 0o022) !== 0)
    found.push(
      problem('plist-mode', {
        daemon,
        what: `${path} may be written by others (mode ${mode.toString(8).padStart(4, '0')})`,
        why,
        mend: `${as}chmod 644 ${path}`,
      }),
    );
  else if (kind === 'file' && (mode & 0o044) !== 0o044)
    found.push(
      problem('plist-mode', {
        daemon,
        what: `${path} may not be read by others (mode ${mode.toString(8).padStart(4, '0')})`,
        why: `some releases refuse it, 26.5.2 for one: ${why}`,
        mend: `${as}chmod 644 ${path}`,
      }),
    );
  if (quarantined.includes(path))
    found.push(
      warning('quarantine', {
        daemon,
        what: `${path} was downloaded and is in quarantine`,
        why: 'launchd may refuse to load it (155)',
        mend: `${as}xattr -d com.apple.quarantine ${path}`,
      }),
    );
  return found;
}

function background({ background: read }: MacFound, { desired }: About, known: ReadonlySet<string>): Finding[] {
  if (read === null) return [];
  if ('why' in read)
    return desired.length === 0
      ? []
      : [
          note('background-unknown', {
            what: `whether System Settings lets your daemons start cannot be told: ${read.why}`,
            why: 'what is switched off under Login Items is passed over at login, though it runs when it is started by hand',
            mend: 'look at System Settings › General › Login Items, or run: sudo sfltool dumpbtm',
          }),
        ];
  const off = new Set(
    read.items.filter(({ label, allowed }) => !allowed && known.has(label)).map(({ label }) => label),
  );
  return desired.flatMap(({ name, units }) =>
    units.flatMap(({ id }) =>
      off.has(id)
        ? [
            problem('background-off', {
              daemon: name,
              what: `${id} is switched off in System Settings › General › Login Items`,
              why: 'the next login passes it over, though it runs when it is started by hand',
              mend: 'switch it on there; it may stand under the name of its program, such as `sh` or `python`',
            }),
          ]
        : [],
    ),
  );
}
