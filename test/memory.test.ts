// What is remembered: how it changes while a plan is carried out, that a cut never leaves it saying too much, and that no
// content of its file, however odd, is believed wrongly or throws.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { caughtUp } from '../src/memory/caught-up.ts';
import { claimed, finished, held, refreshed, shadowed, unheld, verified } from '../src/memory/applied.ts';
import { rebuilt } from '../src/memory/rebuilt.ts';
import { NO_WORK } from '../src/plan/comparing.ts';
import { digestOf } from '../src/digest.ts';
import { forgetLinger, readLinger, writeLinger } from '../src/memory/linger-record.ts';
import { seal } from '../src/mark.ts';
import { emptyMemory, forget, otherMemories, putAside, readMemory, writeMemory } from '../src/memory/memory-file.ts';
import { memoryFrom } from '../src/memory/memory-shape.ts';
import type {
  Change,
  DesiredDaemon,
  Memory,
  Observed,
  ObservedDaemon,
  Reason,
  Remembered,
  Work,
} from '../src/model.ts';
import { sealed } from '../src/memory/sealed.ts';
import { aFile, aFoundDaemon, aUnit } from './support/found.ts';
import { tinyHands, UID } from './support/tiny-hands.ts';

const facts = { stateDir: '/home/alice/.local/state', dataDir: '/home/alice/.local/share' };
const PATH = '/home/alice/.local/state/daemonsync/namespaces/me/state.json';
const UNITS = '/home/alice/.config/systemd/user';

const aDesired = (name: string, text = 'one'): DesiredDaemon => ({
  name,
  domain: 'user',
  folders: [{ path: `/logs/${name}`, mode: 0o700 }],
  files: [{ path: `${UNITS}/${name}.service`, mode: 0o644, text }],
  units: [
    {
      id: `${name}.service`,
      role: 'service',
      want: 'running',
      once: false,
      links: [`default.target.wants/${name}.service`],
    },
  ],
  care: {
    after: [],
    needs: [],
    onChange: 'restart',
    watched: [{ path: '/env', as: 'env', optional: false }],
    health: null,
    logs: { kind: 'files', stdout: `/logs/${name}/out`, stderr: `/logs/${name}/err`, rotate: null },
    stopTimeoutSec: 20,
    workingDirectory: '/',
    linger: false,
    reload: null,
    otherUser: false,
    secrets: [],
    description: null,
  },
});
const weightOf = (text: string) => ({ restart: digestOf(text), reload: digestOf(text) });
const aChange = (
  want: DesiredDaemon,
  kind: Change['kind'],
  work: Partial<Work> = {},
  more: Partial<Change> = {},
): Change => ({
  name: want.name,
  kind,
  domain: 'user',
  because: [],
  effect: 'restart',
  work: { ...NO_WORK, ...work },
  weights:
    kind === 'remove' ? {} : { [`${want.name}.service`]: { ...weightOf(want.files[0]?.text ?? ''), dropIns: 'd' } },
  running: {},
  ...more,
});
const made = (want: DesiredDaemon): Work['ensure'] => want.folders.map((folder) => ({ ...folder, kind: 'folder' }));
const observing = (...daemons: ObservedDaemon[]): Observed => ({
  daemons,
  memory: emptyMemory('me'),
  linger: null,
  manager: true,
  self: null,
});
const about = { manifest: '/home/alice/daemons.yaml', host: 'box', includes: ['d/*.yaml'] };

/** One daemon that was created and is up: from nothing, through all four moments. */
function applied(want = aDesired('a')): Memory {
  const changes = [aChange(want, 'create', { write: want.files, ensure: made(want), refresh: true })];
  const claim = claimed(emptyMemory('me'), changes, [want], observing(), about);
  const loaded = refreshed(claim, changes, [want], 1_000);
  const up = verified(loaded, want.name, {
    units: { [`${want.name}.service`]: { invocation: 'first', weight: weightOf(want.files[0]?.text ?? '') } },
    watched: { '/env': 'then' },
  });
  return finished(up, changes, [want], { failed: new Set(), refreshed: true });
}
const one = (memory: Memory, name = 'a'): Remembered => {
  const found = memory.daemons[name];
  assert.ok(found, `${name} is not remembered`);
  return found;
};

