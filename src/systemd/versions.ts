// Which directives systemd knows, and since which release: a table of facts, and questions to it. Knows nothing of
// values. `[X-…]` sections and `X-…=` keys are everyone's own, on every release.

import { nearest } from '../nearest.ts';

/** What the settings of execution, of killing and of control groups may stand in. */
const EXEC = 'Service Socket Mount Swap';
const KILL = `${EXEC} Scope`;
const CGROUP = `${EXEC} Slice Scope`;

/** 0: in 239 and before. 262: came with one of 258 to 262. Removed ones are not here. */
const DIRECTIVES: readonly (readonly [since: number, sections: string, keys: string])[] = [
  [
    0,
    'Unit',
    `Description Documentation SourcePath Requires RequiresOverridable Requisite RequisiteOverridable Wants BindsTo
    BindTo Conflicts Before After OnFailure PropagatesReloadTo PropagateReloadTo ReloadPropagatedFrom
    PropagateReloadFrom PartOf JoinsNamespaceOf RequiresMountsFor StopWhenUnneeded RefuseManualStart RefuseManualStop
    AllowIsolate DefaultDependencies OnFailureJobMode OnFailureIsolate IgnoreOnIsolate IgnoreOnSnapshot JobTimeoutSec
    ConditionPathExists ConditionPathExistsGlob ConditionPathIsDirectory ConditionPathIsSymbolicLink
    ConditionPathIsMountPoint ConditionPathIsReadWrite ConditionDirectoryNotEmpty ConditionFileNotEmpty
    ConditionFileIsExecutable ConditionNeedsUpdate ConditionKernelCommandLine ConditionArchitecture
    ConditionVirtualization ConditionSecurity ConditionCapability ConditionHost ConditionACPower ConditionFirstBoot
    JobTimeoutAction JobTimeoutRebootArgument AssertPathExists AssertPathExistsGlob AssertPathIsDirectory
    AssertPathIsSymbolicLink AssertPathIsMountPoint AssertPathIsReadWrite AssertDirectoryNotEmpty AssertFileNotEmpty
    AssertFileIsExecutable AssertNeedsUpdate AssertFirstBoot AssertKernelCommandLine AssertArchitecture
    AssertVirtualization AssertSecurity AssertCapability AssertHost AssertACPower StartLimitIntervalSec
    JobRunningTimeoutSec ConditionUser ConditionGroup AssertUser AssertGroup SuccessAction CollectMode
    ConditionKernelVersion ConditionControlGroupController AssertKernelVersion AssertControlGroupController`,
  ],
  [0, 'Unit Service', 'StartLimitInterval StartLimitBurst StartLimitAction RebootArgument FailureAction'],
  [
    0,
    'Service',
    `PIDFile ExecStart ExecReload ExecStop RestartSec TimeoutStartSec WatchdogSec Restart PermissionsStartOnly
    RootDirectoryStartOnly RemainAfterExit GuessMainPID RestartPreventExitStatus RestartForceExitStatus
    SuccessExitStatus SysVStartPriority NonBlocking BusName NotifyAccess Sockets BusPolicy FileDescriptorStoreMax
    USBFunctionDescriptors USBFunctionStrings RuntimeMaxSec`,
  ],
  [0, 'Service Socket', 'ExecStartPre ExecStartPost ExecStopPost'],
  [
    0,
    EXEC,
    `TimeoutSec WorkingDirectory RootDirectory User Group SupplementaryGroups Nice OOMScoreAdjust IOSchedulingClass
    IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority CPUSchedulingResetOnFork CPUAffinity UMask
    Environment EnvironmentFile StandardInput StandardOutput StandardError TTYPath TTYReset TTYVHangup
    TTYVTDisallocate SyslogIdentifier SyslogFacility SyslogLevel SyslogLevelPrefix Capabilities SecureBits
    CapabilityBoundingSet TimerSlackNSec NoNewPrivileges SystemCallFilter SystemCallArchitectures
    SystemCallErrorNumber RestrictAddressFamilies LimitCPU LimitFSIZE LimitDATA LimitSTACK LimitCORE LimitRSS
    LimitNOFILE LimitAS LimitNPROC LimitMEMLOCK LimitLOCKS LimitSIGPENDING LimitMSGQUEUE LimitNICE LimitRTPRIO
    LimitRTTIME ReadWriteDirectories ReadOnlyDirectories InaccessibleDirectories PrivateTmp PrivateNetwork
    PrivateDevices ProtectSystem ProtectHome MountFlags Personality RuntimeDirectoryMode RuntimeDirectory PAMName
    IgnoreSIGPIPE UtmpIdentifier SELinuxContext AppArmorProfile SmackProcessLabel UtmpMode PassEnvironment
    AmbientCapabilities MemoryDenyWriteExecute RestrictRealtime ReadWritePaths ReadOnlyPaths InaccessiblePaths
    DynamicUser ProtectKernelTunables ProtectKernelModules ProtectControlGroups PrivateUsers RootImage
    RestrictNamespaces BindPaths BindReadOnlyPaths MountAPIVFS UnsetEnvironment KeyringMode LockPersonality
    RuntimeDirectoryPreserve StateDirectoryMode StateDirectory CacheDirectoryMode CacheDirectory LogsDirectoryMode
    LogsDirectory ConfigurationDirectoryMode ConfigurationDirectory RemoveIPC StandardInputText StandardInputData
    LogLevelMax LogExtraFields TemporaryFileSystem PrivateMounts`,
  ],
  [
    0,
    CGROUP,
    `Slice CPUAccounting CPUShares StartupCPUShares CPUQuota MemoryAccounting MemoryLimit DeviceAllow DevicePolicy
    BlockIOAccounting BlockIOWeight StartupBlockIOWeight BlockIODeviceWeight BlockIOReadBandwidth
    BlockIOWriteBandwidth Delegate TasksAccounting TasksMax NetClass IOAccounting IOWeight StartupIOWeight
    IODeviceWeight IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax MemoryLow MemoryHigh MemoryMax
    CPUWeight StartupCPUWeight MemorySwapMax IPAccounting IPAddressAllow IPAddressDeny`,
  ],
  [0, KILL, 'SendSIGKILL SendSIGHUP KillMode KillSignal'],
  [0, 'Service Mount', 'Type'],
  [0, 'Service Scope', 'TimeoutStopSec'],
  [
    0,
    'Socket',
    `ListenStream ListenDatagram ListenSequentialPacket ListenFIFO ListenNetlink ListenSpecial ListenMessageQueue
    BindIPv6Only Backlog BindToDevice ExecStopPre SocketUser SocketGroup SocketMode Accept MaxConnections KeepAlive
    ReceiveBuffer SendBuffer IPTOS IPTTL Mark PipeSize FreeBind Transparent Broadcast PassCredentials PassSecurity
    TCPCongestion ReusePort MessageQueueMaxMessages MessageQueueMessageSize RemoveOnStop Symlinks Service SmackLabel
    SmackLabelIPIn SmackLabelIPOut KeepAliveTimeSec KeepAliveIntervalSec KeepAliveProbes DeferAcceptSec NoDelay
    SELinuxContextFromNet ListenUSBFunction Writable FileDescriptorName SocketProtocol TriggerLimitIntervalSec
    TriggerLimitBurst MaxConnectionsPerSource`,
  ],
  [0, 'Socket Mount Automount Path', 'DirectoryMode'],
  [0, 'Socket Swap', 'Priority'],
  [0, 'Mount', 'SloppyOptions LazyUnmount ForceUnmount'],
  [0, 'Mount Swap', 'What Options'],
  [0, 'Mount Automount', 'Where'],
  [0, 'Automount', 'TimeoutIdleSec'],
  [
    0,
    'Timer',
    `OnCalendar OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec Persistent WakeSystem AccuracySec
    RemainAfterElapse RandomizedDelaySec`,
  ],
  [0, 'Timer Path', 'Unit'],
  [0, 'Path', 'PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty MakeDirectory'],
  [0, 'Install', 'Alias WantedBy RequiredBy Also DefaultInstance'],
  [240, 'Unit', 'FailureActionExitStatus SuccessActionExitStatus'],
  [240, EXEC, 'LogRateLimitIntervalSec LogRateLimitBurst'],
  [240, CGROUP, 'MemoryMin IODeviceLatencyTargetSec DisableControllers'],
  [240, KILL, 'FinalKillSignal WatchdogSignal'],
  [242, EXEC, 'RestrictSUIDSGID NetworkNamespacePath ProtectHostname'],
  [242, CGROUP, 'CPUQuotaPeriodSec'],
  [242, 'Timer', 'OnClockChange OnTimezoneChange'],
  [243, 'Service', 'ExecCondition TimeoutAbortSec OOMPolicy'],
  [243, EXEC, 'NUMAPolicy NUMAMask TimeoutCleanSec'],
  [243, CGROUP, 'DefaultMemoryMin DefaultMemoryLow IPIngressFilterPath IPEgressFilterPath'],
  [244, EXEC, 'ProtectKernelLogs'],
  [244, CGROUP, 'AllowedCPUs AllowedMemoryNodes'],
  [244, KILL, 'RestartKillSignal'],
  [244, 'Scope', 'RuntimeMaxSec'],
  [245, EXEC, 'ProtectClock LogNamespace'],
  [246, 'Service', 'TimeoutStartFailureMode TimeoutStopFailureMode'],
  [246, EXEC, 'RootHash RootHashSignature RootVerity CoredumpFilter'],
  [246, 'Socket', 'PassPacketInfo'],
  [246, 'Mount', 'ReadWriteOnly'],
  [
    247,
    'Unit',
    `ConditionPathIsEncrypted ConditionMemory ConditionCPUs ConditionEnvironment AssertPathIsEncrypted AssertMemory
    AssertCPUs AssertEnvironment`,
  ],
  [247, EXEC, 'RootImageOptions MountImages ProtectProc ProcSubset SystemCallLog SetCredential LoadCredential'],
  [247, CGROUP, 'ManagedOOMSwap ManagedOOMMemoryPressure'],
  [247, 'Socket', 'FlushPending Timestamping'],
  [247, 'Timer', 'FixedRandomDelay'],
  [248, EXEC, 'ExtensionImages ExecPaths NoExecPaths IPCNamespacePath PrivateIPC'],
  [248, CGROUP, 'ManagedOOMMemoryPressureLimit ManagedOOMPreference'],
  [
    249,
    'Unit',
    `Upholds OnSuccess PropagatesStopTo StopPropagatedFrom OnSuccessJobMode ConditionFirmware ConditionOSRelease
    AssertOSRelease`,
  ],
  [249, CGROUP, 'BPFProgram SocketBindAllow SocketBindDeny'],
  [
    250,
    'Unit',
    `ConditionMemoryPressure ConditionCPUPressure ConditionIOPressure AssertMemoryPressure AssertCPUPressure
    AssertIOPressure`,
  ],
  [250, 'Service', 'ExitType'],
  [250, EXEC, 'TTYRows TTYColumns RestrictFileSystems ExecSearchPath SetCredentialEncrypted LoadCredentialEncrypted'],
  [250, CGROUP, 'StartupAllowedCPUs StartupAllowedMemoryNodes RestrictNetworkInterfaces'],
  [250, 'Service Scope', 'RuntimeRandomizedExtraSec'],
  [250, 'Automount', 'ExtraOptions'],
  [250, 'Path', 'TriggerLimitIntervalSec TriggerLimitBurst'],
  [251, 'Unit', 'ConditionCPUFeature AssertCPUFeature'],
  [251, EXEC, 'ExtensionDirectories'],
  [252, 'Unit', 'ConditionCredential AssertCredential'],
  [253, 'Service', 'OpenFile ReloadSignal'],
  [253, EXEC, 'LogFilterPatterns'],
  [253, CGROUP, 'MemoryZSwapMax'],
  [253, 'Scope', 'OOMPolicy'],
  [254, 'Service', 'RestartSteps RestartMaxDelaySec RestartMode FileDescriptorStorePreserve'],
  [254, EXEC, 'RootImagePolicy RootEphemeral ExtensionImagePolicy MountImagePolicy ImportCredential MemoryKSM'],
  [
    254,
    CGROUP,
    `DefaultStartupMemoryLow StartupMemoryLow StartupMemoryHigh StartupMemoryMax StartupMemorySwapMax
    StartupMemoryZSwapMax DelegateSubgroup MemoryPressureThresholdSec MemoryPressureWatch`,
  ],
  [254, 'Install', 'UpheldBy'],
  [255, 'Unit', 'SurviveFinalKillSignal'],
  [255, EXEC, 'SetLoginEnvironment'],
  [255, CGROUP, 'NFTSet CoredumpReceive'],
  [255, 'Socket', 'PollLimitIntervalSec PollLimitBurst'],
  [256, 'Unit', 'WantsMountsFor'],
  [256, CGROUP, 'MemoryZSwapWriteback'],
  [256, 'Socket', 'PassFileDescriptorsToExec'],
  [257, EXEC, 'PrivatePIDs BindLogSockets'],
  [257, CGROUP, 'ManagedOOMMemoryPressureDurationSec'],
  [257, 'Timer', 'DeferReactivation'],
  [
    262,
    'Unit',
    `ConditionPathIsSocket ConditionFraction ConditionVersion ConditionMachineTag ConditionKernelModuleLoaded
    AssertPathIsSocket AssertFraction AssertVersion AssertMachineTag AssertKernelModuleLoaded`,
  ],
  [262, 'Service', 'ExecReloadPost RestartRandomizedDelaySec LUOSession RefreshOnReload'],
  [
    262,
    EXEC,
    `RootMStack PrivateBPF BPFDelegateCommands BPFDelegateMaps BPFDelegatePrograms BPFDelegateAttachments
    DelegateNamespaces UserNamespacePath StateDirectoryAccounting StateDirectoryQuota CacheDirectoryAccounting
    CacheDirectoryQuota LogsDirectoryAccounting LogsDirectoryQuota MemoryTHP`,
  ],
  [
    262,
    CGROUP,
    `CPUSetPartition OOMRules CPUPressureThresholdSec CPUPressureWatch IOPressureThresholdSec IOPressureWatch
    BindNetworkInterface`,
  ],
  [
    262,
    'Socket',
    `PassPIDFD AcceptFileDescriptors DeferTrigger DeferTriggerMaxSec XAttrEntryPoint XAttrListen XAttrAccept`,
  ],
  [262, 'Timer', 'RandomizedOffsetSec'],
  [262, 'Slice', 'ConcurrencySoftMax ConcurrencyHardMax ActivatingConcurrencyMax'],
];

