import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { ip } from '../../test/cli/stations.ts';
import { addressesOf, dnsNames } from './names.ts';

interface Server {
  readonly address: string;
  readonly asked: readonly string[];
  readonly mostAtOnce: () => number;
  close(): void;
}

/** A name server on the loopback: answers PTR questions with `names`, NXDOMAIN for `unknown`, nothing for the rest. */
async function nameServer(
  names: Readonly<Record<string, string>>,
  unknown: readonly string[],
  delayMs = 0,
): Promise<Server> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  let waiting = 0;
  let most = 0;
  socket.on('message', (question, { port, address }) => {
    const labels = labelsOf(question);
    const reversed = labels.slice(0, 4).toReversed().join('.');
    asked.push(reversed);
    const name = names[reversed];
    if (name === undefined && !unknown.includes(reversed)) return;
    most = Math.max(most, ++waiting);
    setTimeout(() => {
      waiting--;
      socket.send(answerTo(question, name), port, address);
    }, delayMs);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, asked, mostAtOnce: () => most, close: () => void socket.close() };
}

function labelsOf(question: Buffer): readonly string[] {
  const labels: string[] = [];
  for (let at = 12; question[at]; at += question[at]! + 1)
    labels.push(question.toString('latin1', at + 1, at + 1 + question[at]!));
  return labels;
}

/** RFC 1035 4.1: the question again, and one PTR record or the code 3. */
function answerTo(question: Buffer, name: string | undefined): Buffer {
  const end = question.indexOf(0, 12) + 5;
  const head = Buffer.from(question.subarray(0, end));
  head.writeUInt16BE(name === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(name === undefined ? 0 : 1, 6);
  head.writeUInt32BE(0, 8);
  if (name === undefined) return head;
  const labels = Buffer.concat([
    ...name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(12, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(labels.length, 10);
  return Buffer.concat([head, record, labels]);
}

test('a name, an address without one, and a server that does not answer', async () => {
  const server = await nameServer({ '192.0.2.7': 'printer.example' }, ['192.0.2.8']);
  try {
    const names = dnsNames({ servers: [server.address], timeoutMs: 50 });
    const found = await Promise.all(
      ['192.0.2.7', '192.0.2.8', '192.0.2.9'].map((one) => names.nameOf(ip(one))),
    );
    assert.deepEqual(found, ['printer.example', null, null]);
  } finally {
    server.close();
  }
});

test('a resolver is not flooded: sixteen questions at once, and all of them get their turn', async () => {
  const many = Array.from({ length: 60 }, (_, at) => `192.0.2.${at}`);
  const server = await nameServer(
    Object.fromEntries(many.map((one) => [one, `host-${one.replaceAll('.', '-')}.example`])),
    [],
    5,
  );
  try {
    const names = dnsNames({ servers: [server.address] });
    const found = await Promise.all(many.map((one) => names.nameOf(ip(one))));
    assert.deepEqual(
      found,
      many.map((one) => `host-${one.replaceAll('.', '-')}.example`),
    );
    assert.ok(server.mostAtOnce() <= 16 && server.mostAtOnce() > 1, `${server.mostAtOnce()} at once`);
    assert.equal(new Set(server.asked).size, 60);
  } finally {
    server.close();
  }
});

test('a name of this machine is looked up without a server', async () => {
  assert.deepEqual(await addressesOf('localhost'), { ok: true, value: [ip('127.0.0.1')] });
});
