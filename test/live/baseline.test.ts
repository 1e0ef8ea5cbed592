import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineOver } from '../../src/cli/baseline/baseline.ts';
import { diffOver } from '../../src/cli/baseline/diff.ts';
import { steelVendors } from '../../src/cli/compose.ts';
import type { NetworkHands } from '../../src/cli/hands.ts';
import { openClock } from '../../src/linux/clock.ts';
import { openDice } from '../../src/linux/dice.ts';
import { openHost } from '../../src/linux/host.ts';
import type { Link } from '../../src/ports/link.ts';
import { type PaperIo, paperIo } from '../cli/paper-io.ts';
import { arpistIn } from './arpist-in.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';

const skip = whyNoLab;

/** The hands of a host of the lab; `heard` is told how many frames a link has given so far. */
async function handsOf(
  place: LabHost,
  opened: () => void,
  heard: (frames: number) => void,
): Promise<NetworkHands> {
  let frames = 0;
  /** The same object, which the clock knows. */
  const counted = (link: Link): Link => {
    const drain = link.drain.bind(link);
    return Object.assign(link, {
      drain(visit: Parameters<Link['drain']>[0]) {
        const drained = drain((frame) => {
          frames++;
          visit(frame);
        });
        heard(frames);
        return drained;
      },
    });
  };
  const host = {
    interfaces: () => place.inside(() => openHost().interfaces()),
    openLink: (...args: Parameters<ReturnType<typeof openHost>['openLink']>) => {
      const link = counted(place.inside(() => openHost().openLink(...args)));
      opened();
      return link;
    },
  };
  return { host, clock: openClock(), dice: openDice(), vendors: await steelVendors() };
}

test('what comes by while it listens is a baseline, ours too, and Ctrl-C keeps what was heard', {
  skip,
}, async () => {
  const lab = openLab();
  try {
    const nic = (mac: string, address: string) => [{ name: 'eth0', mac, addresses: [`${address}/24`] }];
    const watcher = lab.host('watch', { nics: nic('02:00:00:00:00:01', '10.77.0.1') });
    const one = lab.host('one', { nics: nic('02:00:00:00:00:02', '10.77.0.2') });
    lab.host('two', { nics: nic('02:00:00:00:00:03', '10.77.0.3') });
    const io: PaperIo = paperIo();
    const hands = await handsOf(
      watcher,
      () => {
        one.run('ping', '-c', '1', '-W', '1', '10.77.0.1');
        one.run('ping', '-c', '1', '-W', '1', '10.77.0.3');
      },
      (frames) => {
        // The question for .1 and its answer, and the question for .3, whose answer this port may not get.
        if (frames >= 3) io.stop('interrupted');
      },
    );
    const code = await baselineOver(() => Promise.resolve(hands), ['--for', '1min', '-I', 'eth0'], io);
    assert.equal(code, 130);
    assert.match(io.err(), /^listening on eth0\n/);
    assert.match(io.out(), /address = "10\.77\.0\.1", mac = "02:00:00:00:00:01"/);
    assert.match(io.out(), /address = "10\.77\.0\.2", mac = "02:00:00:00:00:02"/);
  } finally {
    lab.close();
  }
});

test('a scan of a real segment against its own baseline, and after a machine was replaced', {
  skip,
}, async () => {
  const lab = openLab();
  try {
    const nic = (mac: string, address: string) => [{ name: 'eth0', mac, addresses: [`${address}/24`] }];
    const asker = lab.host('ask', { nics: nic('02:00:00:00:00:01', '10.77.0.1') });
    const one = lab.host('one', { nics: nic('02:00:00:00:00:02', '10.77.0.2') });
    const two = lab.host('two', { nics: nic('02:00:00:00:00:03', '10.77.0.3') });
    const range = '10.77.0.0-10';
    const written = arpistIn(asker, `baseline --scan ${range}`);
    assert.equal(written.code, 0, written.err);
    assert.equal(written.out.match(/address = /g)?.length, 3);
    const hands = await handsOf(
      asker,
      () => {},
      () => {},
    );
    const diff = async (): Promise<PaperIo & { readonly code: number }> => {
      const io = paperIo({ files: { known: written.out } });
      const door = { hands: () => Promise.resolve(hands), vendors: steelVendors };
      return { ...io, code: await diffOver(door, ['known', '--scan', range], io) };
    };
    const same = await diff();
    assert.deepEqual([same.code, same.out()], [0, '']);
    one.ip('link set eth0 address 02:00:00:00:00:99');
    two.ip('addr del 10.77.0.3/24 dev eth0');
    two.ip('addr add 10.77.0.4/24 dev eth0');
    const { code, out } = await diff();
    assert.equal(code, 1);
    assert.deepEqual(
      out()
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(0, line.indexOf(':'))),
      ['changed 10.77.0.2', 'gone 10.77.0.3', 'new 10.77.0.4'],
    );
  } finally {
    lab.close();
  }
});
