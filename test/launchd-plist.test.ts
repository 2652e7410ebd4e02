// What a plist says is read with every type kept, what cannot be read is said to be so, and what was read is written back so
// that nobody sees a difference: Python's plistlib is asked, over the plists of real products and over random ones.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plistText } from '../src/launchd/plist/text.ts';
import { readPlist } from '../src/launchd/plist/read.ts';
import { isDict, type PlistValue, spelled } from '../src/launchd/plist/value.ts';
import { writePlist } from '../src/launchd/plist/write.ts';
import type { RawValue } from '../src/model.ts';
import { type Odd, oddFrom, seedOfThisRun } from './support/odd-strings.ts';
import { hasPython, readByPython, readFilesByPython, rewrittenByPython, tagged } from './support/python-plists.ts';

const HOW_MANY = 1000;

const read = (text: string): PlistValue => {
  const reading = readPlist(text);
  assert.ok('read' in reading, 'unreadable' in reading ? `${reading.unreadable}\n${text}` : '');
  return reading.read;
};

const inPlist = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">${inner}</plist>\n`;

const SAYS: readonly (readonly [string, PlistValue])[] = [
  ['<integer>1</integer>', 1n],
  ['<real>1</real>', 1],
  ['<string>1</string>', '1'],
  ['<true/>', true],
  ['<true></true>', true],
  ['<false />', false],
  ['<integer>-42</integer>', -42n],
  ['<integer>+42</integer>', 42n],
  ['<integer> 42\n</integer>', 42n],
  ['<integer>0x1F</integer>', 31n],
  ['<integer>-0x1f</integer>', -31n],
  ['<integer>022</integer>', 22n],
  ['<integer>9223372036854775807</integer>', 9223372036854775807n],
  ['<integer>-9223372036854775808</integer>', -9223372036854775808n],
  ['<integer>18446744073709551615</integer>', 18446744073709551615n],
  ['<integer>9007199254740993</integer>', 9007199254740993n],
  ['<real>0.1</real>', 0.1],
  ['<real>-1.5e-3</real>', -0.0015],
  ['<real>.5</real>', 0.5],
  ['<real>-infinity</real>', Number.NEGATIVE_INFINITY],
  ['<date>2026-02-28T23:59:59Z</date>', { date: '2026-02-28T23:59:59Z' }],
  ['<data>\n\taGVs\n\tbG8=\n</data>', { base64: 'aGVsbG8=' }],
  ['<data/>', { base64: '' }],
  ['<string/>', ''],
  ['<string></string>', ''],
  ['<string> two  \n words </string>', ' two  \n words '],
  ['<string>a &lt;b&gt; &amp;amp; &quot;&apos; &#65;&#x1F389;</string>', 'a <b> &amp; "\' A🎉'],
  ['<string>a<![CDATA[<b>&amp;]]>c</string>', 'a<b>&amp;c'],
  ['<string>a<!-- no -->b</string>', 'ab'],
  ['<string>a\r\nb\rc&#13;</string>', 'a\nb\nc\r'],
  ['<string>é 日本 🎉 \u00a0</string>', 'é 日本 🎉 \u00a0'],
  ['<array/>', []],
  ['<array>\n<!-- -- <true/> --> <true/> <?x y?> <string>a</string></array>', [true, 'a']],
  ['<dict/>', new Map()],
  ['<dict><key/><string>x</string></dict>', new Map([['', 'x']])],
  [
    '<dict><key>b&amp;<![CDATA[<]]></key><true/><key> b</key><false/></dict>',
    new Map([
      ['b&<', true],
      [' b', false],
    ]),
  ],
  [
    '<dict><key>2</key><true/><key>1</key><true/><key>__proto__</key><true/></dict>',
    new Map([
      ['2', true],
      ['1', true],
      ['__proto__', true],
    ]),
  ],
  ['<dict id="a>b" x = \'y\'><key >k</key ><array\n><integer>1</integer></array></dict>', new Map([['k', [1n]]])],
];

