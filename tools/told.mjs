// A reporter for node:test: of all that happens in a run, one JSON line for each `count: N what` that a suite printed and for
// each test that was skipped. tools/test.mjs repeats them at its end.
const COUNT = /^count: (\d+) (.+)$/;

export default async function* told(events) {
  const partial = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:stdout') {
      const lines = ((partial.get(data.file) ?? '') + data.message).split('\n');
      partial.set(data.file, lines.pop());
      for (const line of lines) yield* counted(line);
    } else if (type === 'test:diagnostic') {
      yield* counted(data.message);
    } else if (type === 'test:pass' && data.skip !== undefined) {
      yield `${JSON.stringify({ skipped: data.name, why: typeof data.skip === 'string' ? data.skip : '' })}\n`;
    }
  }
}

function* counted(line) {
  const found = COUNT.exec(line.trim());
  if (found) yield `${JSON.stringify({ count: Number(found[1]), of: found[2] })}\n`;
}
