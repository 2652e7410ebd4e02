// Runs beside one throwaway manager: says which contender, how many daemons, how often (a JSON file); leaves a JSON file.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { ansible } from './contenders/ansible.mjs';
import { mise } from './contenders/mise.mjs';
import { pm2 } from './contenders/pm2.mjs';
import { mainSession } from './main-session.mjs';
import { peerSession } from './peer-session.mjs';
import { makeWorld } from './world.mjs';

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// It answers before it has started what a login starts; whether that went well is not our business.
spawnSync('systemctl', ['--user', 'is-system-running', '--wait'], { stdio: 'ignore' });
const world = makeWorld({ ...asked, home: process.env.HOME });
try {
  if (asked.contender === 'main') mainSession(world, asked);
  else peerSession(world, { ansible, mise, pm2 }[asked.contender], asked);
} catch (error) {
  world.record.broken = error.stack;
}
world.save();