test('every type is read as what it is', () => {
  for (const [text, value] of SAYS) {
    assert.deepEqual(tagged(read(inPlist(text))), tagged(value), text);
    assert.deepEqual(tagged(read(writePlist(value))), tagged(value), `${text}, written and read`);
  }
  assert.deepEqual(tagged(read(inPlist('<real>nan</real>'))), tagged(Number.NaN));
});

test('what stands around the value is no matter', () => {
  const value = '<array><string>x</string></array>';
  const around = [
    inPlist(value),
    `\uFEFF${inPlist(value)}`,
    inPlist(value).replaceAll('\n', '\r\n'),
    `<plist>${value}</plist>`,
    value,
    `<?xml version='1.0' encoding='utf-8' ?><!-- one --><!DOCTYPE plist SYSTEM "file://x>y"><!-- two --><plist version="0.9">\n${value}\n<!-- three --></plist><!-- four -->\n`,
    inPlist(value).replace('Apple//', 'Apple Computer//'),
  ];
  for (const text of around) assert.deepEqual(read(text), ['x'], text);
});

const UNREADABLE: readonly (readonly [string, RegExp])[] = [
  ['', /not XML/],
  ['{ Label = x; }', /not XML/],
  ['bplist00\u0001', /binary/],
  ['\0<\0p\0', /not UTF-8/],
  ['<?xml version="1.0" encoding="UTF-16"?><plist><true/></plist>', /UTF-16/],
  ['<?xml version="1.0" encoding="ISO-8859-1"?><plist><true/></plist>', /ISO-8859-1/],
  ['<!DOCTYPE plist [<!ENTITY x "y">]><plist><string>&x;</string></plist>', /DOCTYPE/],
  [inPlist(''), /<plist>|value/],
  [inPlist('<true/><true/>'), /<\/plist>/],
  [`${inPlist('<true/>')}<true/>`, /after the end/],
  [inPlist('<string>a'), /<\/plist> inside <string>|inside/],
  ['<plist><string>a', /not closed/],
  ['<plist><array><true/>', /too early/],
  ['<plist><dict>', /too early/],
  [inPlist('<string>a<b/></string>'), /inside <string>/],
  [inPlist('<string>&nbsp;</string>'), /stands for nothing/],
  [inPlist('<string>a & b</string>'), /stands for nothing/],
  [inPlist('<string>&toString;</string>'), /stands for nothing/],
  [inPlist('<string>&#x0;</string>'), /stands for nothing/],
  [inPlist('<string>&#xD800;</string>'), /stands for nothing/],
  [inPlist('<string>\u0007</string>'), /no place/],
  [inPlist('<integer/>'), /empty <integer>/],
  [inPlist('<integer>1.0</integer>'), /not what <integer>/],
  [inPlist('<integer>1a</integer>'), /not what <integer>/],
  [inPlist('<integer>18446744073709551616</integer>'), /not what <integer>/],
  [inPlist('<real>one</real>'), /not what <real>/],
  [inPlist('<date>2026-02-30T00:00:00Z</date>'), /not what <date>/],
  [inPlist('<date>yesterday</date>'), /not what <date>/],
  [inPlist('<date>2026-02-28T00:00:00.5Z</date>'), /not what <date>/],
  [inPlist('<date> 2026-02-28T00:00:00Z </date>'), /not what <date>/],
  [inPlist('<date>0000-01-01T00:00:00Z</date>'), /not what <date>/],
  [inPlist('<data>a</data>'), /not what <data>/],
  [inPlist('<true>yes</true>'), /not what <true>/],
  [inPlist('<null/>'), /no value/],
  [inPlist('<toString>x</toString>'), /no value/],
  [inPlist('<dict><key>a</key></dict>'), /value should be/],
  [inPlist('<dict><string>a</string></dict>'), /<key> should be/],
  [inPlist('<dict><key>a</key><true/><key>a</key><true/></dict>'), /stands twice/],
  [inPlist('<array>text</array>'), /no tag/],
  [inPlist('<array></dict>'), /value should be/],
  [inPlist(`${'<array>'.repeat(5000)}${'</array>'.repeat(5000)}`), /too deep/],
  [inPlist('<!-- open <true/>'), /-->/],
];

