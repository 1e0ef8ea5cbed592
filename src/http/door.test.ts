import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { MemoryStore } from '../store/memory.ts';
import { A, B, batch, IP, T, told, touch } from '../../test/contracts/store.ts';
import { httpStage, type HttpStage } from '../../test/http-stage.ts';
import { askService, ServiceClient } from '../cli/service-client.ts';
import { dirname } from 'node:path';

async function on(body: (stage: HttpStage) => Promise<void>): Promise<void> {
  const store = new MemoryStore();
  await store.begin(T);
  const touches = [touch(0, A), touch(0, B), touch(0, A, { ip: IP + 1 })];
  const events = Array.from({ length: 5 }, (_, at) =>
    told(`conflict-${at + 1}`, at === 4 ? { kind: 'scan', severity: 'info' } : {}),
  );
  await store.commit(batch(1, { touches, events }));
  const stage = await httpStage(store);
  try {
    await body(stage);
  } finally {
    await stage.close();
  }
}

type Answer = Readonly<Record<string, unknown>> & { readonly items?: readonly Record<string, unknown>[] };

async function ask(
  url: string,
  { token, ...init }: RequestInit & { readonly token?: string } = {},
): Promise<{ readonly status: number; readonly body: Answer; readonly headers: Headers }> {
  const headers = {
    ...(init.headers as Record<string, string>),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { ...init, headers });
  return { status: answer.status, body: (await answer.json()) as Answer, headers: answer.headers };
}

/** A request as it stands, for what no client sends by itself; the first line of the answer. */
async function raw(page: string, text: string): Promise<string> {
  const { hostname, port } = new URL(page);
  return await new Promise((resolve, reject) => {
    let heard = '';
    const line = connect(Number(port), hostname, () => line.write(text));
    line.on('data', (part) => {
      heard += part.toString();
      if (!heard.includes('\r\n')) return;
      line.destroy();
      resolve(heard.split('\r\n', 1)[0]!);
    });
    line.on('error', reject);
    line.on('close', () => resolve(heard.split('\r\n', 1)[0]!));
  });
}

test('the socket: reaching it is the right, and its group may', async () => {
  await on(async ({ socket, orders }) => {
    assert.equal(statSync(socket).mode & 0o777, 0o660);
    const client = (await askService(dirname(socket)))!;
    assert.equal((await client.get('/status'))['type'], 'status');
    const done = await client.post('/orders', { order: 'revoke', id: 7 });
    assert.deepEqual([done['type'], done['undo']], ['ordered', 'arpist revoke 1']);
    assert.deepEqual(orders, [[{ order: 'revoke', id: 7 }, 'socket']]);
    await assert.rejects(client.post('/orders', { order: 'x' }), /order/);
    await assert.rejects(client.get('/nothing'), /there is no \/api\/v1\/nothing/);
    assert.deepEqual(
      [
        (await client.post('/targets/ops-mail/test', {}))['sent'],
        (await client.post('/targets/x/test', {}))['why'],
      ],
      [true, 'there is no such target'],
    );
  });
});

test('nobody answers: no service; and a second one on the same socket is refused', async () => {
  await on(async ({ socket, door }) => {
    const again = httpStage(new MemoryStore(), { socket, listen: [] });
    await assert.rejects(again, (fault) => fault instanceof SystemFault && fault.kind === 'busy');
    await door.close();
    assert.equal(await askService(dirname(socket)), undefined);
    await assert.rejects(new ServiceClient(socket).get('/status'), /does not answer/);
  });
});