/** The first release that knows it, 0 where all do. */
export function directiveVersion(section: string, key: string): number | 'unknown' {
  if (section.startsWith('X-') || key.startsWith('X-')) return 0;
  return known().get(section)?.get(key) ?? 'unknown';
}

export function isSection(section: string): boolean {
  return section.startsWith('X-') || known().has(section);
}

/** What was probably meant by a directive that is unknown: first the same key elsewhere, then one like it here. */
export function nearestDirective(
  section: string,
  key: string,
): { readonly section: string; readonly key: string } | null {
  const here = known().get(section);
  if (here === undefined) {
    const meant = nearest(section, [...known().keys()]);
    return meant !== null && known().get(meant)?.has(key) ? { section: meant, key } : elsewhere(key);
  }
  const other = elsewhere(key);
  if (other !== null) return other;
  const meant = nearest(key, [...here.keys()]);
  return meant === null ? null : { section, key: meant };
}

function elsewhere(key: string): { readonly section: string; readonly key: string } | null {
  for (const [section, keys] of known()) if (keys.has(key)) return { section, key };
  return null;
}

let table: ReadonlyMap<string, ReadonlyMap<string, number>> | undefined;

/** Section → key → release; made when first asked for. */
function known(): ReadonlyMap<string, ReadonlyMap<string, number>> {
  if (table) return table;
  const made = new Map<string, Map<string, number>>();
  for (const [since, sections, keys] of DIRECTIVES) {
    for (const section of sections.split(' ')) {
      const ofSection = made.get(section) ?? new Map<string, number>();
      made.set(section, ofSection);
      for (const key of keys.split(/\s+/)) ofSection.set(key, since);
    }
  }
  table = made;
  return made;
}
