import { parseIpv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, parseMac } from '../base/mac.ts';
import type { Host } from '../ports/host.ts';
import { OP_REQUEST } from '../wire/arp.ts';
import { writeArpFrame } from '../wire/arp-frame.ts';
import { openHost } from './host.ts';
import { type Lab, openLab } from './lab.ts';

export interface DemoNetwork {
  /** The machine in it from which one asks. */
  readonly host: Host;
  /** Its network namespace. */
  readonly namespace: string;
  /** The next of two nodes takes the address they share, and announces it as clusters do. */
  failOver(): void;
  close(): void;
}

/** Seven kinds of neighbours on one segment of namespaces: true kernels, true answers. Needs root; nothing else is touched. */
export function openDemoNetwork(): DemoNetwork {
  const lab = openLab({ roomy: false });
  try {
    const asker = lab.host('asker', {
      nics: [{ name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.1/24'] }],
    });
    furnish(lab);
    let pair: (() => void) | undefined;
    return {
      host: {
        interfaces: () => asker.inside(() => openHost().interfaces()),
        openLink: (wanted, options) => asker.inside(() => openHost().openLink(wanted, options)),
      },
      namespace: asker.namespace,
      failOver: () => {
        pair ??= pairOf(lab);
        pair();
      },
      close: () => lab.close(),
    };
  } catch (fault) {
    lab.close();
    throw fault;
  }
}

const SHARED = '10.77.0.200';

/** Two nodes of a cluster with one address between them. */
function pairOf(lab: Lab): () => void {
  const nodes = ['02:00:00:00:c1:0a', '02:00:00:00:c1:0b'].map((mac, at) => ({
    mac: parseMac(mac)!,
    link: lab
      .host(`node${at}`, { nics: [{ name: 'eth0', mac, addresses: [`10.77.0.${201 + at}/24`] }] })
      .open('eth0'),
  }));
  let turn = 0;
  return () => {
    const { mac, link } = nodes[turn++ % nodes.length]!;
    const bytes = new Uint8Array(42);
    const spa = parseIpv4(SHARED)!;
    writeArpFrame(bytes, 0, {
      dst: BROADCAST_MAC,
      src: mac,
      op: OP_REQUEST,
      sha: mac,
      spa,
      tha: 0,
      tpa: spa,
    });
    for (let times = 0; times < 2; times++) link.send({ bytes, size: bytes.length, count: 1 });
  };
}

function furnish(lab: Lab): void {
  const vendors = [0x001b21, 0x3c5ab4, 0x000393, 0x24a43c, 0x001a11];
  for (const [at, vendor] of vendors.entries()) {
    const mac = formatMac(vendor * 0x1000000 + 0x10 + at);
    lab.host(`host${at}`, { nics: [{ name: 'eth0', mac, addresses: [`10.77.0.${11 + at}/24`] }] });
  }
  lab.host('raspberry', {
    nics: [{ name: 'eth0', mac: 'b8:27:eb:12:34:56', addresses: ['10.77.0.42/24'] }],
  });
  lab.host('twin-a', {
    nics: [{ name: 'eth0', mac: '00:1b:21:00:00:50', addresses: ['10.77.0.50/24', '10.77.0.51/24'] }],
  });
  lab.host('twin-b', { nics: [{ name: 'eth0', mac: '3c:5a:b4:00:00:50', addresses: ['10.77.0.50/24'] }] });
  lab.host('flux', {
    nics: [
      { name: 'eth0', mac: '00:1b:21:00:00:60', addresses: ['10.77.0.60/24'] },
      { name: 'eth1', mac: '00:1b:21:00:00:61', addresses: ['10.77.0.61/24'] },
    ],
  });
  lab.host('vrrp', {
    nics: [{ name: 'eth0', mac: '00:00:5e:00:01:0a', addresses: ['10.77.0.253/24'] }],
  });
  lab.host('router', {
    nics: [
      { name: 'eth0', mac: '24:a4:3c:00:00:fe', addresses: ['10.77.0.254/24'] },
      { name: 'eth1', mac: '24:a4:3c:00:00:ff', addresses: ['10.99.0.1/24'], segment: 's1' },
    ],
    sysctls: {
      'net.ipv4.ip_forward': 1,
      'net.ipv4.conf.eth0.proxy_arp': 1,
      'net.ipv4.neigh.eth0.proxy_qlen': 200,
    },
    routes: [['10.77.0.128/27', '10.99.0.2']],
  });
}
