import { openNeighbourTable } from '../../src/linux/neighbour-table.ts';
import { entry, nic, paperTable, publishedEntry } from '../cli/paper-table.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { within } from '../live/mend-hands.ts';
import { neighbourTableContract } from './neighbour-table.ts';

neighbourTableContract({
  name: 'paper',
  skip: false,
  open: () => ({
    table: paperTable(
      [entry('10.0.0.3', '02:00:00:00:01:03', { state: 'permanent' }), publishedEntry('10.0.0.60', 'eth0')],
      [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')],
    ),
    close: () => undefined,
  }),
});

neighbourTableContract({
  name: 'this kernel',
  skip: whyNoLab,
  open() {
    const lab = openLab();
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', addresses: ['10.0.0.1/24'] },
        { name: 'eth1', addresses: ['10.1.0.1/24'] },
      ],
      ip: ['neigh add 10.0.0.3 lladdr 02:00:00:00:01:03 dev eth0', 'neigh add proxy 10.0.0.60 dev eth0'],
    });
    return { table: within(host, openNeighbourTable()), close: () => lab.close() };
  },
});
