import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import {
  HEADER_SIZE,
  joinMessages,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  type NetlinkMessage,
  splitMessages,
} from '../wire/netlink/message.ts';
import { AttributeWriter } from '../wire/netlink/writer.ts';
import { EINTR, ENOBUFS, EPERM } from './ffi/errno.ts';
import type { Libc } from './ffi/libc.ts';
import { openNetlink } from './netlink-socket.ts';

type Answer = Uint8Array | number;

/** A kernel of paper: `answer` is given each datagram, and returns datagrams or -errno for the receiver. */
function paperKernel(answer: (asked: readonly NetlinkMessage[]) => readonly Answer[]) {
  const waiting: Answer[] = [];
  const asked: NetlinkMessage[][] = [];
  const closed: number[] = [];
  const libc: Partial<Libc> = {
    socket: () => 7,
    setsockopt: () => 0,
    bind: () => 0,
    send: (_, bytes) => {
      const { messages, malformed } = splitMessages(bytes.slice());
      assert.equal(malformed, null);
      asked.push([...messages]);
      waiting.push(...answer(messages));
      return bytes.length;
    },
    recv: (_, bytes) => {
      const next = waiting.shift();
      if (next === undefined) return -ENOBUFS;
      if (typeof next === 'number') return next;
      bytes.set(next.subarray(0, bytes.length));
      return next.length;
    },
    close: (fd) => closed.push(fd),
  };
  return { netlink: openNetlink(libc as Libc), asked, closed };
}

function told(type: number, to: NetlinkMessage, more: Partial<NetlinkMessage> = {}): NetlinkMessage {
  return { type, flags: NLM_F_MULTI, sequence: to.sequence, port: 0, payload: new Uint8Array(4), ...more };
}

function ack(to: NetlinkMessage, errno: number): NetlinkMessage {
  const writer = new AttributeWriter();
  writer.s32(-errno);
  writer.raw(new Uint8Array(HEADER_SIZE));
  return told(NLMSG_ERROR, to, { flags: 0, payload: writer.finish() });
}

function done(to: NetlinkMessage): NetlinkMessage {
  return told(NLMSG_DONE, to);
}

const payload = new Uint8Array([2, 0, 0, 0]);

test('a dump is all that was told for it, over several datagrams', () => {
  const { netlink, asked, closed } = paperKernel(([question]) => [
    joinMessages([told(16, question!), told(16, { ...question!, sequence: 99 })]),
    -EINTR,
    joinMessages([told(17, question!)]),
    joinMessages([done(question!)]),
  ]);
  assert.deepEqual(
    netlink.dump(18, payload).map(({ type }) => type),
    [16, 17],
  );
  assert.deepEqual([asked[0]![0]!.flags, asked[0]![0]!.type], [NLM_F_DUMP | NLM_F_REQUEST, 18]);
  netlink.close();
  netlink.close();
  assert.deepEqual(closed, [7]);
});

test('a dump that was disturbed is asked again', () => {
  let times = 0;
  const { netlink } = paperKernel(([question]) => {
    const flags = ++times < 3 ? NLM_F_MULTI | NLM_F_DUMP_INTR : NLM_F_MULTI;
    const payload = new Uint8Array([times]);
    return [joinMessages([told(16, question!, { payload }), told(NLMSG_DONE, question!, { flags })])];
  });
  assert.deepEqual(
    netlink.dump(18, payload).map((message) => message.payload[0]),
    [3],
  );
});

test('a dump that never stands still is taken as it is, in the end', () => {
  let times = 0;
  const { netlink } = paperKernel(([question]) => {
    times++;
    const flags = NLM_F_MULTI | NLM_F_DUMP_INTR;
    return [joinMessages([told(16, question!, { flags }), told(NLMSG_DONE, question!, { flags })])];
  });
  assert.equal(netlink.dump(18, payload).length, 1);
  assert.equal(times, 10);
});

test('each request of a batch has its own answer, whatever their order', () => {
  const { netlink, asked } = paperKernel((requests) => {
    const acks = requests.map((request) => ack(request, request.type === 29 ? EPERM : 0)).toReversed();
    return [joinMessages(acks.slice(0, 5)), ...acks.slice(5).map((one) => joinMessages([one]))];
  });
  const requests = Array.from({ length: 600 }, (_, nth) => ({ type: nth === 300 ? 29 : 28, payload }));
  const acks = netlink.changeAll(requests);
  assert.deepEqual(
    acks.map(({ errno }) => errno),
    requests.map(({ type }) => (type === 29 ? EPERM : 0)),
  );
  assert.equal(asked.flat().length, 600);
  assert.ok(asked.flat().every(({ flags }) => flags === (NLM_F_REQUEST | NLM_F_ACK)));
  assert.equal(new Set(asked.flat().map(({ sequence }) => sequence)).size, 600);
  assert.deepEqual(netlink.changeAll([]), []);
});

