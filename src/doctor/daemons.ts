// Daemons as they were found, beside what is planned for them → what is wrong: failed, in conflict, unknown, masked, shadowed,
// changed by a drop-in, not as the manifest says, logs too big. What both platforms tell alike; pure.

import type { FoundUnit, Observed } from '../model.ts';
import type { ToRotate } from '../logs/rotate.ts';
import { shownSize } from '../logs/sizes.ts';
import { exitWords, isGoodEnd } from '../report/exit-words.ts';
import { type ReasonAbout, reasonWords, stateWords } from '../report/reasons.ts';
import type { StatusRow } from '../report/status.ts';
import { plural } from '../report/text.ts';
import { type Finding, note, problem, warning } from './finding.ts';

/** With what their manager says of units that the plan does not speak of, or not as plainly. */
export function judgeDaemons(
  rows: readonly StatusRow[],
  namespace: string,
  observed: readonly Observed[],
): readonly Finding[] {
  const planned = judgeRows(rows, namespace);
  const masked = judgeUnits(observed, new Set()).filter(({ code }) => code === 'masked' || code === 'bad-unit');
  const hidden = new Set(masked.map(({ daemon }) => daemon));
  const says = new Set(planned.filter(({ code }) => code === 'masked').map(({ daemon }) => daemon));
  return [
    // What stands in its way is a mask: another unit of that name it is not.
    ...planned.filter(({ code, daemon }) => code !== 'shadowed' || !hidden.has(daemon)),
    ...masked.filter(({ daemon }) => !says.has(daemon)),
    ...judgeUnits(observed, new Set(rows.map(({ name }) => name))),
  ];
}

export function judgeRows(rows: readonly StatusRow[], namespace: string): readonly Finding[] {
  const pending = rows.filter(({ sync }) => PENDING.has(sync));
  return [
    ...rows.flatMap((row) => [...failed(row), ...leftAlone(row, namespace), ...unwell(row)]),
    ...(pending.length === 0
      ? []
      : [
          note('pending', {
            what: `${plural(pending.length, 'daemon')} ${pending.length === 1 ? 'is' : 'are'} not as the manifest says: ${names(pending)}`,
            why: 'what is said here of files and starts is about the manifest as it is now, which is not what runs',
            mend: 'daemonsync diff shows what apply would do',
          }),
        ]),
  ];
}

const PENDING: ReadonlySet<string> = new Set(['create', 'change', 'restart', 'start', 'remove']);

const names = (rows: readonly { readonly name: string }[]): string =>
  rows.length > 5
    ? `${rows
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')} and ${rows.length - 5} more`
    : rows.map(({ name }) => name).join(', ');

function failed({ name, failed: did, state, exited, restarts }: StatusRow): Finding[] {
  if (!did) return [];
  const what = state === 'armed' ? 'its last run failed' : state === 'failing' ? 'fails over and over' : 'failed';
  const how = exited === null || isGoodEnd(exited) ? '' : `: ${exitWords(exited, { restarts })}`;
  return [
    problem('failed', {
      daemon: name,
      what: `\`${name}\` ${what}${how}`,
      why: 'it does not do its work',
      mend: `daemonsync logs ${name} tells what it said; then daemonsync restart ${name}`,
    }),
  ];
}

function unwell({ name, unwell: how }: StatusRow): Finding[] {
  if (!how) return [];
  return [
    problem('unhealthy', {
      daemon: name,
      what: `\`${name}\` runs, but is not healthy: ${how}`,
      why: 'its own `health` says so; nothing restarts it for that',
      mend: `daemonsync logs ${name}, or daemonsync restart ${name}`,
    }),
  ];
}

const WHY_CONFLICT: Readonly<Record<string, string>> = {
  foreign: 'daemonsync writes over nothing that it did not make: the daemon is left alone until somebody decides',
  masked: 'a masked unit never starts, whatever its file says',
  elsewhere: 'two units of one name: only one of them counts, and it may not be yours',
  twin: 'two managers would start it, and each fights for what the other holds',
  unknown: 'what cannot be told is not changed: unknown is not absent',
  blocked: 'it would not start, so it is left as it is',
  'waits-for': 'it is not started without what it needs',
};

