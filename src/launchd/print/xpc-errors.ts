// launchd's own error numbers, as `launchctl error N` spells them: the table of xpc_strerror, and the few of errno that launchctl
// is known to end with. The numbers have been the same from 2015 to 2026. Job exit codes are not such numbers (L82).

const FROM_107 = [
  'Malformed bundle',
  'Invalid path',
  'Invalid property list',
  'Invalid or missing service identifier',
  'Invalid or missing Program/ProgramArguments',
  'Could not find specified domain',
  'Could not find specified service',
  'The specified username does not exist',
  'The specified group does not exist',
  'Routine not yet implemented',
  '(n/a)',
  'Bad response from server',
  'Service is disabled',
  'Bad subsystem destination for request',
  'Path not searched for services',
  'Path had bad ownership/permissions',
  'Path is whitelisted for domain',
  'Domain is tearing down',
  'Domain does not support specified action',
  'Request type is no longer supported',
  'The specified service did not ship with the operating system',
  'The specified path is not a bundle',
  'The service was superseded by a later later version',
  'The system encountered a condition where behavior was undefined',
  'Out of order requests',
  'Request for stale data',
  'Multiple errors were returned; see stderr',
  'Service cannot load in requested session',
  'Process is not managed',
  'Action not allowed on singleton service',
  'Service does not support the specified action',
  'Service cannot be loaded on this hardware',
  'Service cannot presently execute',
  'Service name is reserved or invalid',
  'Reentrancy avoided',
  'Operation only supported on development',
  'Requested entry was cached',
  'Requestor lacks required entitlement',
  'Endpoint is hidden',
  'Domain is in on-demand-only mode',
  'The specified service did not ship in the requestor',
  'The specified service path was not in the service cache',
  'Could not find a bundle of the given identifier through LaunchServices',
  'Operation not permitted while System Integrity Protection is engaged',
  'A complete hack',
  'Service cannot load in current boot environment',
  'Completely unexpected error',
  'Requestor is not a platform binary',
  'Refusing to execute/trust quarantined program/file',
  'Domain creation with that UID is not allowed anymore',
  'System service is not in system service whitelist',
  'Service cannot be loaded on current os variant',
  'Unknown error',
] as const;

const ERRNO: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  3: 'No such process',
  5: 'Input/output error',
  9: 'Bad file descriptor',
  17: 'File exists',
  36: 'Operation now in progress',
  37: 'Operation already in progress',
};

const NO_WORDS = 117;

/** null: nobody has told what this number is called. */
export function xpcError(number: number): string | null {
  if (number === NO_WORDS) return null;
  return ERRNO[number] ?? FROM_107[number - 107] ?? null;
}