test('one question: what is told before the end', () => {
  const { netlink } = paperKernel(([question]) => [
    joinMessages([told(24, question!, { flags: 0 })]),
    joinMessages([ack(question!, 0)]),
  ]);
  const { answers, ack: end } = netlink.ask({ type: 26, payload });
  assert.deepEqual([answers.length, answers[0]!.type, end.errno], [1, 24, 0]);
});

test('what goes wrong is a fault with a sentence', () => {
  const fault = (answer: Parameters<typeof paperKernel>[0]): SystemFault => {
    try {
      paperKernel(answer).netlink.dump(18, payload);
    } catch (thrown) {
      assert.ok(thrown instanceof SystemFault);
      return thrown;
    }
    return assert.fail('nothing went wrong');
  };
  const refused = fault(([question]) => [joinMessages([ack(question!, EPERM)])]);
  assert.deepEqual([refused.kind, refused.code], ['rights', 'EPERM']);
  assert.equal(fault(() => []).code, 'ENOBUFS');
  assert.match(
    fault(([question]) => [joinMessages([done(question!)]).subarray(0, 10)]).message,
    /cannot be read/,
  );
  assert.equal(fault(() => [new Uint8Array(100_000)]).code, 'ENOBUFS');
});

test('dumpEach: read where it lies, over several datagrams; what is not for it, and undefined, left out', () => {
  const { netlink, asked } = paperKernel(([question]) => [
    joinMessages([
      told(16, question!, { payload: new Uint8Array([1, 2, 3]) }),
      told(16, { ...question!, sequence: 99 }),
    ]),
    -EINTR,
    joinMessages([
      told(17, question!),
      told(16, question!, { payload: new Uint8Array([4]) }),
      done(question!),
    ]),
  ]);
  const read = netlink.dumpEach(18, payload, ({ type, bytes, at, end }) =>
    type === 16 ? [...bytes.subarray(at, end)] : undefined,
  );
  assert.deepEqual(read, [[1, 2, 3], [4]]);
  assert.equal(asked[0]![0]!.flags, NLM_F_DUMP | NLM_F_REQUEST);
});

test('dumpEach: a table that changes while it is read is read again, and nothing of the first reading is kept', () => {
  let times = 0;
  const { netlink } = paperKernel(([question]) => {
    const flags = ++times < 3 ? NLM_F_MULTI | NLM_F_DUMP_INTR : NLM_F_MULTI;
    return [
      joinMessages([told(16, question!, { payload: new Uint8Array([times]) })]),
      joinMessages([told(NLMSG_DONE, question!, { flags })]),
    ];
  });
  assert.deepEqual(
    netlink.dumpEach(18, payload, ({ bytes, at }) => bytes[at]),
    [3],
  );
  const restless = paperKernel(([question]) => [joinMessages([ack(question!, EINTR)])]);
  assert.throws(() => restless.netlink.dumpEach(18, payload, () => 1), SystemFault);
  assert.equal(restless.asked.length, 10);
});

test('dumpEach: a datagram that is cut is a fault, and not half a table', () => {
  const { netlink } = paperKernel(([question]) => [
    joinMessages([told(16, question!), told(16, question!)]).subarray(0, 37),
  ]);
  assert.throws(() => netlink.dumpEach(18, payload, () => 1), /cannot be read/);
});

test('changeMany: one object for all requests, refusals by their places, an answer asked for once a batch', () => {
  const { netlink, asked } = paperKernel((requests) => [
    joinMessages(requests.filter(({ type }) => type === 29).map((request) => ack(request, EPERM))),
    joinMessages(requests.slice(-1).map((request) => ack(request, request.type === 29 ? EPERM : 0))),
  ]);
  const request = { type: 28, flags: 0x400, payload: new Uint8Array(60) };
  const refused = netlink.changeMany(600, (nth) => {
    request.type = [0, 255, 256, 300, 599].includes(nth) ? 29 : 28;
    new DataView(request.payload.buffer).setUint32(0, nth);
    return request;
  });
  assert.deepEqual([...refused.keys()], [0, 255, 256, 300, 599]);
  assert.ok([...refused.values()].every(({ errno }) => errno === EPERM));
  const all = asked.flat();
  assert.deepEqual(
    all.map(({ payload: bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)),
    Array.from({ length: 600 }, (_, nth) => nth),
  );
  assert.deepEqual(
    all.flatMap(({ flags }, nth) => ((flags & NLM_F_ACK) === 0 ? [] : [nth])),
    [255, 511, 599],
  );
  assert.ok(all.every(({ flags }) => (flags & 0x400) !== 0 && (flags & NLM_F_REQUEST) !== 0));
  assert.equal(netlink.changeMany(0, () => assert.fail()).size, 0);
});

test('changeMany: large requests fit, too', () => {
  const { netlink, asked } = paperKernel((requests) => [
    joinMessages(requests.slice(-1).map((request) => ack(request, 0))),
  ]);
  const large = new Uint8Array(4000).fill(7);
  assert.equal(netlink.changeMany(100, () => ({ type: 28, payload: large })).size, 0);
  assert.deepEqual([asked.flat().length, asked.flat().at(-1)?.payload], [100, large]);
});
