import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, parseMac } from '../base/mac.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { hostWith } from './build-host.ts';
import { liesHeld, orderedGuard } from './guard.ts';
import type { GuardSnapshot, HostSnapshot } from './host.ts';
import { receive } from './reply.ts';

const OWN = '10.0.0.1';
const TRUE_MAC = '02:00:00:00:00:fe';
const OTHER_MAC = '02:00:00:00:00:fd';
const LIAR = '02:00:00:00:00:66';
const GUARD: GuardSnapshot = {
  links: ['e0'],
  mode: 'drop',
  guarded: [{ ip: '10.0.0.254', macs: [TRUE_MAC, OTHER_MAC] }],
};

function hostGuarded(guard: GuardSnapshot | null): HostSnapshot {
  const host = hostWith({
    links: { e0: { addresses: [`${OWN}/24`] }, e1: { addresses: ['10.0.1.1/24'] } },
  });
  return { ...host, guard };
}

function said(
  guard: GuardSnapshot | null,
  frame: { readonly spa?: string; readonly sha: string; readonly link?: string; readonly op?: number },
): readonly [string, string | object] {
  const { spa = '10.0.0.254', sha, link = 'e0', op = OP_REQUEST } = frame;
  const heard = {
    link,
    dst: BROADCAST_MAC,
    op,
    sha: parseMac(sha)!,
    spa: parseIpv4(spa)!,
    tha: 0,
    tpa: parseIpv4(OWN)!,
  };
  const { reply, lesson } = receive(heard, hostGuarded(guard));
  return [reply.reason, typeof lesson === 'string' ? lesson : 'taught'];
}

test('#guarded: who may not speak for a guarded address is neither answered nor learned', () => {
  assert.deepEqual(said(GUARD, { sha: LIAR }), ['guarded', 'learn-guarded']);
  assert.deepEqual(said(GUARD, { sha: LIAR, op: OP_REPLY }), ['guarded', 'learn-guarded']);
});

test('#guarded: each that may speak is heard, and so is whoever speaks for another address', () => {
  for (const sha of [TRUE_MAC, OTHER_MAC]) assert.deepEqual(said(GUARD, { sha }), ['answer-local', 'taught']);
  assert.deepEqual(said(GUARD, { sha: LIAR, spa: '10.0.0.253' }), ['answer-local', 'taught']);
});

test('#guarded: a probe is of no address, and passes', () => {
  assert.deepEqual(said(GUARD, { sha: LIAR, spa: '0.0.0.0' }), ['answer-local-probe', 'learn-probe']);
});

test('#guarded: links that are not named are not judged, and counting refuses nothing', () => {
  assert.notEqual(said(GUARD, { sha: LIAR, link: 'e1' })[0], 'guarded');
  assert.deepEqual(said({ ...GUARD, mode: 'count' }, { sha: LIAR }), ['answer-local', 'taught']);
  assert.deepEqual(said({ ...GUARD, guarded: [] }, { sha: LIAR }), ['answer-local', 'taught']);
  assert.deepEqual(said(null, { sha: LIAR }), ['answer-local', 'taught']);
});

test('entries by liars are those of guarded links and addresses with a MAC that is not listed', () => {
  const entry = (
    link: string,
    ip: string,
    mac: string | null,
  ): { link: string; ip: string; mac: string | null } => ({
    link,
    ip,
    mac,
  });
  const lie = entry('e0', '10.0.0.254', LIAR);
  assert.deepEqual(
    liesHeld(GUARD, [
      lie,
      entry('e0', '10.0.0.254', TRUE_MAC),
      entry('e0', '10.0.0.254', null),
      entry('e1', '10.0.0.254', LIAR),
      entry('e0', '10.0.0.253', LIAR),
    ]),
    [lie],
  );
});

test('one form: names sorted and once, addresses by number, MACs sorted and once', () => {
  assert.deepEqual(
    orderedGuard({
      links: ['e1', 'e0', 'e1'],
      mode: 'count',
      guarded: [
        { ip: '10.0.0.10', macs: [TRUE_MAC, OTHER_MAC, TRUE_MAC], expires: 5 },
        { ip: '10.0.0.9', macs: [] },
      ],
    }),
    {
      links: ['e0', 'e1'],
      mode: 'count',
      guarded: [
        { ip: '10.0.0.9', macs: [] },
        { ip: '10.0.0.10', macs: [OTHER_MAC, TRUE_MAC], expires: 5 },
      ],
    },
  );
});
