import { test } from 'node:test';
import { allCases, applied, atRest, differences, furnished, pending, remains, wanted, type Wanted } from './support/lawful.ts';
import { forked } from './support/systemd-model.ts';
import { oddFrom } from './support/odd-strings.ts';
import { randomManifest } from './support/random-manifest.ts';

test('first look', async () => {
  const cases = await allCases();
  const base = furnished(cases);
  const t0 = Date.now();
  for (const one of cases) {
    const m = forked(base);
    try {
      const { survey } = await applied(m, one);
      const not = survey.plan.changes.filter((c) => c.kind !== 'create');
      if (not.length) console.log(one.name, not.map((c) => `${c.name} ${c.kind} ${JSON.stringify(c.because).slice(0, 300)}`).join('; '));
    } catch (e) { console.log(one.name, 'THREW', (e as Error).stack?.slice(0, 600)); }
  }
  const seen = new Map<string, number>();
  const say = (kind: string, text: string) => { const n = (seen.get(kind) ?? 0) + 1; seen.set(kind, n); if (n <= 2) console.log(text); };
  const pair = async (a: Wanted, b: Wanted, base: ReturnType<typeof furnished>) => {
      const fresh = forked(base);
      await applied(fresh, b);
      const m = forked(base);
      try {
        await applied(m, a);
        await applied(m, b);
        const left = await pending(m, b);
        if (left.length) say('pending ' + String(left[0]).replace(/[a-z-]+\.(service|timer)/g, 'U').slice(0, 60), `PENDING ${a.name.startsWith('r') ? `${a.text.replace(/\s+/g, ' ')} => ${b.text.replace(/\s+/g, ' ')}` : ''}: ${left.slice(0, 3).join('\n   ').slice(0, 800)}`);
        const diff = differences(atRest(m), atRest(fresh), remains(a), () => false);
        if (diff.length) say('diff ' + String(diff[0]).replace(/[a-z_-]+\.(service|timer|socket|path)/g, 'U').replace(/home.*:/,'P').slice(0, 60), `DIFF ${a.name} -> ${b.name} ${a.name.startsWith('r') ? `${a.text.replace(/\s+/g, ' ')} => ${b.text.replace(/\s+/g, ' ')}` : ''}:\n   ${diff.slice(0, 5).join('\n   ').slice(0, 1500)}`);
      } catch (e) { say('threw' + (e as Error).message.slice(0, 50), `THREW ${a.name} -> ${b.name} ${(e as Error).stack?.slice(0, 900)}`); }
  };
  for (const a of cases) for (const b of cases) await pair(a, b, base);
  console.log('ms', Date.now() - t0, [...seen]);
  const odd = oddFrom(7);
  const t1 = Date.now();
  for (let i = 0; i < 600; i++) {
    const [a, b] = [await wanted(`r${i}a`, randomManifest(odd)), await wanted(`r${i}b`, randomManifest(odd))];
    const before = [...seen.values()].reduce((x, y) => x + y, 0);
    await pair(a, b, furnished([a, b]));
    if ([...seen.values()].reduce((x, y) => x + y, 0) !== before && i < 0) {}
  }
  console.log('ms', Date.now() - t1, [...seen]);
});
