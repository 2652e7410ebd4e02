// Faults, each in a scene of its own, on a real manager: what is said, what the exit code is, that nothing is lost or half done,
// and that the next apply mends it once the fault is gone.
import { crowds } from './crowds.ts';
import { disks } from './disks.ts';
import { systemctl } from './stage.ts';
import { units } from './units.ts';

systemctl('is-system-running', '--wait');
const [part = 0] = process.argv.slice(2).map(Number);
for (const play of [[crowds, disks], [units]][part] ?? []) await play();