test('on TCP a token is asked for, and its role decides', async () => {
  await on(async ({ page, tokens, orders }) => {
    const viewer = tokens.make({ name: 'wall', role: 'viewer', expires: null }, 0);
    const operator = tokens.make({ name: 'vera', role: 'operator', expires: null }, 0);
    const over = tokens.make({ name: 'old', role: 'admin', expires: 59_999 }, 0);
    for (const token of ['', 'arp_x', over]) {
      const { status, body } = await ask(`${page}api/v1/status`, { token });
      assert.deepEqual([status, body['status'], typeof body['hint']], [401, 401, 'string']);
    }
    assert.equal((await ask(`${page}api/v1/status`, { token: viewer })).status, 200);
    const order = {
      method: 'POST',
      body: '{"order":"revoke","id":1}',
      headers: { 'content-type': 'application/json' },
    };
    assert.equal((await ask(`${page}api/v1/orders`, { ...order, token: viewer })).status, 403);
    assert.equal((await ask(`${page}api/v1/orders`, { ...order, token: operator })).status, 200);
    assert.deepEqual(
      orders.map(([, by]) => by),
      ['token vera'],
    );
    const foreign = {
      ...order,
      token: operator,
      headers: { ...order.headers, origin: 'http://evil.example' },
    };
    assert.equal((await ask(`${page}api/v1/orders`, foreign)).status, 403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      assert.equal(
        (await ask(`${page}api/v1/orders`, { ...order, token: operator, headers: { 'content-type': type } }))
          .status,
        415,
      );
    const large = JSON.stringify({ order: 'x'.repeat(70_000) });
    assert.equal((await ask(`${page}api/v1/orders`, { ...order, body: large, token: operator })).status, 413);
    assert.equal((await ask(`${page}api/v1/orders`, { ...order, body: '{', token: operator })).status, 400);
    assert.equal(orders.length, 1);
  });
});

test('lists go on where they ended, and filter in the words of the command line', async () => {
  await on(async ({ page, tokens }) => {
    const token = tokens.make({ name: 'x', role: 'viewer', expires: null }, 0);
    const ids: unknown[] = [];
    let next: unknown = '';
    while (next !== null) {
      const cursor = next === '' ? '' : `&cursor=${next as string}`;
      const { body } = await ask(`${page}api/v1/episodes?limit=2${cursor}`, { token });
      ids.push(...body.items!.map((one) => one['id']));
      ({ next } = body);
    }
    assert.deepEqual(ids, ['conflict-5', 'conflict-4', 'conflict-3', 'conflict-2', 'conflict-1']);
    const scans = await ask(`${page}api/v1/episodes?where=${encodeURIComponent('kind=scan')}`, { token });
    assert.deepEqual(
      scans.body.items!.map((one) => one['id']),
      ['conflict-5'],
    );
    const wrong = await ask(`${page}api/v1/episodes?where=colour%3Dred`, { token });
    assert.deepEqual([wrong.status, /colour/.test(String(wrong.body['detail']))], [422, true]);
    const first = await ask(`${page}api/v1/stations?limit=1`, { token });
    const rest = await ask(`${page}api/v1/stations?cursor=${String(first.body['next'])}`, { token });
    assert.equal(first.body.items!.length + rest.body.items!.length, 3);
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=x',
      'cursor=x',
      'open=perhaps',
      'kind=noise',
      'ip=1.2.3',
    ])
      assert.equal((await ask(`${page}api/v1/episodes?${query}`, { token })).status, 400, query);
    const one = await ask(`${page}api/v1/episodes/${String(scans.body.items![0]!['episode'])}`, { token });
    assert.equal((one.body['events'] as unknown[]).length, 1);
    assert.equal((await ask(`${page}api/v1/episodes/77777`, { token })).status, 404);
    const held = await ask(`${page}api/v1/addresses/10.20.0.50/holders`, { token });
    assert.equal(held.body.items!.length, 2);
    const events = await ask(`${page}api/v1/events?limit=3`, { token });
    const later = await ask(`${page}api/v1/events?after=${String(events.body['next'])}`, { token });
    assert.equal(later.body.items!.length, 2);
  });
});

test('a name that is not of this machine, and requests that no honest client sends', async () => {
  await on(async ({ page }) => {
    const port = new URL(page).port;
    const get = (path: string, ...headers: readonly string[]): string =>
      [`GET ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n');
    assert.match(await raw(page, get('/healthz', `Host: 127.0.0.1:${port}`)), / 200 /);
    assert.match(await raw(page, get('/healthz', 'Host: arpist.example.org')), / 200 /);
    assert.match(await raw(page, get('/healthz', 'Host: evil.example')), / 421 /);
    assert.match(await raw(page, get('/healthz', 'Host: localhost', 'Host: evil.example')), / 400 /);
    assert.match(await raw(page, get('/healthz')), / 400 /);
    assert.match(await raw(page, 'GET /healthz HTTP/1.0\r\n\r\n'), / 400 /);
    assert.match(await raw(page, get('http://evil.example/', 'Host: localhost')), / 400 /);
    assert.match(await raw(page, get('/../../etc/passwd', 'Host: localhost')), / 404 /);
    assert.match(
      await raw(page, get('/', 'Host: localhost', 'Connection: upgrade', 'Upgrade: websocket')),
      / 400 /,
    );
    const { headers } = await ask(`${page}api/v1/status`);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*trusted-types/);
    assert.equal(headers.get('access-control-allow-origin'), null);
  });
});

test('numbers for Prometheus, on the socket and on loopback, without a token', async () => {
  await on(async ({ page }) => {
    const old = await fetch(`${page}metrics`);
    assert.equal(old.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const text = await old.text();
    assert.match(text, /^arpist_events_total\{network="eth0",kind="conflict"\} 2$/m);
    assert.match(text, /^process_resident_memory_bytes [1-9]\d+$/m);
    assert.match(text, /^arpist_http_streams 0$/m);
    const open = await fetch(`${page}metrics`, { headers: { accept: 'application/openmetrics-text' } });
    assert.match(await open.text(), /\n# EOF\n$/);
    assert.equal((await fetch(`${page}metrics`, { method: 'POST' })).status, 404);
  });
});