test('what cannot be read is said to be so, in a line that says why', () => {
  for (const [text, why] of UNREADABLE) {
    const reading = readPlist(text);
    assert.ok('unreadable' in reading, `was read: ${text.slice(0, 200)}`);
    assert.match(reading.unreadable, why, text.slice(0, 200));
  }
});

test('a text that is cut anywhere is read whole or not at all', () => {
  const text = inPlist('<dict><key>A&amp;</key><array><integer>12</integer><string>x &lt; y</string></array></dict>');
  const last = text.lastIndexOf('>') + 1;
  for (let length = 0; length < last; length++)
    assert.ok('unreadable' in readPlist(text.slice(0, length)), text.slice(0, length));
});

/** What people and programs put into plists, right and wrong. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  integer:
    '1|+5|-0|0x1F|-0x1f|0x|1_000| 5 |007|１|1e3||18446744073709551615|18446744073709551616|+ 5|5.0|<!-- c -->5|&#53;'.split(
      '|',
    ),
  real: '1|nan|NaN|+inf|-infinity|Infinity|1e5|.5|5.|1_0.5|0x1p3| 2.5 ||1,5|１.５|1e400|-0'.split('|'),
  date: '2026-01-31T12:00:00Z|2026-01-31T12:00:00.5Z|2026-01-31|2026-02-29T00:00:00Z|2026-01-31T24:00:00Z| 2026-01-31T12:00:00Z|'.split(
    '|',
  ),
  data: '|AA==|AAA=|A|AA|A A = =|\n\tAAAA\n\tAAAA\n|AA==AA==|@@@@|AA-_|====|AB=='.split('|'),
  string:
    'a||  |a&amp;b|&#x41;|&#0;|&#xD;|&nbsp;|&|<![CDATA[<x>&amp;]]>|a<!-- c -->b|é|a\r\nb|\u0001|]]>|<b>x</b>|{{LABEL}}|$HOME'.split(
      '|',
    ),
  true: ['', ' ', 'x'],
  key: ['x'],
  null: [''],
};

function wild(odd: Odd, depth: number): string {
  const one = <T>(all: readonly T[]): T => all[odd.number(all.length)] as T;
  const kind = odd.number(depth > 2 ? 8 : 11);
  if (kind > 8)
    return `<array>${Array.from({ length: odd.number(4) }, () => wild(odd, depth + 1)).join(one(['', '\n', '{{x}}']))}</array>`;
  if (kind === 8) {
    const entries = Array.from(
      { length: odd.number(4) },
      () => `<key>${one(PARTS['string'] ?? [])}</key>${wild(odd, depth + 1)}`,
    );
    return `<dict>${entries.join(one(['', '\n\t', '<!-- x -->']))}${odd.chance(10) ? '<key>z</key>' : ''}</dict>`;
  }
  const [name, texts] = one(Object.entries(PARTS));
  return odd.chance(10) ? `<${name}/>` : `<${name}>${one(texts)}</${name}>`;
}

test('thousands of plists as they are in the wild: read as by plistlib, or said to be unreadable', (t) => {
  if (!hasPython(t)) return;
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed}`);
  const odd = oddFrom(seed);
  const heads = [
    '',
    '<?xml version="1.0"?>',
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n',
    '<?xml version="1.0"?><!DOCTYPE plist>\n',
  ];
  const texts = Array.from({ length: 4000 }, () => {
    const value = wild(odd, 0);
    return odd.chance(80) ? inPlist(value) : `${heads[odd.number(heads.length)]}<plist version="1.0">${value}</plist>`;
  });
  const theirs = readByPython(texts);
  const counts = { same: 0, neither: 0, 'not read here': 0, 'read here alone': 0 };
  for (const [i, text] of texts.entries()) {
    const [mine, python] = [readPlist(text), theirs[i]];
    assert.ok(python);
    if ('unreadable' in mine) counts['read' in python ? 'not read here' : 'neither'] += 1;
    else if ('read' in python) {
      assert.deepEqual({ read: tagged(mine.read) }, python, `seed ${seed}: ${text}`);
      assert.deepEqual(tagged(read(writePlist(mine.read))), tagged(mine.read), `seed ${seed}: ${text}`);
      counts.same += 1;
    } else {
      // What Apple's reader takes: signs apart from their number, and before hex digits; what ends a CDATA where there is none.
      assert.match(text, /<integer>[-+](?: |0x)|>\]\]>/, `seed ${seed}: ${python.unreadable}\n${text}`);
      counts['read here alone'] += 1;
    }
  }
  assert.ok(counts.same > 1000, JSON.stringify(counts));
  console.log(
    `count: ${texts.length} plists as they are in the wild: ${Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(', ')}`,
  );
});

function anyValue(odd: Odd, depth: number): PlistValue {
  const kind = odd.number(depth > 2 ? 7 : 9);
  if (kind === 0) return odd.chance(50);
  if (kind === 1)
    return odd.chance(50) ? BigInt(odd.number(1000) - 500) : BigInt(odd.number(2 ** 32)) * 2n ** 31n - 2n ** 62n;
  if (kind === 2) return odd.chance(50) ? odd.number(1_000_000) / 7 - 50_000 : odd.number(5);
  if (kind === 3) return { date: `${new Date(odd.number(4e12)).toISOString().slice(0, 19)}Z` };
  if (kind === 4) return { base64: Buffer.from(odd.string()).toString('base64') };
  if (kind < 7) return odd.string();
  if (kind === 7) return Array.from({ length: odd.number(4) }, () => anyValue(odd, depth + 1));
  return new Map(Array.from({ length: odd.number(5) }, () => [odd.string(), anyValue(odd, depth + 1)]));
}

test(`${HOW_MANY} random plists with all types: written, read by plistlib, rewritten by it and read again`, (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed}`);
  const odd = oddFrom(seed);
  const values = Array.from(
    { length: HOW_MANY },
    () =>
      new Map([
        ['Label', 'x'],
        ['Value', anyValue(odd, 0)],
      ]) as PlistValue,
  );
  const texts = values.map(writePlist);
  for (const [i, text] of texts.entries())
    assert.deepEqual(tagged(read(text)), tagged(values[i] ?? ''), `seed ${seed}, plist ${i}`);
  console.log(`count: ${HOW_MANY} random plists written and read again`);
  if (!hasPython(t)) return;
  for (const [i, said] of readByPython(texts).entries())
    assert.deepEqual(said, { read: tagged(values[i] ?? '') }, `seed ${seed}, plistlib, plist ${i}`);
  for (const [i, text] of rewrittenByPython(texts).entries())
    assert.deepEqual(tagged(read(text)), tagged(values[i] ?? ''), `seed ${seed}, written by plistlib, plist ${i}`);
  console.log(`count: ${HOW_MANY} random plists read by plistlib, and what it wrote of them read again`);
});

test('what both writers can write, they write with the same bytes', () => {
  const odd = oddFrom(seedOfThisRun() + 7);
  const raw = (depth: number): RawValue => {
    const kind = odd.number(depth > 2 ? 3 : 5);
    if (kind === 0) return odd.number(1000) - 500;
    if (kind === 1) return odd.chance(50) ? odd.chance(50) : odd.number(1000) / 7 + 0.01;
    if (kind === 2) return odd.string();
    if (kind === 3) return Array.from({ length: odd.number(3) }, () => raw(depth + 1));
    return Object.fromEntries(Array.from({ length: odd.number(4) }, (_, i) => [`k${i}<&`, raw(depth + 1)]));
  };
  const asRead = (one: RawValue): PlistValue => {
    if (typeof one === 'number') return Number.isInteger(one) ? BigInt(one) : one;
    if (Array.isArray(one)) return one.map(asRead);
    return typeof one === 'object' ? new Map(Object.entries(one).map(([key, each]) => [key, asRead(each)])) : one;
  };
  for (let i = 0; i < 300; i++) {
    const job = { Label: odd.string(), Other: raw(0) };
    const text = plistText(job, []);
    assert.equal(writePlist(asRead(job)), text);
    assert.deepEqual(tagged(read(text)), tagged(asRead(job)));
  }
});

test('two values have one spelling only if they are one value', () => {
  const all = SAYS.map(([, one]) => one);
  for (const [i, one] of all.entries())
    for (const [j, other] of all.entries())
      assert.equal(
        spelled(one) === spelled(other),
        i === j || JSON.stringify(tagged(one)) === JSON.stringify(tagged(other)),
        `${spelled(one)} and ${spelled(other)}`,
      );
  assert.equal(
    spelled(
      new Map([
        ['a', 1n],
        ['b', 2n],
      ]),
    ),
    spelled(
      new Map([
        ['b', 2n],
        ['a', 1n],
      ]),
    ),
  );
  assert.notEqual(spelled(['a,b']), spelled(['a', 'b']));
});

const shared = process.env['DAEMONSYNC_SHARED'] ?? join(process.env['DAEMONSYNC_ROOT'] ?? '.', '..', 'shared');
const corpus = join(shared, 'corpus', 'launchd', 'plists');

test('the plists of real products are read, and written back, as plistlib reads them', (t) => {
  if (!existsSync(corpus)) return t.skip(`the plists of real products are not here (${corpus})`);
  if (!hasPython(t)) return;
  const names = readdirSync(corpus).sort();
  const bytes = names.map((name) => readFileSync(join(corpus, name)));
  const ours = bytes.map((one) => readPlist(one.toString('utf8')));
  const theirs = readFilesByPython(names.map((name) => join(corpus, name)));
  const rewritten = readByPython(ours.map((one) => ('read' in one ? writePlist(one.read) : '')));
  let same = 0;
  let jobs = 0;
  const binary: string[] = [];
  const alone: string[] = [];
  const neither: string[] = [];
  const templates: string[] = [];
  for (const [i, name] of names.entries()) {
    const [mine, python] = [ours[i], theirs[i]];
    assert.ok(mine && python);
    if ('unreadable' in mine) {
      if ('unreadable' in python) neither.push(name);
      // Text between values, which plistlib overlooks and Apple's reader does not.
      else if (/\n\s*\{\{/.test(bytes[i]?.toString('utf8') ?? '')) templates.push(name);
      else {
        assert.equal(bytes[i]?.subarray(0, 6).toString(), 'bplist', `${name}: ${mine.unreadable}`);
        binary.push(name);
      }
      continue;
    }
    assert.deepEqual(rewritten[i], { read: tagged(mine.read) }, `${name}, written back`);
    assert.deepEqual(tagged(read(writePlist(mine.read))), tagged(mine.read), `${name}, written and read`);
    if (isDict(mine.read) && mine.read.has('Label')) jobs += 1;
    if ('unreadable' in python) {
      // A comment with two dashes in it, which Apple's reader lets pass.
      assert.match(bytes[i]?.toString('utf8') ?? '', /<!--(?:(?!-->)[^])*--(?!>)/, `${name}: ${python.unreadable}`);
      alone.push(name);
    } else {
      assert.deepEqual({ read: tagged(mine.read) }, python, name);
      same += 1;
    }
  }
  assert.ok(same > 80, `only ${same} are read alike`);
  console.log(
    `count: ${names.length} plists of products: ${same} read and written back as by plistlib, ${jobs} of all are jobs`,
  );
  console.log(
    `count: ${alone.length} read although plistlib does not, ${binary.length} binary, ${neither.length + templates.length} templates`,
  );
});

test('a plist is read in much less than a third of a millisecond', () => {
  const text = plistText(
    {
      Label: 'dev.daemonsync.x',
      ProgramArguments: ['/bin/sh', '-c', 'exec a && b'],
      EnvironmentVariables: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`V${i}`, `value & ${i}`])),
      StartCalendarInterval: Array.from({ length: 10 }, (_, i) => ({ Hour: i, Minute: 30 })),
    },
    ['a comment'],
  );
  // The best of many rounds: others use this machine too.
  const rounds = Array.from({ length: 40 }, () => {
    const before = performance.now();
    for (let i = 0; i < 25; i++) readPlist(text);
    return (performance.now() - before) / 25;
  });
  const each = Math.min(...rounds);
  console.log(`count: ${Math.round(each * 1000)} µs to read a plist of ${text.length} bytes`);
  assert.ok(each < 0.3, `${each} ms`);
});