describe('from nothing to up', () => {
  test('all of it is known at the end', () => {
    const memory = applied();
    assert.deepEqual(memory, {
      namespace: 'me',
      ...about,
      unfinished: false,
      daemons: {
        a: {
          domain: 'user',
          files: { [`${UNITS}/a.service`]: digestOf('one') },
          folders: ['/logs/a'],
          units: [{ id: 'a.service', role: 'service', domain: 'user', links: ['default.target.wants/a.service'] }],
          loaded: { 'a.service': { weight: weightOf('one'), sinceMs: 1_000, dropIns: 'd' } },
          started: { 'a.service': { invocation: 'first', weight: weightOf('one') } },
          watched: { '/env': 'then' },
          shadows: [],
          held: null,
          linger: false,
          logs: ['/logs/a/out', '/logs/a/err'],
        },
      },
    });
    assert.deepEqual(memoryFrom(JSON.parse(JSON.stringify(memory))), memory);
  });

  test('a claim says whose it is, not that it is written or loaded', () => {
    const want = aDesired('a');
    const changes = [aChange(want, 'create', { write: want.files, ensure: made(want), refresh: true })];
    const memory = claimed(emptyMemory('me'), changes, [want], observing(), about);
    assert.equal(memory.unfinished, true);
    assert.deepEqual(one(memory).files, { [`${UNITS}/a.service`]: '' });
    assert.deepEqual(one(memory).loaded, {});
    assert.deepEqual(one(memory).started, {});
  });

  test('what is in conflict, blocked or not looked at is not claimed', () => {
    const want = aDesired('a');
    for (const kind of ['conflict', 'blocked', 'keep'] as const) {
      const changes = [{ ...aChange(want, kind), weights: {} }];
      const memory = claimed(emptyMemory('me'), changes, [want], observing(), about);
      assert.deepEqual(memory.daemons, {});
      assert.deepEqual(finished(memory, changes, [want], { failed: new Set(), refreshed: true }).daemons, {});
    }
  });
});

describe('a new definition', () => {
  const before = aDesired('a', 'one');
  const after: DesiredDaemon = {
    ...aDesired('a', 'two'),
    files: [
      { path: `${UNITS}/a.service`, mode: 0o644, text: 'two' },
      { path: `${UNITS}/a.timer`, mode: 0o644, text: 'timer' },
    ],
    folders: [{ path: '/other/a', mode: 0o700 }],
    units: [{ id: 'a.timer', role: 'timer', want: 'armed', once: false, links: [] }],
  };
  const running = { 'a.service': { invocation: 'restarted by itself', weight: weightOf('one') } };
  const update = (because: readonly Reason[] = []) =>
    aChange(after, 'update', { write: after.files, ensure: made(after), refresh: true }, { running, because });
  const found = aFoundDaemon({ name: 'a', watched: { '/env': { digest: 'now', changedMs: 5 } } });

  test('while it is being written: old and new are ours, and what runs is pinned to its start', () => {
    const memory = claimed(applied(before), [update()], [after], observing(found), about);
    assert.deepEqual(one(memory).files, { [`${UNITS}/a.service`]: '', [`${UNITS}/a.timer`]: '' });
    assert.deepEqual(one(memory).folders, ['/logs/a', '/other/a']);
    assert.deepEqual(
      one(memory).units.map(({ id }) => id),
      ['a.service', 'a.timer'],
    );
    assert.deepEqual(one(memory).loaded, {}, 'nobody knows what the manager has loaded if we are cut now');
    assert.deepEqual(one(memory).started, running);
    assert.deepEqual(one(memory).watched, { '/env': 'now' }, 'that start has read what is there now');
  });

  test('what the pinned start has not read yet stays to be done', () => {
    const stale: Reason = { kind: 'env-file', path: '/env' };
    const memory = claimed(applied(before), [update([stale])], [after], observing(found), about);
    assert.deepEqual(one(memory).watched, { '/env': 'then' });
  });

  test('the very start that is remembered keeps what it has read', () => {
    const same = { ...update(), running: { 'a.service': { invocation: 'first', weight: weightOf('one') } } };
    const memory = claimed(applied(before), [same], [after], observing(found), about);
    assert.deepEqual(one(memory).watched, { '/env': 'then' });
  });

  test('done: only what is wanted is left', () => {
    const claim = claimed(applied(before), [update()], [after], observing(found), about);
    const done = finished(refreshed(claim, [update()], [after], 2_000), [update()], [after], {
      failed: new Set(),
      refreshed: true,
    });
    assert.deepEqual(one(done).files, {
      [`${UNITS}/a.service`]: digestOf('two'),
      [`${UNITS}/a.timer`]: digestOf('timer'),
    });
    assert.deepEqual(one(done).folders, ['/other/a']);
    assert.deepEqual(
      one(done).units.map(({ id }) => id),
      ['a.timer'],
    );
    assert.deepEqual(Object.keys(one(done).started), []);
    assert.equal(done.unfinished, false);
  });

  test('failed: all of it stays claimed; a reload that failed leaves the run unfinished', () => {
    const claim = claimed(applied(before), [update()], [after], observing(found), about);
    const done = finished(claim, [update()], [after], { failed: new Set(['a']), refreshed: false });
    assert.deepEqual(done, claim);
    assert.equal(finished(claim, [], [after], { failed: new Set(), refreshed: false }).unfinished, true);
  });

  test('what is only started keeps what is known to be loaded', () => {
    const start = aChange(before, 'update', {}, { effect: 'start' });
    const memory = claimed(applied(before), [start], [before], observing(), about);
    assert.deepEqual(one(memory), one(applied(before)));
  });
});