function leftAlone({ name, change }: StatusRow, namespace: string): Finding[] {
  if (change.kind !== 'conflict' && change.kind !== 'blocked') return [];
  const about: ReasonAbout = { change, namespace, path: (path) => path };
  return change.because.flatMap((reason) => {
    const why = WHY_CONFLICT[reason.kind];
    // What is amiss with its start is told by the preflight, each thing by itself.
    if (why === undefined || reason.kind === 'blocked') return [];
    const { text, mend } = reasonWords(reason, about);
    const code = reason.kind === 'foreign' ? 'stranger' : reason.kind === 'elsewhere' ? 'shadowed' : reason.kind;
    return [
      problem(code, {
        daemon: name,
        what: `\`${name}\`: ${text}`,
        why,
        mend: mend ?? `daemonsync diff ${name} shows it; mend that first`,
      }),
    ];
  });
}

/** Of units that no manifest speaks for just now: what their manager alone tells. */
export function judgeUnits(observed: readonly Observed[], told: ReadonlySet<string>): readonly Finding[] {
  return observed.flatMap(({ daemons }) =>
    daemons.flatMap(({ name, units }) =>
      told.has(name) ? [] : units.flatMap((unit) => [...unitFailed(name, unit), ...unitHidden(name, unit)]),
    ),
  );
}

function unitFailed(daemon: string, { id, state }: FoundUnit): Finding[] {
  if (state.kind !== 'failed' && state.kind !== 'looping') return [];
  return [
    problem('failed', {
      daemon,
      what: `${id} ${stateWords(state)}`,
      why: 'it does not do its work',
      mend: `daemonsync logs ${daemon} tells what it said`,
    }),
  ];
}

function unitHidden(daemon: string, { id, load, elsewhere, domain }: FoundUnit): Finding[] {
  const systemctl = domain === 'system' ? 'sudo systemctl' : 'systemctl --user';
  if (load === 'masked') {
    const by = elsewhere.length === 0 ? '' : `, by ${elsewhere.join(', ')}`;
    const mend = `${systemctl} unmask ${id}${elsewhere.length === 0 ? '' : `; or take that away, then ${systemctl} daemon-reload`}`;
    return [problem('masked', { daemon, what: `${id} is masked${by}`, why: WHY_CONFLICT['masked'] ?? '', mend })];
  }
  if (load === 'bad')
    return [
      problem('bad-unit', {
        daemon,
        what: `its service manager cannot make sense of ${id}`,
        why: 'what cannot be loaded does not start',
        mend: `${systemctl} status ${id} says what is wrong; daemonsync apply writes it anew`,
      }),
    ];
  return elsewhere.length === 0
    ? []
    : [
        warning('shadowed', {
          daemon,
          what: `${id} is there more than once: also ${elsewhere.join(', ')}`,
          why: WHY_CONFLICT['elsewhere'] ?? '',
          mend: 'take away the one that is not wanted, or rename the daemon',
        }),
      ];
}

export function judgeDropIns(observed: readonly Observed[]): readonly Finding[] {
  return observed.flatMap(({ daemons }) =>
    daemons.flatMap(({ name, units }) =>
      units.flatMap(({ id, dropIns }) =>
        dropIns.map(({ path }) =>
          note('drop-in', {
            daemon: name,
            what: `${path} changes what ${id} says`,
            why: 'what it says counts more than the manifest; daemonsync leaves it alone',
            mend: 'nothing, if it is meant so; else take it away, then daemonsync apply',
          }),
        ),
      ),
    ),
  );
}

export function judgeLogs(
  due: readonly ToRotate[],
  unbounded: readonly { readonly daemon: string; readonly path: string; readonly bytes: number }[],
): readonly Finding[] {
  return [
    ...due.map(({ daemon, path, bytes }) =>
      warning('log-size', {
        daemon,
        what: `\`${daemon}\`: its log ${path} has grown to ${shownSize(bytes)}, beyond its limit`,
        why: 'logs are rotated by apply, watch and autostart only: none of them has run since',
        mend: `daemonsync logs ${daemon} --rotate`,
      }),
    ),
    ...unbounded.map(({ daemon, path, bytes }) =>
      warning('log-size', {
        daemon,
        what: `\`${daemon}\`: its log ${path} has grown to ${shownSize(bytes)}, and \`rotate: false\` lets it grow`,
        why: 'one day the disk is full, and then everything on it fails',
        mend: `take \`rotate: false\` out of the manifest, or empty it: : > ${path}`,
      }),
    ),
  ];
}
