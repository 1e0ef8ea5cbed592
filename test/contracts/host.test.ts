import { openHost } from '../../src/linux/host.ts';
import { openWorld } from '../../src/sim/world.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { within } from '../live/mend-hands.ts';
import { hostContract } from './host.ts';

hostContract({
  name: 'paper',
  skip: false,
  open() {
    const world = openWorld({ seed: 1 });
    const segment = world.segment('lan');
    const host = world.host(
      { name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24', '10.78.0.1/16'], segment },
      { name: 'eth1', mac: 0x020000000002, addresses: [], segment, mtu: 1400, up: false },
    );
    return { host, close: () => undefined };
  },
});

hostContract({
  name: 'this kernel',
  skip: whyNoLab,
  open() {
    const lab = openLab();
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24', '10.78.0.1/16'] },
        { name: 'eth1', mac: '02:00:00:00:00:02', mtu: 1400, up: false },
      ],
    });
    return { host: within(host, openHost()), close: () => lab.close() };
  },
});
