// A play that is broken off in the worst way, in the middle of its work: with a daemon loaded, one that waits, and a run of the program
// that it does not wait for. Only for a real Mac, or its rehearsal: who sweeps behind it is tested (both/real-mac.ts).
import { spawn } from 'node:child_process';
import { isUp, manager, pause, prepare, scene, sleeps, until, world } from '../both/stage.ts';

prepare();

scene('a play that is killed', () => {
  const one = world('broken-off');
  const daemons = {
    'o-one': sleeps({ logs: 'files' }),
    'o-job': sleeps({ schedule: '@daily' }),
    'o-hand': sleeps({ when: 'manual' }),
  };
  one.write({ ...daemons, 'o-shell': { shell: 'exec /bin/sleep 1000' } });
  one.exits(0, 'apply');
  until('it is up', () => isUp('o-one'));
  one.write({ ...daemons, 'o-late': sleeps() });
  const [node = '', ...words] = manager.program;
  const env = { ...process.env, ...manager.environment };
  spawn(node, [...words, 'apply', '--prune', '-f', one.path], { env, stdio: 'ignore', detached: true });
  pause(150);
  process.kill(process.pid, 'SIGKILL');
});