describe('leaving', () => {
  const gone = aChange(aDesired('a'), 'remove', { remove: [`${UNITS}/a.service`], refresh: true });

  test('is forgotten once it is gone, and not before', () => {
    const memory = claimed(applied(), [gone], [], observing(), about);
    assert.deepEqual(Object.keys(one(memory).files), [`${UNITS}/a.service`]);
    assert.deepEqual(finished(memory, [gone], [], { failed: new Set(), refreshed: true }).daemons, {});
    assert.deepEqual(finished(memory, [gone], [], { failed: new Set(['a']), refreshed: true }).daemons, memory.daemons);
  });

  test('with no memory it is known by its marks', () => {
    const text = seal(`# daemonsync: namespace=me daemon=a sha256=${'0'.repeat(64)}\n[Service]\n`);
    const file = aFile({ path: `${UNITS}/a.service`, mode: 0o644, text });
    const unit = aUnit({ id: 'a.service', links: ['default.target.wants/a.service', '/etc/x.wants/a.service'] });
    const have = aFoundDaemon({ name: 'a', files: [file], units: [unit, aUnit({ id: 'b.timer' })] });
    const back = rebuilt(have, 'me');
    assert.deepEqual(back?.files, { [`${UNITS}/a.service`]: digestOf(text) });
    assert.deepEqual(back.units, [
      { id: 'a.service', role: 'service', domain: 'user', links: ['default.target.wants/a.service'] },
    ]);
    assert.deepEqual([back.loaded, back.started, back.watched], [{}, {}, {}]);
    assert.deepEqual(one(claimed(emptyMemory('me'), [gone], [], observing(have), about)).files, back.files);
    assert.equal(rebuilt(have, 'other'), null);
    assert.equal(rebuilt({ ...have, name: 'b' }, 'me'), null);
    const edited = aFile({ path: file.path, mode: 0o644, text: `${text}Nice=5\n` });
    assert.equal(rebuilt({ ...have, files: [edited] }, 'me'), null);
    assert.equal(rebuilt(undefined, 'me'), null);
  });
});

