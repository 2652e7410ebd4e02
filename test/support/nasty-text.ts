// Random text of every nasty kind, made to break what quotes and reads. Without NUL, half characters and
// non-characters: no unit file can hold those, and the manifest refuses them.

import * as fc from 'fast-check';

/** Pieces that mean something to some reader; `∙` divides them. */
const PIECES = [
  ' ∙\t∙\n∙\r∙\v∙\f∙\u0001∙\u001b∙\u007f∙\\∙\\\\∙"∙\'∙$∙$$∙${∙}∙$HOME∙${HOME}∙%∙%%∙%h∙%n∙%k∙%Y',
  ';∙ ; ∙\\;∙#∙=∙[∙]∙*∙?∙~∙-∙@∙:∙+∙!∙|∙!!∙\\x41∙\\d∙\\x∙\\n∙\\s∙\\u00e9∙a∙Z∙0∙é∙日∙😀',
  '\ufeff∙\u0085∙\u2028∙\u200b∙\u00a0∙\u202e∙\ufffd∙/∙//∙.∙..∙`∙&∙<∙[Install]∙ExecStart=/bin/false',
].flatMap((line) => line.split('∙'));

export const nasty: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((all) => all.join('')) },
  )
  .map((value) => value.replace(/\0|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu, ''));
