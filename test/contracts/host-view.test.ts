import { openHostView } from '../../src/linux/host-view.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { within } from '../live/mend-hands.ts';
import { paperView } from '../paper/proxy-place.ts';
import { hostViewContract } from './host-view.ts';

const wish = (addresses: readonly string[]) => ({ links: { eth0: { addresses } } });

hostViewContract({
  name: 'paper',
  skip: false,
  open() {
    const view = paperView(wish(['10.77.0.1/24']));
    return {
      view,
      change: () => view.become(wish(['10.77.0.1/24', '10.78.0.1/24'])),
      close: () => view.close(),
    };
  },
});

hostViewContract({
  name: 'this kernel',
  skip: whyNoLab,
  open() {
    const lab = openLab();
    const host = lab.host('host', { nics: [{ name: 'eth0', addresses: ['10.77.0.1/24'] }] });
    const view = within(host, host.inside(openHostView));
    // The kernel goes on telling of the cable for a while.
    do Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    while (view.changed());
    return {
      view,
      change: () => host.ip('address add 10.78.0.1/24 dev eth0'),
      close() {
        view.close();
        lab.close();
      },
    };
  },
});