test('stopped by hand, started by hand; files elsewhere that may stand', () => {
  const memory = applied();
  const stopped = held(memory, 'a', 7);
  assert.deepEqual(one(stopped).held, { sinceMs: 7 });
  assert.deepEqual(unheld(stopped, 'a'), memory);
  assert.deepEqual(held(memory, 'b', 7), memory);
  assert.deepEqual(one(shadowed(shadowed(memory, 'a', ['/x']), 'a', ['/x', '/y'])).shadows, ['/x', '/y']);
  const want = aDesired('a');
  const kept = finished(stopped, [aChange(want, 'keep')], [want], { failed: new Set(), refreshed: true });
  assert.deepEqual(one(kept).held, { sinceMs: 7 }, 'an apply does not forget it');
});

test('equal memories are equal bytes, in whatever order daemons came', () => {
  const [a, b] = [aDesired('a'), aDesired('b')];
  const create = (want: DesiredDaemon) =>
    aChange(want, 'create', { write: want.files, ensure: made(want), refresh: true });
  const together = claimed(emptyMemory('me'), [create(a), create(b)], [a, b], observing(), about);
  const apart = claimed(
    claimed(emptyMemory('me'), [create(b)], [b], observing(), about),
    [create(a)],
    [a],
    observing(),
    about,
  );
  assert.equal(JSON.stringify(together), JSON.stringify(apart));
});

