// What a second assignment, and an empty one, do to what was assigned before: by directive. A table, and nothing else.

/**
 * scalar: the last one counts, an empty one puts the default back. kept: the last one counts, an empty one is a mere
 * warning. list: they add up, an empty one clears. dependency: they add up, and nothing ever clears them.
 */
export type DirectiveKind = 'scalar' | 'kept' | 'list' | 'dependency';

const LISTS = `Documentation ExecCondition ExecStartPre ExecStart ExecStartPost ExecReload ExecReloadPost ExecStop
  ExecStopPre ExecStopPost RestartPreventExitStatus RestartForceExitStatus SuccessExitStatus SupplementaryGroups
  CPUAffinity Environment EnvironmentFile PassEnvironment UnsetEnvironment SecureBits CapabilityBoundingSet
  AmbientCapabilities SystemCallFilter SystemCallLog SystemCallArchitectures RestrictAddressFamilies
  RestrictNamespaces RestrictFileSystems RestrictNetworkInterfaces ReadWriteDirectories ReadOnlyDirectories
  InaccessibleDirectories ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths BindPaths
  BindReadOnlyPaths TemporaryFileSystem RuntimeDirectory StateDirectory CacheDirectory LogsDirectory
  ConfigurationDirectory DeviceAllow BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth IODeviceWeight
  IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax IODeviceLatencyTargetSec IPAddressAllow
  IPAddressDeny IPIngressFilterPath IPEgressFilterPath BPFProgram SocketBindAllow SocketBindDeny NFTSet Delegate
  DisableControllers ListenStream ListenDatagram ListenSequentialPacket ListenFIFO ListenNetlink ListenSpecial
  ListenMessageQueue ListenUSBFunction Symlinks OnCalendar OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec
  OnUnitInactiveSec PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty StandardInputText
  StandardInputData LogExtraFields LogFilterPatterns RootImageOptions MountImages ExtensionImages
  ExtensionDirectories SetCredential SetCredentialEncrypted LoadCredential LoadCredentialEncrypted ImportCredential
  ExecSearchPath OpenFile Alias WantedBy RequiredBy UpheldBy`;

const DEPENDENCIES = `Requires RequiresOverridable Requisite RequisiteOverridable Wants BindsTo BindTo Upholds
  Conflicts Before After OnFailure OnSuccess PropagatesReloadTo PropagateReloadTo ReloadPropagatedFrom
  PropagateReloadFrom PropagatesStopTo StopPropagatedFrom PartOf JoinsNamespaceOf RequiresMountsFor WantsMountsFor
  Sockets Also`;

const KEPT = `StopWhenUnneeded RefuseManualStart RefuseManualStop AllowIsolate DefaultDependencies OnFailureJobMode
  OnSuccessJobMode OnFailureIsolate IgnoreOnIsolate SurviveFinalKillSignal JobTimeoutSec JobRunningTimeoutSec
  JobTimeoutAction CollectMode StartLimitIntervalSec StartLimitInterval StartLimitBurst StartLimitAction FailureAction
  SuccessAction Type ExitType Restart RestartMode RestartSec RestartSteps RestartMaxDelaySec TimeoutSec
  TimeoutStartSec TimeoutStopSec TimeoutCleanSec TimeoutIdleSec TimeoutStartFailureMode TimeoutStopFailureMode
  RuntimeMaxSec RuntimeRandomizedExtraSec WatchdogSec PermissionsStartOnly RootDirectoryStartOnly RemainAfterExit
  GuessMainPID NonBlocking NotifyAccess OOMPolicy FileDescriptorStoreMax FileDescriptorStorePreserve ReloadSignal
  CPUSchedulingResetOnFork UMask StandardInput StandardOutput StandardError TTYReset TTYVHangup TTYVTDisallocate
  SyslogFacility SyslogLevel SyslogLevelPrefix LogLevelMax LogRateLimitIntervalSec LogRateLimitBurst TimerSlackNSec
  NoNewPrivileges PrivateTmp PrivateNetwork PrivateDevices PrivateUsers PrivateIPC PrivatePIDs ProtectSystem
  ProtectHome ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectControlGroups ProtectClock
  ProtectHostname ProtectProc ProcSubset LockPersonality MemoryDenyWriteExecute RestrictRealtime RestrictSUIDSGID
  RemoveIPC DynamicUser RootEphemeral KeyringMode UtmpMode NUMAPolicy IgnoreSIGPIPE RuntimeDirectoryMode
  RuntimeDirectoryPreserve StateDirectoryMode CacheDirectoryMode LogsDirectoryMode ConfigurationDirectoryMode
  CPUAccounting MemoryAccounting BlockIOAccounting TasksAccounting IOAccounting IPAccounting DevicePolicy
  MemoryPressureThresholdSec MemoryZSwapWriteback CoredumpReceive KillMode KillSignal RestartKillSignal
  FinalKillSignal WatchdogSignal SendSIGKILL SendSIGHUP BindIPv6Only Backlog SocketMode DirectoryMode Accept Writable
  FlushPending MaxConnections MaxConnectionsPerSource KeepAlive KeepAliveTimeSec KeepAliveIntervalSec
  KeepAliveProbes DeferAcceptSec NoDelay Priority ReceiveBuffer SendBuffer IPTOS IPTTL Mark PipeSize FreeBind
  Transparent Broadcast PassCredentials PassSecurity PassPacketInfo PassFileDescriptorsToExec ReusePort
  MessageQueueMaxMessages MessageQueueMessageSize RemoveOnStop TriggerLimitIntervalSec TriggerLimitBurst
  PollLimitIntervalSec PollLimitBurst SloppyOptions LazyUnmount ForceUnmount ReadWriteOnly Persistent WakeSystem
  RemainAfterElapse AccuracySec RandomizedDelaySec FixedRandomDelay OnClockChange OnTimezoneChange MakeDirectory`;

/** One empty assignment to any of these clears them all. */
const CLEARED_TOGETHER = [
  /^Timer\.On(?:Calendar|Active|Boot|Startup|UnitActive|UnitInactive)/,
  /^Path\.(?:Path|Directory)/,
  /^Socket\.Listen/,
  /^Unit\.Condition/,
  /^Unit\.Assert/,
];

let kinds: ReadonlyMap<string, DirectiveKind> | undefined;

export function directiveKind(section: string, key: string): DirectiveKind {
  // Whatever is not systemd's is nobody's to clear.
  if (section.startsWith('X-') || key.startsWith('X-')) return 'dependency';
  if (section === 'Unit' && /^(?:Condition|Assert)/.test(key)) return 'list';
  if (section === 'Mount' && key === 'Type') return 'scalar';
  kinds ??= new Map([
    ...LISTS.split(/\s+/).map((name) => [name, 'list'] as const),
    ...DEPENDENCIES.split(/\s+/).map((name) => [name, 'dependency'] as const),
    ...KEPT.split(/\s+/).map((name) => [name, 'kept'] as const),
  ]);
  return kinds.get(key) ?? 'scalar';
}

/** Whether an empty assignment to the one clears the other as well. */
export function clearedTogether(section: string, emptied: string, key: string): boolean {
  const group = CLEARED_TOGETHER.find((pattern) => pattern.test(`${section}.${emptied}`));
  return group === undefined ? emptied === key : group.test(`${section}.${key}`);
}
