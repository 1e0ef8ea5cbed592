import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { parsePrefix } from '../base/prefix.ts';
import type { DoorWish } from '../ports/door.ts';
import { API_ROUTES } from '../records/api.ts';
import { MemoryStore } from '../store/memory.ts';
import { httpStage, type HttpStage } from '../../test/http-stage.ts';
import { faultsOf, schemaNamed } from '../../test/records/schema.ts';

type Json = Readonly<Record<string, unknown>>;

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Told {
  readonly status: number;
  readonly body: Json;
  readonly cookie: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** As a program asks, over TCP or the socket. */
async function ask(
  where: { readonly page: string } | { readonly socket: string },
  path: string,
  asked: Asked = {},
): Promise<Told> {
  const { method = 'GET', body, headers } = asked;
  const place =
    'page' in where ? { host: '127.0.0.1', port: new URL(where.page).port } : { socketPath: where.socket };
  return await new Promise((resolve, reject) => {
    const asking = request(
      {
        ...place,
        path: `/api/v1${path}`,
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      },
      (answer) => {
        let text = '';
        answer.on('data', (part) => (text += String(part)));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode!,
            body: text === '' ? {} : (JSON.parse(text) as Json),
            cookie: answer.headers['set-cookie']?.[0] ?? '',
            headers: answer.headers,
          }),
        );
      },
    );
    asking.on('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function on(more: Partial<DoorWish>, body: (stage: HttpStage) => Promise<void>): Promise<void> {
  const stage = await httpStage(new MemoryStore(), more);
  try {
    await body(stage);
  } finally {
    await stage.close();
  }
}

const SAME = { 'sec-fetch-site': 'same-origin' };

/** The cookie as it is sent back. */
function cookieOf({ cookie }: Told): Readonly<Record<string, string>> {
  return { cookie: cookie.split(';', 1)[0]! };
}

test('a code from the socket logs in once, with the rights of whoever asked for it', async () => {
  await on({}, async ({ page, socket }) => {
    const offered = await ask({ socket }, '/login-codes', { method: 'POST', body: {} });
    assert.deepEqual(faultsOf(offered.body, schemaNamed('login-code.v1')), []);
    const { code, links } = offered.body as { code: string; links: readonly string[] };
    assert.deepEqual(links, [`${page}#code=${code}`]);
    const come = { method: 'POST', body: { code }, headers: SAME };
    const session = await ask({ page }, '/session', come);
    assert.deepEqual(
      [session.status, session.body['role'], session.body['name']],
      [200, 'operator', 'socket'],
    );
    assert.match(session.cookie, /^arpist=[\w-]{27}; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal((await ask({ page }, '/session', come)).status, 401);
    const cookie = cookieOf(session);
    assert.equal((await ask({ page }, '/status', { headers: cookie })).status, 200);
    assert.deepEqual(
      faultsOf((await ask({ page }, '/session', { headers: cookie })).body, schemaNamed('session.v1')),
      [],
    );
    assert.equal((await ask({ page }, '/tokens', { headers: cookie })).status, 403);
    const order = { method: 'POST', body: { order: 'revoke', id: 1 } };
    assert.equal((await ask({ page }, '/orders', { ...order, headers: { ...cookie, ...SAME } })).status, 200);
    for (const strange of [
      {},
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])
      assert.equal(
        (await ask({ page }, '/orders', { ...order, headers: { ...cookie, ...strange } })).status,
        403,
      );
    const out = await ask({ page }, '/session', { method: 'DELETE', headers: { ...cookie, ...SAME } });
    assert.match(out.cookie, /^arpist=;|^__Host-arpist=;/);
    assert.equal((await ask({ page }, '/status', { headers: cookie })).status, 401);
  });
});

test('a token logs in; with the token its sessions end', async () => {
  await on({ uidOf: () => 0 }, async ({ page, socket, tokens }) => {
    const token = tokens.make({ name: 'vera', role: 'viewer', expires: null }, 0);
    const come = { method: 'POST', body: { token }, headers: SAME };
    const first = await ask({ page }, '/session', come);
    // A cookie that was there before is none that somebody could have planted.
    const second = await ask({ page }, '/session', { ...come, headers: { ...SAME, ...cookieOf(first) } });
    assert.notEqual(first.cookie, second.cookie);
    assert.equal((await ask({ page }, '/session', { ...come, body: { token: 'arp_x' } })).status, 401);
    assert.equal((await ask({ page }, '/session', { ...come, body: {} })).status, 422);
    assert.equal(
      (await ask({ page }, '/session', { ...come, headers: { 'sec-fetch-site': 'cross-site' } })).status,
      403,
    );
    const list = (await ask({ socket }, '/tokens')).body['items'] as readonly Json[];
    assert.deepEqual(
      list.map((one) => [one['name'], one['token']]),
      [['vera', null]],
    );
    assert.equal(
      (await ask({ socket }, `/tokens/${String(list[0]!['id'])}`, { method: 'DELETE' })).status,
      200,
    );
    assert.equal((await ask({ socket }, '/tokens/77', { method: 'DELETE' })).status, 404);
    assert.equal((await ask({ page }, '/status', { headers: cookieOf(first) })).status, 401);
  });
});

test('an admin makes tokens that are told once; who is none makes none', async () => {
  await on({ uidOf: () => 0 }, async ({ page, socket }) => {
    const made = await ask({ socket }, '/tokens', { method: 'POST', body: { name: 'wall', role: 'viewer' } });
    assert.deepEqual(faultsOf(made.body, schemaNamed('token.v1')), []);
    const headers = { authorization: `Bearer ${String(made.body['token'])}` };
    assert.equal((await ask({ page }, '/status', { headers })).status, 200);
    for (const body of [
      { name: '', role: 'viewer' },
      { name: 'x', role: 'king' },
      { name: 'x\n', role: 'viewer' },
    ])
      assert.equal((await ask({ socket }, '/tokens', { method: 'POST', body })).status, 422);
  });
  await on({ uidOf: () => 12_345_678 }, async ({ socket }) => {
    assert.equal(
      (await ask({ socket }, '/tokens', { method: 'POST', body: { name: 'x', role: 'viewer' } })).status,
      403,
    );
  });
});

test('whoever is not known reads nothing, and a viewer changes nothing: every route', async () => {
  await on({}, async ({ page, tokens }) => {
    const token = tokens.make({ name: 'wall', role: 'viewer', expires: null }, 0);
    for (const { method, path, role } of Object.values(API_ROUTES)) {
      if (role === 'anybody') continue;
      const place = path.replace(/:\w+/, '1');
      const body = method === 'POST' ? {} : undefined;
      assert.equal((await ask({ page }, place, { method, body })).status, 401, path);
      if (role === 'viewer') continue;
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await ask({ page }, place, { method, body, headers })).status, 403, path);
    }
  });
});

