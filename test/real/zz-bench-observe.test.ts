import { test } from 'node:test';
import { mkdirSync, writeFileSync, cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline, annsFacts } from '../support/compiled.ts';
import { requireReal, throwawayHome, described } from './support/manager.ts';
import { ask, bundleLook, forgetful } from './support/look.ts';
const N = Number(process.env['N'] ?? 500);
test('bench', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const over = { account: { user: 'tester', uid: 1000, group: 'tester', home }, configDir: `${home}/.config`, stateDir: `${home}/.local/state`, dataDir: `${home}/.local/share`, cacheDir: `${home}/.cache` };
  const text = 'version: 1\nnamespace: b\ndaemons:\n' + Array.from({ length: N }, (_, i) => `  d${i}: { command: /bin/sleep 100000, env: { A: "1", BB: "two" } }\n`).join('');
  const { desired, problems } = await pipeline(text, 'systemd', {}, over);
  for (const d of desired) { for (const f of d.files) { mkdirSync(dirname(f.path), { recursive: true }); writeFileSync(f.path, f.text); } for (const f of d.folders) mkdirSync(f.path, { recursive: true, mode: 0o700 }); const l = d.care.logs; if (l.kind === 'files') { writeFileSync(l.stdout, ''); writeFileSync(l.stderr, ''); } }
  console.log('file bytes', desired[0]?.files[0]?.text.length);
  await bundleLook(home);
  cpSync(join(home, 'look.mjs'), '/tmp/eyes/look.mjs');
  ask(home, 'q.json', { desired, memory: forgetful('b'), facts: annsFacts('systemd', over) });
  const ended = await real.run(`cd ~; systemctl --user daemon-reload; systemctl --user enable --no-reload $(cd .config/systemd/user; ls *.service) 2>/dev/null; systemctl --user daemon-reload; systemctl --user start default.target; n=0; while [ $(systemctl --user list-units --state=running --type=service --no-legend | wc -l) -lt ${N} ] && [ $n -lt 100 ]; do sleep .3; n=$((n+1)); done
  node look.mjs q.json 8 > a.json; node -e 'const a=JSON.parse(require("fs").readFileSync("a.json","utf8")); console.log(JSON.stringify(a.ms.map(x=>+x.toFixed(1))), a.ran, a.observed.daemons.length, JSON.stringify(a.observed.daemons[0]).slice(0,1500));
  const s={}; for (const d of a.observed.daemons) for (const u of d.units) { const k=u.state.kind+" "+(u.invocation!==null)+" "+u.links; s[k]=(s[k]??0)+1 } console.log(Object.entries(s).slice(0,3))'
  for i in 1 2 3 4 5; do /usr/bin/time -f %e systemctl --user list-units --all -o json --no-pager >/dev/null; done 2>&1 || true
  node -e 'const {spawnSync}=require("child_process"); for(let i=0;i<6;i++){const a=performance.now(); spawnSync("systemctl",["--user","list-units","--all","-o","json","--no-pager"],{maxBuffer:1e8}); console.log("list-units", (performance.now()-a).toFixed(1))}'
  node --cpu-prof --cpu-prof-dir=prof look.mjs q.json 8 >/dev/null; cp prof/* /tmp/out.cpuprofile || true
  `, [], { home, timeoutMs: 120000 });
  console.log(described(ended).slice(0, 6000));
  cpSync(join(home, 'prof'), '/tmp/eyes/prof', { recursive: true });
});
