// Health checks: how often they are asked and how failures are counted, in virtual time; and what real servers answer.
import assert from 'node:assert/strict';
import { createServer as httpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as tcpServer, type Server } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { askOnce, isHealthy } from '../src/apply/health.ts';
import type { Health } from '../src/model.ts';
import { network } from '../src/apply/probes.ts';
import { tinyHands } from './support/tiny-hands.ts';

const a = (probe: Health['probe'], more: Partial<Health> = {}): Health => ({
  probe,
  intervalMs: 1_000,
  timeoutMs: 5_000,
  retries: 3,
  startPeriodMs: 0,
  ...more,
});
const command = { kind: 'command', argv: ['check', '--all'] } as const;

describe('how often', () => {
  const table: readonly [
    says: string,
    answers: readonly number[],
    more: Partial<Health>,
    tries: number | null,
    ms: number,
  ][] = [
    ['well at once', [0], {}, null, 0],
    ['well at the third try', [1, 1, 0], {}, null, 2_000],
    ['three failures in a row', [1, 1, 1], {}, 3, 2_000],
    ['one failure is enough', [1], { retries: 1 }, 1, 0],
    ['nothing counts while it comes up', [1, 1, 1, 1, 1, 0], { startPeriodMs: 5_000 }, null, 5_000],
    ['afterwards everything does', [1, 1, 1, 1, 1], { startPeriodMs: 2_500 }, 6, 5_000],
  ];
  for (const [says, answers, more, tries, ms] of table) {
    test(says, async () => {
      const hands = tinyHands();
      const began = hands.now();
      const left = [...answers];
      hands.commands = () => ({ code: left.shift() ?? 1, stderr: 'not yet\n' });
      const sick = await isHealthy(a(command, more), hands);
      assert.deepEqual(sick, tries === null ? null : { cause: 'its health command ends with 1: not yet', tries });
      assert.equal(hands.now() - began, ms);
      assert.deepEqual(hands.ran[0], { argv: ['check', '--all'], options: { timeoutMs: 5_000 } });
    });
  }

  test('no longer than somebody wants to know', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 1 });
    let asked = 0;
    const sick = await isHealthy(a(command, { startPeriodMs: 60_000 }), hands, { goOn: () => ++asked < 4 });
    assert.equal(sick?.tries, 2);
  });

  test('a command that takes too long says so', async () => {
    const hands = tinyHands();
    hands.commands = () => ({ code: 124 });
    assert.equal(await askOnce(a(command), hands), 'its health command takes longer than 5 s');
  });
});

describe('http', () => {
  const answering = async (t: TestContext, listener: RequestListener): Promise<string> =>
    `http://127.0.0.1:${await listening(t, httpServer(listener))}/health?x=1`;

  for (const [status, well] of [
    [200, true],
    [204, true],
    [302, true],
    [399, true],
    [400, false],
    [404, false],
    [503, false],
  ] as const) {
    test(`${status}: ${well ? 'well' : 'not well'}, and asked once`, async (t) => {
      let asked = 0;
      const url = await answering(t, (request, response) => {
        asked += 1;
        assert.equal(request.url, '/health?x=1');
        response.writeHead(status, { location: '/elsewhere' }).end('body');
      });
      assert.equal(await network.http(url, 2_000), well ? null : `${url} answers ${status}`);
      assert.equal(asked, 1);
    });
  }

  test('an endless body is not waited for', async (t) => {
    const url = await answering(t, (_, response) => void response.write('x'));
    assert.equal(await network.http(url, 2_000), null);
  });

  test('no answer in time', async (t) => {
    const url = await answering(t, () => undefined);
    assert.equal(await network.http(url, 100), `${url} does not answer within 100 ms`);
  });

  test('something else than http', async (t) => {
    const port = await listening(
      t,
      tcpServer((socket) => void socket.end('SSH-2.0\r\n')),
    );
    assert.match((await network.http(`http://127.0.0.1:${port}/`, 2_000)) ?? '', /does not speak HTTP/);
    assert.notEqual(await network.http(`https://127.0.0.1:${port}/`, 2_000), null);
  });

  test('nobody there, and no URL', async () => {
    const port = await freePort();
    assert.match(
      (await network.http(`http://127.0.0.1:${port}/`, 2_000)) ?? '',
      /nobody listens there \(ECONNREFUSED\)/,
    );
    assert.equal(await network.http('http://[', 2_000), 'http://[ is no URL');
  });
});

describe('tcp', () => {
  test('somebody listens, or nobody', async (t) => {
    const port = await listening(t, tcpServer());
    assert.equal(await network.tcp('127.0.0.1', port, 2_000), null);
    const free = await freePort();
    assert.equal(await network.tcp('127.0.0.1', free, 2_000), `127.0.0.1:${free}: nobody listens there (ECONNREFUSED)`);
  });
});

function listening(t: TestContext, server: Server): Promise<number> {
  t.after(() => {
    server.close();
    if ('closeAllConnections' in server) (server as Server & { closeAllConnections(): void }).closeAllConnections();
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}

async function freePort(): Promise<number> {
  const server = tcpServer();
  const port = await new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );
  await new Promise((done) => server.close(done));
  return port;
}
