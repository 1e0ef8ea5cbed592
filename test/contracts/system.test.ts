import { hostWith } from '../../src/kernel/build-host.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { System } from '../../src/ports/system.ts';
import { PaperSystem } from '../../src/sim/paper-system.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { within } from '../live/mend-hands.ts';
import { type SystemBody, systemContract } from './system.ts';

function stageOf(system: System, close: () => void): ReturnType<SystemBody['open']> {
  return {
    system,
    foreign(...changes) {
      const refused = system.make(changes).find(({ code }) => code !== null);
      if (refused) throw new Error(`what others do is refused: ${refused.code}`);
    },
    close,
  };
}

const steel: SystemBody = {
  name: 'this kernel',
  skip: whyNoLab,
  open() {
    const lab = openLab();
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24', '10.77.0.2/24'] },
        { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.78.0.1/24'] },
      ],
      sysctls: { 'net.ipv4.conf.all.forwarding': 0, 'net.ipv4.icmp_echo_ignore_broadcasts': 1 },
      ip: [
        'route add default via 10.77.0.254 dev eth0',
        'neigh add 10.77.0.9 lladdr 02:00:00:00:09:09 dev eth0',
        'neigh add proxy 10.77.0.60 dev eth1',
      ],
    });
    return stageOf(within(host, openSystem()), () => lab.close());
  },
};

const paper: SystemBody = {
  name: 'paper',
  skip: false,
  open() {
    const host = hostWith({
      links: {
        eth0: { addresses: ['10.77.0.1/24', '10.77.0.2/24'] },
        eth1: { addresses: ['10.78.0.1/24'] },
      },
      routes: ['default via 10.77.0.254 dev eth0'],
      neighbours: [{ link: 'eth0', ip: '10.77.0.9', mac: '02:00:00:00:09:09', state: 'permanent' }],
      published: ['10.77.0.60 dev eth1'],
    });
    return stageOf(new PaperSystem({ ...host, plain: { icmp_echo_ignore_broadcasts: 1 } }), () => undefined);
  },
};

systemContract(paper);
systemContract(steel);
