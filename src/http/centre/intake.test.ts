import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import { SystemFault } from '../../base/fault.ts';
import { GroupCommit } from '../../centre/group-commit.ts';
import { PaperSink } from '../../sim/sink.ts';
import type { SpoolBatch } from '../../ports/spool.ts';
import { packBody } from '../../store/spool-body.ts';
import { encodeFrames, LARGEST_REQUEST } from '../frames.ts';
import { intake } from './intake.ts';
import { listenFor } from './listen.ts';

const SECRET = `arpk_${'a'.repeat(32)}`;
const TYPE = 'application/vnd.arpist.batches';
const ONE = { k: 'other', kind: 'x', text: '' } as const;

function batch(more: Partial<SpoolBatch> = {}): SpoolBatch {
  return { run: 'r', store: 's', from: 1, to: 1, was: null, dropped: null, ...packBody([ONE]), ...more };
}

function framed(one: SpoolBatch, sensor = 'berlin/core-1'): Buffer {
  return Buffer.from(encodeFrames([one], { sensor, sent: 0 }));
}

function deflated(text: string): Pick<SpoolBatch, 'form' | 'body'> {
  return { form: 'deflate', body: zlib.deflateRawSync(Buffer.from(text)) };
}

test('whatever cannot be taken is refused with a sentence, and nothing of it is kept', async () => {
  const sink = new PaperSink();
  const group = new GroupCommit(sink, Date.now);
  const keys = { sensorOf: async (secret: string) => (secret === SECRET ? 'berlin/core-1' : null) };
  const answer = intake({ keys, take: (batches) => group.add(batches), now: () => 5 });
  const { url, close } = await listenFor(answer, { place: '127.0.0.1:0', tls: null, flag: '--listen' });
  const post = async (
    body: Buffer | string,
    headers: Record<string, string> = {},
  ): Promise<readonly [number, string]> => {
    const sent = { authorization: `Bearer ${SECRET}`, 'content-type': TYPE, ...headers };
    const response = await fetch(`${url}/v1/batches`, { method: 'POST', body, headers: sent });
    const { detail = '' } = (await response.json()) as { readonly detail?: string };
    return [response.status, detail];
  };
  const good = framed(batch());
  const version = Buffer.from(good.toString('latin1').replace('"v":1', '"v":2'), 'latin1');
  const wrong: readonly (readonly [string, Buffer | string, number, RegExp, Record<string, string>?])[] = [
    ['no key', good, 401, /key is not known/, { authorization: '' }],
    ['another key', good, 401, /key is not known/, { authorization: `Bearer arpk_${'b'.repeat(32)}` }],
    ['another type', good, 415, /only application/, { 'content-type': 'text/plain' }],
    ['nothing', '', 400, /no batch/],
    ['no line', 'x', 400, /begins with one line/],
    ['no JSON', 'x\n', 400, /line of JSON/],
    ['a list', '[]\n', 400, /line of JSON|no version/],
    ['a long line', `${'x'.repeat(5000)}\n`, 400, /begins with one line/],
    ['a future version', version, 400, /version 2: this centre reads up to 1/],
    ['half of it', good.subarray(0, -1), 400, /ends in the middle/],
    [
      'a foreign name',
      framed(batch(), 'oslo/edge-1'),
      403,
      /key is that of berlin\/core-1, and a batch calls itself oslo\/edge-1/,
    ],
    ['no name', framed(batch(), 'Berlin/../x'), 400, /names no sensor/],
    ['numbers that are none', framed(batch({ from: 5, to: 3 })), 400, /numbers of a batch are none/],
    ['more than a batch', framed(batch({ to: 501 })), 422, /501: 500 are the most/],
    ['a hole in it', framed(batch({ to: 2 })), 422, /holds 2 and holds 1: there is a hole/],
    ['no list', framed(batch(deflated('{}'))), 422, /no list/],
    [
      'not packed',
      framed(batch({ form: 'deflate', body: Buffer.from([255, 1, 2]) })),
      422,
      /cannot be unpacked/,
    ],
    ['a bomb', framed(batch(deflated(' '.repeat(9 * 2 ** 20)))), 422, /more than any batch holds/],
    ['a binding of nobody', framed(batch(deflated('[{"k":"bind"}]'))), 422, /binding names no network/],
    ['a dispatch that is none', framed(batch(deflated('[7]'))), 422, /has no kind/],
    ['too much', Buffer.alloc(LARGEST_REQUEST + 1), 413, /more than 4194304/],
  ];
  try {
    for (const [what, body, status, sentence, headers] of wrong) {
      const [code, detail] = await post(body, headers);
      assert.equal(code, status, `${what}: ${detail}`);
      assert.match(detail, sentence, what);
    }
    assert.equal(sink.taken.length, 0);
    assert.equal((await post(good))[0], 200);
    const unknown = framed(batch({ from: 2, to: 2, ...deflated('[{"k":"of-tomorrow","x":"\\u0000"}]') }));
    assert.equal((await post(unknown))[0], 200, 'an unknown kind is kept');
    assert.equal(sink.taken.length, 2);
  } finally {
    await close();
  }
});

test('nothing is listened to beyond this machine without TLS', async () => {
  const listen = (place: string): Promise<unknown> =>
    listenFor(() => undefined, { place, tls: null, flag: '--listen' });
  await assert.rejects(listen('0.0.0.0:0'), /nothing leaves it without TLS/);
  await assert.rejects(listen('centre.example:8470'), /nothing leaves it without TLS/);
  await assert.rejects(listen('127.0.0.1:70000'), /no address with a port/);
});

test('what comes while a transaction runs makes the next one; what no database takes is refused by itself', async () => {
  const paper = new PaperSink();
  const sink = {
    async commit(batches: Parameters<typeof paper.commit>[0]) {
      if (batches.some(({ store }) => store === 'bad'))
        throw new SystemFault('damaged', 'bad', { operation: '', remedy: '' });
      return await paper.commit(batches);
    },
  };
  const group = new GroupCommit(sink, () => 0);
  const one = (sensor: string, store = 's') => [{ ...batch({ store }), sensor, sent: 0, dispatches: [ONE] }];
  const first = group.add(one('a/a'));
  const ends = await Promise.allSettled([
    first,
    group.add(one('a/b')),
    group.add(one('a/c', 'bad')),
    group.add(one('a/d')),
  ]);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(paper.commits, 3, 'one, then those that were good, each by itself');
  const many = Array.from({ length: 1001 }, () => one('a/e')[0]!);
  await assert.rejects(group.add(many), /wait already/);
});
