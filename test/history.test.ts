// What was applied when: written before and after, read back whole, however long ago a definition last changed; bounded; and
// damage told, never guessed around.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_WORK } from '../src/plan/comparing.ts';
import { begin, finish, keptAt, list, nextNumber, previousDefinition, read } from '../src/memory/history.ts';
import type { End } from '../src/memory/history-files.ts';
import type { Change, Desired, DesiredDaemon } from '../src/model.ts';
import { type TinyHands, tinyHands } from './support/tiny-hands.ts';

const facts = { stateDir: '/s' };
const FOLDER = '/s/daemonsync/namespaces/me/history';

const aDesired = (name: string, text: string): DesiredDaemon => ({
  name,
  domain: 'user',
  folders: [],
  files: [{ path: `/u/${name}.service`, mode: 0o644, text }],
  units: [{ id: `${name}.service`, role: 'service', want: 'running', once: false, links: [] }],
  care: {
    after: [],
    needs: [],
    onChange: 'restart',
    watched: [],
    health: null,
    logs: { kind: 'none' },
    stopTimeoutSec: 20,
    workingDirectory: '/',
    linger: false,
    reload: null,
    otherUser: false,
    secrets: [],
    description: null,
  },
});
const wanted = (texts: Readonly<Record<string, string>>): Desired =>
  Object.entries(texts).map(([name, text]) => aDesired(name, text));
const aChange = (name: string, kind: Change['kind']): Change => ({
  name,
  kind,
  domain: 'user',
  because: [],
  effect: 'start',
  work: NO_WORK,
  weights: {},
  running: {},
});

async function applied(hands: TinyHands, texts: Readonly<Record<string, string>>, end: Partial<End> | null = {}) {
  const desired = wanted(texts);
  const changes = Object.keys(texts).map((name) => aChange(name, 'create'));
  const begun = await begin(hands, facts, 'me', { whenMs: 1, what: 'apply', manifest: '/m', changes, desired });
  assert.ok('number' in begun);
  const whole: End = { whenMs: 2, outcome: 'done', failed: [], up: Object.keys(texts), ...end };
  if (end !== null) assert.equal(await finish(hands, facts, 'me', begun.number, whole), null);
  return begun.number;
}
const readBack = async (hands: TinyHands, number: number): Promise<Desired> => {
  const found = await read(hands, facts, 'me', number);
  assert.ok('desired' in found, 'problem' in found ? found.problem.message : '');
  return found.desired;
};
const sizeOf = (hands: TinyHands): number =>
  [...hands.files].reduce((sum, [path, { text }]) => sum + (path.startsWith(FOLDER) ? text.length : 0), 0);

describe('an entry', () => {
  test('says what was done, and gives back all that was wanted', async () => {
    const hands = tinyHands();
    const desired = wanted({ a: 'one', b: 'two' });
    const changes = [aChange('a', 'create'), aChange('b', 'keep')];
    assert.equal(await nextNumber(hands, facts, 'me'), 1);
    const begun = await begin(hands, facts, 'me', { whenMs: 10, what: 'apply', manifest: null, changes, desired });
    assert.deepEqual(begun, { number: 1 });
    const head = {
      number: 1,
      whenMs: 10,
      what: 'apply',
      manifest: null,
      changes: [{ name: 'a', kind: 'create', effect: 'start' }],
      names: ['a', 'b'],
    };
    assert.deepEqual((await list(hands, facts, 'me')).entries, [{ ...head, end: null }], 'begun, and cut here');
    const end: End = { whenMs: 20, outcome: 'failed', failed: ['a'], up: ['b'] };
    await finish(hands, facts, 'me', 1, end);
    assert.deepEqual(await read(hands, facts, 'me', 1), { entry: { ...head, end }, desired });
    assert.equal(await nextNumber(hands, facts, 'me'), 2);
  });

  test('is for its owner alone', async () => {
    const hands = tinyHands();
    await applied(hands, { a: 'one' });
    assert.deepEqual([...new Set([...hands.files.values()].map(({ mode }) => mode))], [0o600]);
    assert.equal(hands.folders.get(FOLDER), 0o700);
  });

  test('that cannot be begun is a problem; one that cannot be ended a warning', async () => {
    const hands = tinyHands();
    hands.refuse = (verb) => (verb === 'write' ? 'ENOSPC' : null);
    const about = { whenMs: 1, what: 'apply', manifest: null, changes: [], desired: wanted({ a: 'x' }) };
    const begun = await begin(hands, facts, 'me', about);
    assert.ok('problem' in begun);
    assert.equal(begun.problem.severity, 'error');
    assert.match(begun.problem.message, /no space left/);
    const ended = await finish(hands, facts, 'me', 1, { whenMs: 2, outcome: 'done', failed: [], up: [] });
    assert.equal(ended?.severity, 'warning');
  });
});

