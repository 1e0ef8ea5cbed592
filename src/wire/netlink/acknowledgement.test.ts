import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeAcknowledgement } from './acknowledgement.ts';
import { NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_DONE, NLMSG_ERROR } from './message.ts';
import { AttributeWriter } from './writer.ts';

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function answer(type: number, flags: number, payload: Uint8Array) {
  return decodeAcknowledgement({ type, flags, sequence: 7, port: 0, payload });
}

const NOTHING = { text: null, offset: null, missing: null };

// As Linux 6.18 answered, with NETLINK_CAP_ACK and NETLINK_EXT_ACK.
const ROUTE_REFUSED =
  '9bffffff2c000000180005040700000000000000200001004e657874686f702068617320696e76616c6964206761746577617900';
const KIND_REFUSED =
  'a1ffffff2800000010000504070000000000000018000100556e6b6e6f776e20646576696365207479706500';
const OBEYED = '0000000020000000130005000700000000000000';

test('refusals in the words of the kernel', () => {
  assert.deepEqual(answer(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, hex(ROUTE_REFUSED)), {
    ok: true,
    value: { ...NOTHING, errno: 101, text: 'Nexthop has invalid gateway' },
  });
  assert.deepEqual(answer(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, hex(KIND_REFUSED)), {
    ok: true,
    value: { ...NOTHING, errno: 95, text: 'Unknown device type' },
  });
});

test('done is errno 0', () => {
  assert.deepEqual(answer(NLMSG_ERROR, NLM_F_CAPPED, hex(OBEYED)), {
    ok: true,
    value: { ...NOTHING, errno: 0 },
  });
  assert.deepEqual(answer(NLMSG_DONE, 2, new Uint8Array(4)), { ok: true, value: { ...NOTHING, errno: 0 } });
  assert.deepEqual(answer(NLMSG_DONE, 2, new Uint8Array(0)), { ok: true, value: { ...NOTHING, errno: 0 } });
});

test('words behind a request that is repeated whole, and behind the end of a dump', () => {
  const words = new AttributeWriter();
  words.attribute(1, () => words.raw(hex('6e6f00')));
  words.attribute(2, () => words.u32(28));
  words.attribute(5, () => words.u32(3));
  words.attribute(99, () => words.u32(1));
  const tail = words.finish();
  const value = { errno: 22, text: 'no', offset: 28, missing: 3 };

  const whole = new AttributeWriter();
  whole.s32(-22);
  whole.u32(21);
  whole.raw(new Uint8Array(12 + 5 + 3));
  whole.raw(tail);
  assert.deepEqual(answer(NLMSG_ERROR, NLM_F_ACK_TLVS, whole.finish()), { ok: true, value });

  const end = new AttributeWriter();
  end.s32(-22);
  end.raw(tail);
  assert.deepEqual(answer(NLMSG_DONE, NLM_F_ACK_TLVS, end.finish()), { ok: true, value });
});

test('cut anywhere it is malformed or says less, and never throws', () => {
  const flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
  const bytes = hex(ROUTE_REFUSED);
  for (let length = 0; length < bytes.length; length++) {
    const decoded = answer(NLMSG_ERROR, flags, bytes.slice(0, length));
    assert.equal(decoded.ok, length >= 20 && length < 24, `${length}`);
  }
  fc.assert(
    fc.property(
      fc.constantFrom(2, 3),
      fc.nat(0xffff),
      fc.uint8Array({ maxLength: 60 }),
      (type, any, payload) => {
        const decoded = answer(type, any, payload);
        if (decoded.ok) assert.ok(decoded.value.errno >= 0);
      },
    ),
  );
});
