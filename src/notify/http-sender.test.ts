import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { jsonRequest } from './forms/request.ts';
import { sendRequest } from './http-sender.ts';
import type { Sending } from '../ports/telling.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const NOW = 1_800_000_000_000;

async function answeredBy(answer: Answer): Promise<Sending> {
  const server = createServer((request, response) => answer(response, request));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    return await sendRequest(jsonRequest(`http://127.0.0.1:${port}/hook`, { a: 1 }), () => NOW);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer =>
  (response) =>
    response.writeHead(code, headers).end(body);

const OUTCOMES: readonly (readonly [what: string, Answer, Sending])[] = [
  ['200', status(200), { sent: true }],
  ['204', status(204), { sent: true }],
  ['299', status(299), { sent: true }],
  [
    '302',
    status(302, { location: 'https://elsewhere.example/' }),
    {
      sent: false,
      why: 'the server answers 302 and leads elsewhere: name https://elsewhere.example/ itself',
      again: false,
    },
  ],
  [
    '400',
    status(400, {}, 'no  such\nroom'),
    { sent: false, why: 'the server answers 400: no such room', again: false },
  ],
  ['410', status(410), { sent: false, why: 'the server answers 410', again: false }],
  ['408', status(408), { sent: false, why: 'the server answers 408', again: true }],
  ['425', status(425), { sent: false, why: 'the server answers 425', again: true }],
  [
    '429 for 30 seconds',
    status(429, { 'retry-after': '30' }),
    { sent: false, why: 'the server answers 429', again: true, after: NOW + 30_000 },
  ],
  [
    '503 until a date',
    status(503, { 'retry-after': new Date(NOW + 60_000).toUTCString() }),
    { sent: false, why: 'the server answers 503', again: true, after: NOW + 60_000 },
  ],
  [
    '503 until nonsense',
    status(503, { 'retry-after': 'soon' }),
    { sent: false, why: 'the server answers 503', again: true },
  ],
  ['500', status(500), { sent: false, why: 'the server answers 500', again: true }],
  [
    'garbage without an end',
    (response) => {
      response.writeHead(500);
      const flood = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(flood));
    },
    { sent: false, why: `the server answers 500: ${'x'.repeat(200)}`, again: true },
  ],
];

for (const [what, answer, expected] of OUTCOMES)
  test(`a server that answers ${what}`, async () => {
    assert.deepEqual(await answeredBy(answer), expected);
  });

test('what is sent arrives whole', async () => {
  let got = '';
  const outcome = await answeredBy((response, request) => {
    request.setEncoding('utf8').on('data', (text: string) => (got += text));
    request.on('end', () => response.end(`${request.method} ${request.headers['content-type']}`));
  });
  assert.deepEqual([outcome, got], [{ sent: true }, '{"a":1}']);
});

test('a server that hangs up, one that is not there, an address that is none', async () => {
  const hung = await answeredBy((response) => response.destroy());
  assert.ok(!hung.sent && hung.again, JSON.stringify(hung));
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const gone = await sendRequest(jsonRequest(`http://127.0.0.1:${port}/`, {}), () => NOW);
  assert.ok(!gone.sent && gone.again && /ECONNREFUSED/.test(gone.why), JSON.stringify(gone));
  const none = await sendRequest(jsonRequest('no address', {}), () => NOW);
  assert.ok(!none.sent && !none.again, JSON.stringify(none));
});
