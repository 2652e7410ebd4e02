// Which directive, changed, needs a start to take effect, and which takes effect by a mere daemon-reload or at the next
// stop, exit or job. A table and one question to it. What is not in it needs a start: that is always safe.
//
// Seen on real managers of 247, 252, 257 and 262, user instances; test/real/impact.test.ts looks again.

import type { Role } from '../model.ts';

/** How a directive gets to what is running already. `start`: not at all. */
export type Reaches = 'never' | 'reload' | 'later' | 'start';

type Table = Readonly<Partial<Record<Reaches, string>>>;

/** never: nothing running has to do with it. later: asked for at the next job, stop or exit, and only then. */
const UNIT: Table = {
  never: `Description Documentation SourcePath RefuseManualStart RefuseManualStop AllowIsolate IgnoreOnIsolate
    CollectMode StopWhenUnneeded DefaultDependencies`,
  // A new Wants= starts nobody; it and the order count from the next job on.
  later: `Wants Requires Requisite BindsTo Upholds Conflicts Before After PartOf RequiresMountsFor WantsMountsFor
    RequiresOverridable RequisiteOverridable BindTo PropagatesReloadTo PropagateReloadTo ReloadPropagatedFrom
    PropagateReloadFrom PropagatesStopTo StopPropagatedFrom OnFailure OnSuccess OnFailureJobMode OnSuccessJobMode
    OnFailureIsolate JobTimeoutSec JobRunningTimeoutSec JobTimeoutAction JobTimeoutRebootArgument FailureAction
    SuccessAction FailureActionExitStatus SuccessActionExitStatus RebootArgument StartLimitIntervalSec
    StartLimitInterval StartLimitBurst StartLimitAction`,
};

/**
 * The manager writes all of a unit's limits into its control group again after a daemon-reload: at once on 247, 252 and 262;
 * on 257 only when something else in the same slice is started or stopped, or the unit itself is (its debug log shows it).
 */
const CONTROL_GROUP = `CPUWeight StartupCPUWeight CPUShares StartupCPUShares CPUQuota CPUQuotaPeriodSec AllowedCPUs
  StartupAllowedCPUs AllowedMemoryNodes StartupAllowedMemoryNodes MemoryMin DefaultMemoryMin MemoryLow DefaultMemoryLow
  StartupMemoryLow MemoryHigh StartupMemoryHigh MemoryMax StartupMemoryMax MemorySwapMax StartupMemorySwapMax
  MemoryZSwapMax StartupMemoryZSwapMax MemoryZSwapWriteback MemoryLimit TasksMax IOWeight StartupIOWeight
  IODeviceWeight IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax IODeviceLatencyTargetSec
  BlockIOWeight StartupBlockIOWeight BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth CPUAccounting
  MemoryAccounting TasksAccounting IOAccounting BlockIOAccounting`;

const OWN: Readonly<Record<Role, Table>> = {
  service: {
    // RuntimeMaxSec counts from when the process was started; a RestartSec that is being waited for, and a TimeoutStartSec
    // of a start under way, are measured anew.
    reload: `RuntimeMaxSec RuntimeRandomizedExtraSec ${CONTROL_GROUP}`,
    // ExecReload too: that there is another command to reload by is no reason to reload.
    later: `ExecReload ExecReloadPost ExecStop ExecStopPost TimeoutSec TimeoutStartSec TimeoutStopSec TimeoutAbortSec
      TimeoutStartFailureMode TimeoutStopFailureMode KillMode KillSignal RestartKillSignal FinalKillSignal SendSIGKILL
      SendSIGHUP Restart RestartSec RestartSteps RestartMaxDelaySec RestartRandomizedDelaySec RestartMode
      SuccessExitStatus RestartPreventExitStatus RestartForceExitStatus StartLimitInterval StartLimitBurst
      StartLimitAction FailureAction RebootArgument`,
  },
  // Not On…=: daemon-reload does take another schedule, but 252 and later run the service at once if the new one has a moment
  // between the last run (or the timer's start) and now; 247 only after a first run. `OnUnitActiveSec` does so everywhere.
  // A timer that is stopped before, and started after, runs nothing; but for another OnUnitActiveSec= whose time since the
  // last run is up already, where the service is still loaded (enabled by itself, or failed): that is due by any reading.
  // Nor Persistent=: only a start makes the stamp that the next catching-up is counted from.
  timer: { reload: 'AccuracySec RandomizedDelaySec RandomizedOffsetSec FixedRandomDelay' },
  // An active path unit watches the new paths at once and forgets the old ones, and neither runs anything.
  path: {
    reload: `PathChanged PathModified PathExists PathExistsGlob DirectoryNotEmpty Unit TriggerLimitIntervalSec
      TriggerLimitBurst`,
  },
  // Another ListenStream= closes the old one and opens no new one; SocketMode= stays as it was; a new
  // FileDescriptorName= is told to the next service, but not to one that runs.
  socket: {},
};

const SECTION = { service: 'Service', timer: 'Timer', path: 'Path', socket: 'Socket' } as const;

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

const listed = (table: Table): ReadonlyMap<string, Reaches> =>
  new Map(
    (['never', 'reload', 'later'] as const).flatMap((how) => words(table[how] ?? '').map((key) => [key, how] as const)),
  );

let tables: Readonly<Record<Role | 'unit', ReadonlyMap<string, Reaches>>> | undefined;

export function reaches(role: Role, section: string, key: string): Reaches {
  // Sections that systemd passes over, whoever they are for, and what only `enable` reads.
  if (section !== 'Unit' && section !== SECTION[role]) return 'never';
  if (key.startsWith('X-')) return 'never';
  tables ??= {
    unit: listed(UNIT),
    service: listed(OWN.service),
    timer: listed(OWN.timer),
    path: listed(OWN.path),
    socket: listed(OWN.socket),
  };
  return tables[section === 'Unit' ? 'unit' : role].get(key) ?? 'start';
}
