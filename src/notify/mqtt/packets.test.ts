import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  connectPacket,
  LONGEST_PACKET,
  PacketReader,
  publicationOf,
  publishPacket,
  refusalOf,
  subscribePacket,
} from './packets.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('CONNECT: the flags say what follows', () => {
  const bare = { clientId: 'a', keepAlive: 30, will: null, user: null, password: null };
  assert.equal(hex(connectPacket(bare)), '100d00044d5154540402001e000161');
  const full = connectPacket({
    ...bare,
    will: { topic: 't', payload: 'offline', retain: true },
    user: 'u',
    password: 'pp',
  });
  assert.equal(
    hex(full),
    `102000044d51545404ee001e000161${'000174'}${'00076f66666c696e65'}${'000175'}${'00027070'}`,
  );
});

test('PUBLISH of quality 1 comes back as it was said, in pieces of any size', () => {
  const said = {
    topic: 'arpist/hq/state',
    payload: JSON.stringify({ name: 'küche', long: 'x'.repeat(300) }),
    retain: true,
  };
  const bytes = Buffer.concat([publishPacket(said, 7), publishPacket({ ...said, retain: false }, 8)]);
  for (const size of [1, 2, 7, bytes.length]) {
    const reader = new PacketReader();
    const heard = [];
    for (let at = 0; at < bytes.length; at += size)
      heard.push(...reader.take(bytes.subarray(at, at + size))!);
    assert.deepEqual(heard.map(publicationOf), [said, { ...said, retain: false }]);
  }
  assert.equal(hex(subscribePacket(['a/+'], 1)), '820800010003612f2b00');
});

test('what is no MQTT, or too much of it, ends the reading', () => {
  const take = (text: string) => new PacketReader().take(Buffer.from(text, 'hex'));
  assert.equal(take('30ffffffff01'), null);
  const length = LONGEST_PACKET + 1;
  assert.equal(
    new PacketReader().take(
      Buffer.from([0x30, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14]),
    ),
    null,
  );
  assert.deepEqual(take('30ff'), []);
  assert.equal(publicationOf({ type: 3, flags: 0, body: Buffer.from('00ff61', 'hex') }), undefined);
  assert.equal(publicationOf({ type: 4, flags: 0, body: Buffer.from('0001', 'hex') }), undefined);
});

test('a broker that lets nobody in says why; one that is not ready may be asked again', () => {
  const answer = (code: number) => refusalOf({ type: 2, flags: 0, body: Buffer.from([0, code]) });
  assert.equal(answer(0), null);
  assert.deepEqual(answer(3), { why: 'it is not ready', again: true });
  assert.deepEqual(answer(5), { why: 'this user may not connect', again: false });
  assert.deepEqual(answer(99)!.again, false);
});