test('guessing is slow: five log-ins at once, and a header that nobody vouches for makes them no more', async () => {
  await on({}, async ({ page }) => {
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      const headers = { ...SAME, 'x-forwarded-for': `198.51.100.${count}` };
      statuses.push(
        (await ask({ page }, '/session', { method: 'POST', body: { code: 'x' }, headers })).status,
      );
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  });
  await on({ behindProxy: true, trustedProxies: [parsePrefix('127.0.0.0/8')!] }, async ({ page, tokens }) => {
    for (let count = 0; count < 7; count += 1) {
      const headers = { ...SAME, 'x-forwarded-for': `10.0.0.1, 198.51.100.${count}, 127.0.0.9` };
      assert.equal(
        (await ask({ page }, '/session', { method: 'POST', body: { code: 'x' }, headers })).status,
        401,
      );
    }
    const token = tokens.make({ name: 'vera', role: 'viewer', expires: null }, 0);
    const headers = { ...SAME, 'x-forwarded-for': '198.51.100.77', 'x-forwarded-proto': 'https' };
    const { cookie } = await ask({ page }, '/session', { method: 'POST', body: { token }, headers });
    assert.match(cookie, /^__Host-arpist=.*; Secure/);
  });
});

test('who reads too often waits, and is told how long', async () => {
  await on({}, async ({ page, tokens }) => {
    const token = tokens.make({ name: 'busy', role: 'operator', expires: null }, 0);
    const headers = { authorization: `Bearer ${token}` };
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1)
      statuses.push(
        (await ask({ page }, '/orders', { method: 'POST', body: { order: 'revoke', id: 1 }, headers }))
          .status,
      );
    assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.at(-1)], [10, 429]);
  });
});

test('an order with the same key is done once; a list that did not change is not told again', async () => {
  await on({}, async ({ page, tokens, orders }) => {
    const token = tokens.make({ name: 'vera', role: 'operator', expires: null }, 0);
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'a-1' };
    const order = { method: 'POST', body: { order: 'revoke', id: 1 }, headers };
    const [one, two] = [await ask({ page }, '/orders', order), await ask({ page }, '/orders', order)];
    assert.deepEqual([one.status, two.body, orders.length], [200, one.body, 1]);
    assert.equal(
      (await ask({ page }, '/orders', { ...order, body: { order: 'revoke', id: 2 } })).status,
      422,
    );
    const words = await ask({ page }, '/words', { headers });
    const again = await ask({ page }, '/words', {
      headers: { ...headers, 'if-none-match': String(words.headers['etag']) },
    });
    assert.deepEqual([words.status, again.status, again.body], [200, 304, {}]);
  });
});

test('other machines are let in by TLS or a proxy that is named, and by nothing else', async () => {
  const refused = (more: Partial<DoorWish>): Promise<void> =>
    assert.rejects(
      httpStage(new MemoryStore(), { listen: ['0.0.0.0:0'], ...more }),
      (fault) => fault instanceof UsageFault && /other machines/.test(fault.message),
    );
  await refused({});
  await refused({ listen: ['127.0.0.1:0', '[::]:0'] });
  await refused({ listen: ['127.0.0.1.example.org:0'] });
  await refused({ behindProxy: true });
  await on(
    { listen: ['0.0.0.0:0'], behindProxy: true, trustedProxies: [parsePrefix('10.0.0.1/32')!] },
    async ({ page }) => {
      assert.equal((await ask({ page }, '/status')).status, 401);
    },
  );
});