describe('the file', () => {
  const written = async (memory = applied()) => {
    const hands = tinyHands();
    assert.equal(await writeMemory(hands, facts, memory), null);
    return { hands, text: String(hands.files.get(PATH)?.text) };
  };

  test('is read as it was written, for its owner alone, and is plain JSON', async () => {
    const { hands, text } = await written();
    assert.deepEqual(await readMemory(hands, facts, 'me'), { memory: applied(), found: 'read', problem: null });
    assert.equal(hands.files.get(PATH)?.mode, 0o600);
    assert.equal(hands.folders.get('/home/alice/.local/state/daemonsync/namespaces/me'), 0o700);
    assert.deepEqual(JSON.parse(text).content, applied());
  });

  test('a folder that was open to others is closed', async () => {
    const hands = tinyHands();
    await hands.makeFolder('/home/alice/.local/state/daemonsync/namespaces/me', 0o755);
    assert.equal(await writeMemory(hands, facts, applied()), null);
    assert.equal(hands.folders.get('/home/alice/.local/state/daemonsync/namespaces/me'), 0o700);
  });

  test('that is not there is no memory and no problem', async () => {
    assert.deepEqual(await readMemory(tinyHands(), facts, 'me'), {
      memory: emptyMemory('me'),
      found: 'absent',
      problem: null,
    });
  });

  test('that cannot be written is a problem with its cause', async () => {
    const hands = tinyHands();
    hands.refuse = (verb) => (verb === 'write' ? 'EROFS' : null);
    const problem = await writeMemory(hands, facts, applied());
    assert.match(problem?.message ?? '', /read-only \(EROFS\)/);
  });

  const distrusted: readonly [string, (hands: ReturnType<typeof tinyHands>, text: string) => unknown, RegExp][] = [
    ["another user's", (hands, text) => hands.put(PATH, text, { uid: UID + 1 }), /belongs to another user/],
    ['written by others', (hands, text) => hands.put(PATH, text, { mode: 0o666 }), /may be written by others/],
    ['a link', (hands) => hands.links.set(PATH, '/elsewhere'), /is no plain file/],
    ['cut', (hands, text) => hands.put(PATH, text.slice(0, -20)), /is damaged/],
    ['empty', (hands) => hands.put(PATH, ''), /is damaged/],
    ['no text', (hands) => hands.put(PATH, Buffer.from([0xff, 0xfe, 0])), /is damaged/],
    ['of another namespace', (hands, text) => hands.put(PATH, text.replace('"me"', '"us"')), /is damaged/],
    ['of another version', (hands) => hands.put(PATH, sealed('memory', 2, applied())), /another version/],
    ['of another kind', (hands) => hands.put(PATH, sealed('history', 1, applied())), /is damaged/],
    [
      "whole, but another namespace's",
      (hands) => hands.put(PATH, sealed('memory', 1, { ...applied(), namespace: 'us' })),
      /is damaged/,
    ],
  ];
  for (const [what, spoil, why] of distrusted) {
    test(`${what}: as if lost, said so, and put aside`, async () => {
      const { hands, text } = await written();
      spoil(hands, text);
      const { memory, found, problem } = await readMemory(hands, facts, 'me');
      assert.deepEqual([memory, found], [emptyMemory('me'), 'bad']);
      assert.equal(problem?.severity, 'warning');
      assert.match(problem?.message ?? '', why);
      const was = hands.files.get(PATH)?.text;
      hands.commands = ([, , from = '', to = '']) => (hands.put(to, hands.files.get(from)?.text ?? ''), {});
      const aside = await putAside(hands, facts, 'me');
      assert.equal(hands.files.has(PATH) || hands.links.has(PATH), false);
      if (what === 'a link') return assert.equal(aside, null);
      assert.match(aside ?? '', /state\.json\.bad-\d{8}T\d{6}Z$/);
      assert.deepEqual(hands.files.get(aside ?? '')?.text, was);
    });
  }

  test('any flipped byte and any cut is seen; nothing throws', async () => {
    const { text } = await written();
    const bytes = Buffer.from(text);
    const spoilt = fc.oneof(
      fc.record({ at: fc.nat(bytes.length - 1), with: fc.integer({ min: 1, max: 255 }) }).map((flip) => {
        const copy = Buffer.from(bytes);
        copy[flip.at] = (copy[flip.at] ?? 0) ^ flip.with;
        return copy;
      }),
      fc.nat(bytes.length - 1).map((length) => bytes.subarray(0, length)),
      fc.string().map((more) => Buffer.from(`${text}${more} `)),
      fc.json().map((json) => Buffer.from(json)),
      fc.uint8Array().map((some) => Buffer.from(some)),
    );
    await fc.assert(
      fc.asyncProperty(spoilt, async (content) => {
        const hands = tinyHands();
        hands.put(PATH, content);
        assert.equal((await readMemory(hands, facts, 'me')).found, 'bad');
      }),
      { numRuns: 1_000 },
    );
  });

  test('any JSON with the right seal is either a memory, unchanged, or none; nothing throws', async () => {
    const good = JSON.parse(JSON.stringify(applied())) as unknown;
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('../x', '/a/../b', '-rf', '__proto__', '', -1, {}, [null]),
    );
    const places = placesIn(good);
    await fc.assert(
      fc.asyncProperty(fc.nat(places.length - 1), odd, fc.boolean(), async (index, value, remove) => {
        const spoilt = withValueAt(good, places[index] ?? [], remove ? undefined : value);
        const hands = tinyHands();
        hands.put(PATH, sealed('memory', 1, spoilt));
        const { memory, found } = await readMemory(hands, facts, 'me');
        if (found === 'read') assert.deepEqual(memory, JSON.parse(JSON.stringify(spoilt)));
        for (const { files, units } of Object.values(memory.daemons)) {
          for (const path of Object.keys(files)) assert.match(path, /^\/(?!.*\/\.\.(\/|$))/);
          for (const { id } of units) assert.doesNotMatch(id, /^-|\//);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('names that mean something to JavaScript are names, or nothing', () => {
    const memory = applied();
    const text = JSON.stringify(memory).replace('"/env":"then"', '"__proto__":"then"');
    const read = memoryFrom(JSON.parse(text));
    assert.equal(Object.hasOwn(read?.daemons['a']?.watched ?? {}, '__proto__'), true);
    assert.equal(
      memoryFrom(JSON.parse(JSON.stringify(memory).replace('"a":{"domain"', '"__proto__":{"domain"'))),
      null,
    );
  });
});

describe('several namespaces', () => {
  test('see each other when asked, without what is no namespace or cannot be believed', async () => {
    const hands = tinyHands();
    const other = { ...applied(), namespace: 'work' };
    await writeMemory(hands, facts, applied());
    await writeMemory(hands, facts, other);
    await writeMemory(hands, facts, { ...applied(), namespace: 'broken' });
    hands.put('/home/alice/.local/state/daemonsync/namespaces/broken/state.json', 'x');
    await hands.makeFolder('/home/alice/.local/state/daemonsync/locks', 0o700);
    await writeLinger(hands, facts, { user: 'alice', sinceMs: 5 });
    assert.deepEqual(await otherMemories(hands, facts, 'me'), { memories: [other], unknown: ['broken'] });
    assert.deepEqual(await otherMemories(tinyHands(), facts, 'me'), { memories: [], unknown: [] });
  });

  test('one that is destroyed leaves nothing but what a person wrote', async () => {
    const hands = tinyHands();
    const folder = '/home/alice/.local/state/daemonsync';
    await writeMemory(hands, facts, applied());
    hands.put(`${folder}/namespaces/me/history/000001.json`, '{}');
    hands.put(`${folder}/namespaces/me/state.json.bad-20260101T000000Z`, 'x');
    hands.put(`${folder}/.key`, 'key');
    await hands.makeFolder('/home/alice/.local/share/daemonsync/wrappers/me', 0o755);
    assert.equal(await forget(hands, facts, 'me'), null);
    assert.deepEqual([...hands.files.keys()], []);
    assert.deepEqual(
      [...hands.folders.keys()].filter((path) => path.includes('daemonsync')),
      [],
    );
    await writeMemory(hands, facts, applied());
    hands.put(`${folder}/namespaces/me/kept/000001-abc-a.service`, 'mine');
    assert.equal(await forget(hands, facts, 'me'), null);
    assert.deepEqual([...hands.files.keys()], [`${folder}/namespaces/me/kept/000001-abc-a.service`]);
  });
});

test('that we switched linger on is remembered, and believed only where it is whole', async () => {
  const hands = tinyHands();
  const path = '/home/alice/.local/state/daemonsync/linger.json';
  assert.equal(await readLinger(hands, facts), null);
  assert.equal(await writeLinger(hands, facts, { user: 'alice', sinceMs: 5 }), null);
  assert.deepEqual(await readLinger(hands, facts), { user: 'alice', sinceMs: 5 });
  hands.put(path, String(hands.files.get(path)?.text).replace('alice', 'mallo'));
  assert.equal(await readLinger(hands, facts), null);
  assert.equal(await forgetLinger(hands, facts), null);
  assert.equal(hands.files.has(path), false);
});

type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.keys(value).flatMap((key) =>
    placesIn((value as Record<string, unknown>)[key], [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length > 0 ? [at, ...inside] : inside;
}

function withValueAt(value: unknown, [key, ...rest]: Place, put: unknown): unknown {
  if (key === undefined) return put;
  const copy: unknown = structuredClone(value);
  const map = copy as Record<string | number, unknown>;
  if (put === undefined && rest.length === 0) delete map[key];
  else map[key] = withValueAt(map[key], rest, put);
  return copy;
}

describe('a start that memory does not know', () => {
  const want = aDesired('a');
  const seen = (digest: string): Observed =>
    observing(aFoundDaemon({ name: 'a', watched: { '/env': { digest, changedMs: 5 } } }));
  const remembered = verified(claimed(applied(), [aChange(want, 'create')], [want], seen('one'), about), 'a', {
    units: { 'a.service': { invocation: 'first', weight: weightOf('one') } },
    watched: { '/env': 'one' },
  });
  const running = { 'a.service': { invocation: 'second', weight: weightOf('one') } };

  test('is known from then on, with what it has read, where all is in order', () => {
    for (const kind of ['keep', 'update'] as const) {
      const change = aChange(want, kind, {}, { running, effect: 'none' });
      const next = caughtUp(remembered, [change], [want], seen('two')).daemons['a'];
      assert.equal(next?.started['a.service']?.invocation, 'second');
      assert.deepEqual(next?.watched, { '/env': 'two' });
    }
  });

  test('is not, where it is still to be started anew, or nobody can say what it runs', () => {
    const because: Reason[] = [{ kind: 'kept' }, { kind: 'env-file', path: '/env' }];
    for (const more of [{ running, because }, { running: {} }])
      assert.equal(
        caughtUp(remembered, [aChange(want, 'keep', {}, { effect: 'none', ...more })], [want], seen('two')),
        remembered,
      );
    const update = aChange(want, 'update', {}, { running, effect: 'restart' });
    assert.equal(caughtUp(remembered, [update], [want], seen('two')), remembered);
  });
});