describe('many entries', () => {
  test('a change of one among many costs as much as that one', async () => {
    const hands = tinyHands();
    const texts = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i}`, 'x'.repeat(2_000)]));
    await applied(hands, texts);
    const before = sizeOf(hands);
    await applied(hands, { ...texts, d7: 'other' }, { up: ['d7'] });
    const grown = sizeOf(hands) - before;
    assert.ok(grown < before / 10, `${grown} of ${before} bytes`);
    assert.deepEqual(
      await readBack(hands, 2),
      wanted({ ...texts, d7: 'other' }).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    assert.equal((await readBack(hands, 1)).find(({ name }) => name === 'd7')?.files[0]?.text, 'x'.repeat(2_000));
  });

  test('the last twenty are kept, whole, and with them where each daemon last ran', async () => {
    const hands = tinyHands();
    await applied(hands, { old: 'never changes', ill: 'good' });
    for (let i = 2; i <= 60; i += 1)
      await applied(
        hands,
        { old: 'never changes', ill: `bad ${i}`, busy: `at ${i}` },
        { up: ['busy', 'old'], failed: ['ill'] },
      );
    const { entries, problems } = await list(hands, facts, 'me');
    assert.deepEqual(problems, []);
    const kept = entries.map(({ number }) => number);
    assert.deepEqual(
      kept.slice(-20),
      Array.from({ length: 20 }, (_, i) => 41 + i),
    );
    assert.ok(kept.length <= 26, `${kept.length} are kept`);
    assert.equal(kept[0], 1, 'where `ill` last ran');
    for (const number of kept) {
      const desired = await readBack(hands, number);
      assert.equal(desired.find(({ name }) => name === 'old')?.files[0]?.text, 'never changes');
    }
    assert.ok([...hands.files.keys()].length < 90, 'the others are gone');
    const found = await previousDefinition(hands, facts, 'me', 'ill', 60);
    assert.deepEqual([found?.number, found?.daemon.files[0]?.text], [1, 'good']);
  });
});

describe('where a daemon last ran', () => {
  test('is the newest entry before, in which it was seen up', async () => {
    const hands = tinyHands();
    await applied(hands, { a: 'one' });
    await applied(hands, { a: 'two' });
    await applied(hands, { a: 'three' }, { outcome: 'failed', failed: ['a'], up: [] });
    await applied(hands, { a: 'four' }, null);
    const back = async (before: number) =>
      (await previousDefinition(hands, facts, 'me', 'a', before))?.daemon.files[0]?.text;
    assert.equal(await back(5), 'two');
    assert.equal(await back(2), 'one');
    assert.equal(await back(1), undefined);
    assert.equal(await previousDefinition(hands, facts, 'me', 'b', 5), null);
  });
});

describe('damage', () => {
  const damaged = async (path: string, spoil: (text: string) => string) => {
    const hands = tinyHands();
    await applied(hands, { a: 'one', b: 'same' });
    await applied(hands, { a: 'two', b: 'same' });
    const file = hands.files.get(`${FOLDER}/${path}`);
    assert.ok(file);
    file.text = spoil(String(file.text));
    return hands;
  };

  test('of an entry: it cannot be gone back to, the others can', async () => {
    const hands = await damaged('000001.json', (text) => text.slice(0, 40));
    const found = await read(hands, facts, 'me', 1);
    assert.ok('problem' in found);
    assert.equal(found.problem.code, 'history-damaged');
    const { entries, problems } = await list(hands, facts, 'me');
    assert.deepEqual([entries.map(({ number }) => number), problems.length], [[2], 1]);
    assert.deepEqual(await readBack(hands, 2), wanted({ a: 'two', b: 'same' }));
  });

  test('of a definition: nothing is made up for it', async () => {
    const hands = await damaged('000001.definitions.json', (text) => text.replace('same', 'evil'));
    const found = await read(hands, facts, 'me', 2);
    assert.ok('problem' in found);
    assert.match(found.problem.message, /definition of `b` is lost/);
    assert.equal(await previousDefinition(hands, facts, 'me', 'b', 3), null);
  });

  test('of the last entry: the next one holds everything anew', async () => {
    const hands = await damaged('000002.json', () => '');
    await applied(hands, { a: 'two', b: 'same' });
    assert.deepEqual(await readBack(hands, 3), wanted({ a: 'two', b: 'same' }));
  });

  test('of definitions that are gone: the next one holds them anew', async () => {
    const hands = await damaged('000001.definitions.json', (text) => text);
    hands.files.delete(`${FOLDER}/000001.definitions.json`);
    await applied(hands, { a: 'two', b: 'same' });
    assert.deepEqual(await readBack(hands, 3), wanted({ a: 'two', b: 'same' }));
  });

  test('of its owner: what another user wrote is not gone back to', async () => {
    const hands = await damaged('000002.json', (text) => text);
    for (const file of hands.files.values()) file.uid = 4711;
    assert.ok('problem' in (await read(hands, facts, 'me', 2)));
  });

  test('a number that there is not', async () => {
    const found = await read(tinyHands(), facts, 'me', 9);
    assert.equal('problem' in found && found.problem.code, 'no-such-entry');
  });
});

test('copies of hand-edited files: the same name for the same plan, no two alike, readable, of bounded length', () => {
  const kept = keptAt(facts, 'me', 12);
  const path = '/home/alice/.config/systemd/user/web.service.d/override.conf';
  assert.match(kept(path), /^\/s\/daemonsync\/namespaces\/me\/kept\/000012-[A-Za-z0-9_-]{8}-override\.conf$/);
  assert.equal(kept(path), kept(path));
  assert.notEqual(kept(path), kept(path.replace('web', 'api')));
  assert.notEqual(kept(path), keptAt(facts, 'me', 13)(path));
  assert.ok(
    (
      kept(`/u/${'é'.repeat(250)}.service`)
        .split('/')
        .at(-1) ?? ''
    ).length < 160,
  );
});
