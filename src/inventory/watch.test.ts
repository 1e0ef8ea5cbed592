import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mac, PaperWatch } from '../../test/watch/speakers.ts';
import { ip } from '../../test/watch/speakers.ts';

const ASKER = ['0a', '10.0.0.10'] as const;
const OTHER = ['0b', '10.0.0.11'] as const;
const OWNER = ['01', '10.0.0.1'] as const;
const GATEWAY = { ip: ip('10.0.0.1'), mac: mac('01'), vlan: null, note: '', expires: null };
const LIAR = ['66', '10.0.0.66'] as const;

function office(): PaperWatch {
  return new PaperWatch({ gateways: [GATEWAY] })
    .wide()
    .talk(ASKER, OWNER)
    .talk(OTHER, OWNER)
    .talk(LIAR, OWNER);
}

test('an address that speaks for the first time is told once, and not while it learns', () => {
  const watch = new PaperWatch({ learn: 5000 }).at(0).talk(ASKER, OWNER).at(5.5).talk(OTHER, OWNER);
  assert.deepEqual(
    watch
      .at(6)
      .talk(OTHER, OWNER)
      .events.map((event) => [event.kind, event.ip, event.mac, event.state]),
    [['new-station', ip('10.0.0.11'), mac('0b'), 'close']],
  );
});

test('an unasked answer about a gateway is told as a lie at once, and proven when its owner is heard again', () => {
  const watch = office().at(20).answers(['66', '10.0.0.1'], ASKER);
  assert.equal(watch.told(), 'open spoof likely');
  assert.equal(watch.events.at(-1)?.severity, 'critical');
  watch.at(22).answers(['66', '10.0.0.1'], ASKER).at(23).talk(OTHER, OWNER);
  assert.equal(watch.told(), 'open spoof likely\nupdate spoof proven');
});
