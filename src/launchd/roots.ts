// Where root's things are on a Mac, for the steps that put them there. Names only; it runs nothing.

import type { Roots } from '../placing/files.ts';
import { octal } from '../octal.ts';

const WRAPPERS = '/Library/Application Support/daemonsync';
const LOGS = '/var/log/daemonsync';
const UNITS = '/Library/LaunchDaemons';

export const ROOTS: Roots = {
  group: 'wheel',
  wrappers: WRAPPERS,
  logs: LOGS,
  units: UNITS,
  own: [`${UNITS}/`, `${WRAPPERS}/`, `${LOGS}/`],
  rename: ['mv', '-f'],
  // This one takes no paths.
  sync: () => ['sync'],
  removeEmpty: ['rmdir'],
  // By the user whose log it is, never by root: the folder is that user's, who could put a link in place of the file at any
  // moment, and root would follow it. And nothing of what is there is lost: it is opened for appending.
  logFile: (path, mode) => ['sh', '-c', `umask ${octal(0o777 & ~mode)} && : >> "$1"`, 'sh', path],
};
