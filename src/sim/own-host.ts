import { SystemFault } from '../base/fault.ts';
import type { Host, InterfaceFacts, LinkOptions } from '../ports/host.ts';
import type { Link } from '../ports/link.ts';
import { linkAddress, macOf } from './addresses.ts';
import type { Nic, NicTraits } from './nic.ts';
import { type Moorings, PaperLink } from './paper-link.ts';
import type { Segment } from './segment.ts';
import { ARPHRD_ETHER } from '../wire/netlink/numbers.ts';

/** An interface of the machine we stand on. */
export interface OwnInterface extends NicTraits {
  readonly name: string;
  /** In kernel order, `10.77.0.1/24`. */
  readonly addresses: readonly string[];
  /** Left out: there is no cable. */
  readonly segment?: Segment;
  /** Left out: 1500, and an ordinary Ethernet NIC that is up. */
  readonly mtu?: number;
  readonly hardware?: number;
  readonly arp?: boolean;
  readonly up?: boolean;
  readonly kind?: string;
  readonly master?: number;
  readonly wire?: string;
}

/** The machine we stand on. Its loopback has index 1, the interfaces follow in the order given. */
export class OwnHost implements Host {
  readonly #moorings: Moorings;
  readonly #nics = new Map<string, Nic>();
  readonly #wanted: readonly OwnInterface[];
  #rights = true;

  constructor(moorings: Moorings, wanted: readonly OwnInterface[]) {
    this.#moorings = moorings;
    this.#wanted = wanted;
    for (const own of wanted) {
      const nic = own.segment?.plug(own);
      if (!nic) continue;
      if (own.up === false) nic.takeDown(wentDown(own.name));
      this.#nics.set(own.name, nic);
    }
  }

  /** The loopback first, then those given. */
  interfaces(): readonly InterfaceFacts[] {
    return [LOOPBACK, ...this.#wanted.map((own, at) => this.#factsOf(own, at + 2))];
  }

  openLink(wanted: InterfaceFacts, options?: LinkOptions): Link {
    const { name } = wanted;
    if (!this.#rights) throw noRights();
    const facts = this.interfaces().find((one) => one.index === wanted.index && one.name === name);
    if (!facts) throw missing(name);
    if (facts.loopback || !facts.arp || facts.hardware !== ARPHRD_ETHER) throw noArp(name);
    const nic = this.#nics.get(name);
    if (!facts.up || !nic) throw down(name);
    const { index, mac, mtu, addresses } = facts;
    return new PaperLink({ name, index, mac, mtu, addresses, speed: nic.speed }, nic, {
      ...this.#moorings,
      options,
    });
  }

  /** The NIC behind an interface, for scripts that take it down or pull its cable. */
  nic(name: string): Nic {
    const nic = this.#nics.get(name);
    if (!nic) throw new Error(`no interface ${name} with a cable on this paper machine`);
    return nic;
  }

  /** `ip link set NAME down`: its links report it once their frames are read. */
  takeDown(name: string): void {
    this.nic(name).takeDown(wentDown(name));
  }

  /** From now on as a user without CAP_NET_RAW. */
  dropRights(): void {
    this.#rights = false;
  }

  #factsOf(own: OwnInterface, index: number): InterfaceFacts {
    const nic = this.#nics.get(own.name);
    const up = nic ? nic.isUp : own.up !== false;
    return {
      name: own.name,
      index,
      mac: macOf(own.mac),
      mtu: own.mtu ?? 1500,
      hardware: own.hardware ?? 1,
      up,
      carrier: up && nic !== undefined && nic.hasCarrier,
      arp: own.arp ?? true,
      loopback: false,
      kind: own.kind ?? null,
      master: own.master ?? 0,
      ...(own.wire === undefined ? {} : { wire: own.wire }),
      addresses: own.addresses.map(linkAddress),
    };
  }
}

const LOOPBACK: InterfaceFacts = {
  name: 'lo',
  index: 1,
  mac: 0,
  mtu: 65536,
  hardware: 772,
  up: true,
  carrier: true,
  arp: false,
  loopback: true,
  kind: null,
  master: 0,
  addresses: [{ ip: 0x7f000001, prefixLength: 8 }],
};

function wentDown(name: string): { code: string; sentence: string } {
  return { code: 'ENETDOWN', sentence: `The interface ${name} went down` };
}

function noRights(): SystemFault {
  return new SystemFault('rights', 'Sending and hearing ARP needs the capability CAP_NET_RAW', {
    operation: 'open',
    code: 'EPERM',
    remedy: 'Run it with sudo',
  });
}

function missing(name: string): SystemFault {
  return new SystemFault('interface', `The interface ${name} is gone`, {
    operation: 'open',
    code: 'ENODEV',
    facts: { interface: name },
    remedy: 'See what there is with: ip link',
  });
}

function down(name: string): SystemFault {
  return new SystemFault('interface', `The interface ${name} is down`, {
    operation: 'open',
    code: 'ENETDOWN',
    facts: { interface: name },
    remedy: `Bring it up with: sudo ip link set ${name} up`,
  });
}

function noArp(name: string): SystemFault {
  return new SystemFault('interface', `There is no ARP on ${name}`, {
    operation: 'open',
    facts: { interface: name },
    remedy: 'Choose another one; see what there is with: ip link',
  });
}
