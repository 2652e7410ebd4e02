// What the stand-in systemctl prints: list-units as JSON, properties of units and of the manager. Asked for a property
// that it does not know, it throws: the real one would be silent, and a test would not notice.

import { forgetUnneeded, need, setting, subState } from './loading.ts';
import type { Manager, Place, Unit } from './machine.ts';
import { unitFileState } from './install.ts';

export function listUnits(place: Place, patterns: readonly string[], options: ReadonlySet<string>): string {
  const types = [...options].flatMap((option) => /^--type=(.*)$/.exec(option)?.[1]?.split(',') ?? []);
  const states = [...options].flatMap((option) => /^--state=(.*)$/.exec(option)?.[1]?.split(',') ?? []);
  const own = [...place.manager.units.values()]
    .map((unit) => ({
      unit: unit.id,
      load: unit.definition.load,
      active: unit.active as string,
      sub: subState(place, unit),
      job: unit.job ?? '',
      description: setting(unit, 'Unit', 'Description') ?? unit.id,
    }))
    .filter(
      ({ load, active, job }) =>
        options.has('--all') || options.has('-a') || (active !== 'inactive' && load !== 'masked') || job !== '',
    );
  const targets = [...place.manager.targets.keys()].map((unit) => ({
    unit,
    load: 'loaded',
    active: 'active',
    sub: 'active',
    job: '',
    description: unit,
  }));
  const rows = [...own, ...targets]
    .filter(({ unit }) => types.length === 0 || types.some((type) => unit.endsWith(`.${type}`)))
    .filter(
      ({ load, active, sub }) => states.length === 0 || states.some((state) => [load, active, sub].includes(state)),
    )
    .filter(({ unit }) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, unit)))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1));
  // Like a table of which an empty column is left out.
  const withJobs = rows.some(({ job }) => job !== '');
  return `${JSON.stringify(rows.map(({ job, description, ...row }) => ({ ...row, ...(withJobs ? { job } : {}), description })))}\n`;
}

const matches = (pattern: string, unit: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(unit);

/** When they ran last is not told: none has. */
export function listTimers({ manager }: Place): string {
  const timers = [...manager.units.values()].filter(({ id }) => id.endsWith('.timer'));
  const row = ({ id, active, definition }: Unit) => ({
    next: active === 'active' ? 4_070_000_000_000_000 : 0,
    left: 0,
    last: 0,
    passed: 0,
    unit: id,
    activates: definition.triggers,
  });
  return `${JSON.stringify(timers.map(row))}\n`;
}

export function showUnits(place: Place, ids: readonly string[], properties: readonly string[], bare: boolean): string {
  const blocks = ids.map((id) => {
    const unit = need(place, id);
    return properties
      .map((property) => [property, unitProperty(place, unit, property)] as const)
      .filter(([property, value]) => value !== '' || property !== 'InvocationID')
      .map(([property, value]) => (bare ? value : `${property}=${value}`))
      .join('\n');
  });
  forgetUnneeded(place);
  return `${blocks.join('\n\n')}\n`;
}

function unitProperty(place: Place, unit: Unit, property: string): string {
  const { definition, process } = unit;
  const found: Readonly<Record<string, () => string>> = {
    Id: () => unit.id,
    Names: () => unit.id,
    LoadState: () => definition.load,
    ActiveState: () => unit.active,
    SubState: () => subState(place, unit),
    Result: () => unit.result,
    MainPID: () => String(process?.pid ?? 0),
    ExecMainPID: () => String(process?.pid ?? 0),
    ExecMainCode: () => String(unit.exitCode),
    ExecMainStatus: () => String(unit.exitStatus),
    NRestarts: () => String(unit.restarts),
    InvocationID: () => unit.invocation ?? '',
    Job: () => (unit.job === null ? '' : '1'),
    FragmentPath: () => definition.fragment ?? '',
    SourcePath: () => '',
    DropInPaths: () => definition.dropIns.join(' '),
    UnitFileState: () => unitFileState(place, unit.id),
    NeedDaemonReload: () => (newerThanLoaded(place, unit) ? 'yes' : 'no'),
    Description: () => setting(unit, 'Unit', 'Description') ?? unit.id,
    Type: () => setting(unit, 'Service', 'Type') ?? 'simple',
    Restart: () => setting(unit, 'Service', 'Restart') ?? 'no',
    RestartUSec: () => setting(unit, 'Service', 'RestartSec') ?? '100ms',
    StartLimitBurst: () => setting(unit, 'Unit', 'StartLimitBurst') ?? '5',
    Triggers: () => definition.triggers ?? '',
    TriggeredBy: () =>
      [...place.manager.units.values()]
        .flatMap((other) => (other.definition.triggers === unit.id ? [other.id] : []))
        .join(' '),
    MemoryCurrent: () => (process ? '1048576' : '[not set]'),
    CPUUsageNSec: () => (process ? '1000000' : '[not set]'),
    TasksCurrent: () => (process ? '1' : '[not set]'),
    ControlGroup: () => (process ? `/app.slice/${unit.id}` : ''),
    NextElapseUSecRealtime: () => (unit.active === 'active' ? 'Sun 2099-01-04 02:30:00 UTC' : ''),
    NextElapseUSecMonotonic: () => '',
    LastTriggerUSec: () => '',
  };
  const moment =
    /^(ActiveEnter|StateChange|InactiveEnter|ExecMainStart|ExecMainExit|InactiveExit|ActiveExit)Timestamp(Monotonic)?$/.exec(
      property,
    );
  if (moment) {
    const ended = moment[1] === 'ExecMainExit' && unit.exitCode === 0;
    const at = ended ? 0 : moment[1] === 'ExecMainStart' ? (process?.startedMs ?? 0) : unit.changedMs;
    return moment[2] ? String(at * 1000) : at === 0 ? '' : `@${at / 1000}`;
  }
  const value = found[property];
  if (!value) throw new Error(`the stand-in systemctl knows no property ${property}`);
  return value();
}

/** By the time stamps alone, as systemd judges it. */
function newerThanLoaded({ machine }: Place, { definition, loadedMs }: Unit): boolean {
  if (definition.fragment === null) return false;
  return [definition.fragment, ...definition.dropIns].some((path) => {
    const node = machine.files.at(path);
    return node === null || node.mtimeMs > loadedMs;
  });
}

export function showManager({ domain, reader, units }: Manager, properties: readonly string[], bare: boolean): string {
  const failed = [...units.values()].filter(({ active }) => active === 'failed').length;
  const found: Readonly<Record<string, () => string>> = {
    Version: () => `${reader.version}.1-1`,
    UnitPath: () => reader.unitPath.join(' '),
    SystemState: () => (failed > 0 ? 'degraded' : 'running'),
    NFailedUnits: () => String(failed),
    Environment: () =>
      domain === 'user'
        ? `HOME=${reader.account.home} LANG=C.UTF-8 LOGNAME=${reader.account.user} PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SHELL=/bin/sh USER=${reader.account.user} XDG_RUNTIME_DIR=/run/user/${reader.account.uid}`
        : 'LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    UserspaceTimestampMonotonic: () => '1000000',
    UserspaceTimestamp: () => '@1790000000',
  };
  return properties
    .map((property) => {
      const value = found[property];
      if (!value) throw new Error(`the stand-in systemctl knows no property ${property} of the manager`);
      return `${bare ? '' : `${property}=`}${value()}\n`;
    })
    .join('');
}
