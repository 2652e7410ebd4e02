// Faults, each in a scene of its own, on a real manager: what is said, what the exit code is, that nothing is lost or half done,
// and that the next apply mends it once the fault is gone. In three parts, each with a manager of its own.
import { clocks } from './clocks.ts';
import { crowds } from './crowds.ts';
import { disks } from './disks.ts';
import { managersFail } from './managers.ts';
import { records } from './records.ts';
import { signals } from './signals.ts';
import { systemctl } from './stage.ts';
import { units } from './units.ts';

systemctl('is-system-running', '--wait');
const [part = 0] = process.argv.slice(2).map(Number);
const parts = [
  [crowds, disks, signals],
  [records, clocks],
  [units, managersFail],
];
for (const play of parts[part] ?? []) await play();
