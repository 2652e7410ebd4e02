// `make demo` on a Mac, played on the stage: as somebody at a terminal who says yes, and as nobody who could.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { jobs, launchctl } from '../both/launchd.ts';
import { home, prepare, put, scene, tree } from '../both/stage.ts';
import { agents, stage } from './words.ts';

prepare();
put(`${home}/bin/uname`, '#!/bin/sh\necho Darwin\n', 0o755);

/** Whoever runs node there gets one that sees a Mac. */
const env = {
  ...process.env,
  PATH: `${home}/bin:${process.env['PATH']}`,
  NODE_OPTIONS: `--require=${stage}/preload.cjs`,
  NO_COLOR: '1',
  TERM: 'dumb',
};

/** `input`: what is typed at a terminal; null: there is none. */
function demo(input: string | null): string {
  const run = `/bin/sh ${stage}/tools/demo.sh`;
  const argv = input === null ? ['sh', '-c', run] : ['script', '-qec', `stty cols 120; ${run}`, '/dev/null'];
  const [command = '', ...words] = argv;
  const { status, stdout, stderr } = spawnSync(command, words, { env, encoding: 'utf8', input: input ?? '' });
  // A line that is drawn anew has its beginning behind that.
  const said = `${stdout}${stderr}`.replaceAll('\r', '').replace(/^.*\u001b\[K/gm, '');
  assert.equal(status, 0, said);
  return said;
}

/** But for what the demo did not make: a cache, and nothing else. */
const traces = (): readonly string[] =>
  tree(home, /\/\.cache\b|\/bin\b|\/\.commands$/).filter((line) => /demo|daemonsync/.test(line));

scene('somebody says yes: it runs through, in the own gui domain, and leaves nothing', () => {
  const said = demo('y\n');
  assert.match(said, /in your own gui domain, under the label prefix dev\.daemonsync-demo-\d+, and removes them again/);
  for (const words of [
    /^\$ daemonsync diff$/m,
    /^\+ demo-heartbeat/m,
    /^✓ demo-heartbeat +up, pid \d+$/m,
    /launchctl bootstrap gui\/\d+ /,
    /nothing to do/,
    /no restart needed/,
    /^✓ demo-heartbeat +restarted, up, pid \d+$/m,
    /^demo-heartbeat +up +\d+ .* yes$/m,
    /^0 jobs and 0 files of it are left$/m,
  ])
    assert.match(said, words, said);
  assert.doesNotMatch(said, /systemctl|systemd/, said);
  assert.deepEqual(jobs(), []);
  assert.deepEqual(tree(agents), []);
  assert.deepEqual(traces(), []);
  assert.doesNotMatch(launchctl('list').said, /daemonsync/);
});

scene('nobody who could say yes: only what would be written is shown', () => {
  const said = demo(null);
  assert.match(said, /Nobody said yes, and there is no launchd but your own; so only: what would be written/);
  assert.match(said, /<key>Label<\/key>\s*<string>dev\.daemonsync\.demo-heartbeat<\/string>/);
  assert.deepEqual(jobs(), []);
  assert.deepEqual(traces(), []);
});

scene('somebody says no: nothing is done', () => {
  assert.match(demo('n\n'), /so only: what would be written/);
  assert.deepEqual(jobs(), []);
});
