// Where root's things are on a Linux with systemd, for the steps that put them there. Names only.

import type { Change } from '../model.ts';
import { isRoots as isRootsOwn, type Roots } from '../placing/files.ts';
import type { StepContext } from '../platform.ts';

const WRAPPERS = '/usr/local/libexec/daemonsync';
const LOGS = '/var/log/daemonsync';

export const ROOTS: Roots = {
  group: 'root',
  wrappers: WRAPPERS,
  logs: LOGS,
  units: '/etc/systemd/system',
  own: ['/etc/systemd/', `${WRAPPERS}/`, `${LOGS}/`],
  rename: ['mv', '-fT'],
  sync: (paths) => ['sync', ...paths],
  removeEmpty: ['rmdir', '--ignore-fail-on-non-empty'],
  // The system's manager makes log files itself.
  logFile: null,
};

export const isRoots = (path: string, change: Pick<Change, 'domain'>, context: StepContext, owner?: string): boolean =>
  isRootsOwn(path, change, context, ROOTS, owner);
