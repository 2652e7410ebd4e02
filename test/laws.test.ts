import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCases, applied, atRest, differences, furnished, pending } from './support/lawful.ts';
import { forked } from './support/systemd-model.ts';

test('first look', async () => {
  const cases = await allCases();
  const base = furnished(cases);
  const t0 = Date.now();
  for (const one of cases) {
    const m = forked(base);
    try {
      const { survey, carried, mutations } = await applied(m, one);
      const bad = carried.fates.filter(
        (f) => JSON.stringify(f).includes('failed') || JSON.stringify(f).includes('problem'),
      );
      console.log(
        one.name,
        'daemons',
        one.aim.desired.length,
        'mutations',
        mutations,
        survey.plan.changes
          .filter((c) => c.kind !== 'create')
          .map((c) => `${c.name} ${c.kind} ${JSON.stringify(c.because).slice(0, 300)}`)
          .join('; '),
        JSON.stringify(bad).slice(0, 600),
      );
      console.log('   pending', (await pending(m, one)).slice(0, 3));
    } catch (e) {
      console.log(one.name, 'THREW', (e as Error).stack?.slice(0, 600));
    }
  }
  console.log('ms', Date.now() - t0);
});
