// Did-you-mean: the words people really mistype, and silence where a guess would be silly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearest } from '../src/nearest.ts';

const keys = [
  'description',
  'command',
  'shell',
  'working_directory',
  'env',
  'env_file',
  'when',
  'restart',
  'schedule',
  'after',
  'needs',
  'stop',
];

const table: readonly (readonly [string, string | null])[] = [
  ['comand', 'command'],
  ['commnad', 'command'],
  ['workdir', 'working_directory'],
  ['working-directory', 'working_directory'],
  ['workingDirectory', 'working_directory'],
  ['WORKING_DIRECTORY', 'working_directory'],
  ['working_dir', 'working_directory'],
  ['environment', 'env'],
  ['envfile', 'env_file'],
  ['descripton', 'description'],
  ['restrat', 'restart'],
  ['shedule', 'schedule'],
  ['need', 'needs'],
  ['', null],
  ['x', null],
  ['xy', null],
  ['banana', null],
  ['port', null],
  ['image', null],
];

for (const [word, meant] of table) {
  test(`${word || '(nothing)'} → ${meant ?? 'no guess'}`, () => assert.equal(nearest(word, keys), meant));
}

test('a tie goes to the first', () => {
  assert.equal(nearest('bat', ['cat', 'rat']), 'cat');
  assert.equal(nearest('bat', ['rat', 'cat']), 'rat');
});

test('one slip of the finger is always found', () => {
  const slip = fc.tuple(
    fc.constantFrom(...keys.filter((key) => key.length >= 5)),
    fc.nat(),
    fc.constantFrom('drop', 'swap', 'double'),
  );
  fc.assert(
    fc.property(slip, ([key, position, kind]) => {
      const i = position % (key.length - 1);
      const letters = [...key];
      if (kind === 'drop') letters.splice(i, 1);
      else if (kind === 'double') letters.splice(i, 0, letters[i] ?? '');
      else letters.splice(i, 2, letters[i + 1] ?? '', letters[i] ?? '');
      assert.equal(nearest(letters.join(''), keys), key);
    }),
  );
});

test('any words at all: an answer is one of the candidates', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.array(fc.string()), (word, candidates) => {
      const answer = nearest(word, candidates);
      assert.ok(answer === null || candidates.includes(answer));
    }),
  );
});
