import { openNeighbourTable } from '../../src/linux/neighbour-table.ts';
import { openNeighbourWatch } from '../../src/linux/neighbour-watch.ts';
import { entry, nic, paperTable, publishedEntry } from '../cli/paper-table.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { within } from '../live/mend-hands.ts';
import { tableWatchContract } from './table-watch.ts';

tableWatchContract({
  name: 'paper',
  skip: false,
  open(small) {
    const table = paperTable(
      [entry('10.0.0.3', '02:00:00:00:01:03', { state: 'permanent' }), publishedEntry('10.0.0.60', 'eth0')],
      [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.1.0.1/24')],
    );
    return { table, watch: table.follow(small ? 10 : undefined), close: () => undefined };
  },
});

tableWatchContract({
  name: 'this kernel',
  skip: whyNoLab,
  open(small) {
    const lab = openLab();
    const host = lab.host('host', {
      nics: [
        { name: 'eth0', addresses: ['10.0.0.1/24'] },
        { name: 'eth1', addresses: ['10.1.0.1/24'] },
      ],
      ip: ['neigh add 10.0.0.3 lladdr 02:00:00:00:01:03 dev eth0', 'neigh add proxy 10.0.0.60 dev eth0'],
    });
    const watch = host.inside(() => openNeighbourWatch(small ? 4096 : undefined));
    return { table: within(host, openNeighbourTable()), watch, close: () => lab.close() };
  },
});
