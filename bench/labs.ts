import { formatIpv4, parseIpv4 } from '../src/base/ipv4.ts';
import { formatMac } from '../src/base/mac.ts';
import type { Link } from '../src/ports/link.ts';
import { writeArpFrame } from '../src/wire/arp-frame.ts';
import { glance, newGlance } from '../src/wire/glance.ts';
import { type Lab, type LabHost, openLab } from '../test/live/lab.ts';

export interface TwoHosts {
  readonly lab: Lab;
  readonly scanner: LabHost;
  readonly peer: LabHost;
}

/** A scanner with 10.88.0.1/16 and a peer, joined by a cable; `live` are the peer's addresses. */
export function openPair(live: readonly string[], prefixLength = 16): TwoHosts {
  const lab = openLab();
  const scanner = lab.host('scan', { nics: [] });
  const peer = lab.host('peer', { nics: [] });
  lab.cable(
    {
      host: scanner,
      nic: { name: 'eth0', mac: '02:00:00:00:00:01', addresses: [`10.88.0.1/${prefixLength}`] },
    },
    {
      host: peer,
      nic: {
        name: 'eth0',
        mac: '02:00:00:00:00:02',
        addresses: live.map((address) => `${address}/${prefixLength}`),
      },
    },
  );
  return { lab, scanner, peer };
}

/** `count` addresses from 10.88.0.2 on, `step` apart. */
export function spreadAddresses(count: number, step: number): string[] {
  const first = parseIpv4('10.88.0.2') ?? 0;
  return Array.from({ length: count }, (_, at) => formatIpv4(first + at * step));
}

/** Nine hosts, a conflict, a flux: 13 addresses, 16 true pairs. */
export function openSmallOffice(): { lab: Lab; scanner: LabHost; pairs: Set<string> } {
  const lab = openLab();
  const pairs = new Set<string>();
  const add = (name: string, nics: readonly (readonly [string, string, readonly string[]])[]): LabHost => {
    for (const [, mac, ips] of nics) for (const ip of ips) pairs.add(`${ip} ${mac}`);
    return lab.host(name, {
      nics: nics.map(([nic, mac, ips]) => ({ name: nic, mac, addresses: ips.map((ip) => `${ip}/24`) })),
    });
  };
  const scanner = lab.host('scan', {
    nics: [{ name: 'eth0', mac: '00:16:3e:00:00:01', addresses: ['10.77.0.1/24'] }],
  });
  for (let at = 0; at < 9; at++) {
    add(`h${at}`, [['eth0', formatMac(0xb827eb000011 + at), [`10.77.0.${11 + at}`]]]);
  }
  add('dupa', [['eth0', '00:1b:21:00:00:50', ['10.77.0.50', '10.77.0.51']]]);
  add('dupb', [['eth0', '00:1b:21:00:00:51', ['10.77.0.50']]]);
  const both = ['10.77.0.60', '10.77.0.61'] as const;
  add('flux', [
    ['eth0', '00:1b:21:00:00:60', [both[0]]],
    ['eth1', '00:1b:21:00:00:61', [both[1]]],
  ]);
  pairs.add(`${both[0]} 00:1b:21:00:00:61`);
  pairs.add(`${both[1]} 00:1b:21:00:00:60`);
  return { lab, scanner, pairs };
}

export interface SlowAnswers {
  /** By address, what the first answer to each really took, by the stamps of the kernel. */
  took(): ReadonlyMap<string, number>;
  stop(): void;
}

/** Answers every question for 10.88.0.100 … after the delay of its place in the list. */
export function answerSlowly(link: Link, delays: readonly number[]): SlowAnswers {
  const took = new Map<string, number>();
  const arp = newGlance();
  const first = parseIpv4('10.88.0.100') ?? 0;
  const timers = new Set<NodeJS.Timeout>();
  const listen = setInterval(() => {
    link.drain((frame) => {
      if (!glance(frame.bytes, arp) || arp.op !== 1) return;
      const delay = delays[arp.tpa - first];
      if (delay === undefined) return;
      const { tpa, spa, sha } = arp;
      const { at } = frame;
      const own = link.facts.mac + 1 + (tpa - first);
      const bytes = new Uint8Array(42);
      writeArpFrame(bytes, 0, { dst: sha, src: own, op: 2, sha: own, spa: tpa, tha: sha, tpa: spa });
      const waited = Date.now() - at;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          const { firstAt } = link.send({ bytes, size: 42, count: 1 });
          const address = formatIpv4(tpa);
          if (!took.has(address)) took.set(address, firstAt - at);
        },
        Math.max(0, delay - Math.max(0, waited)),
      );
      timers.add(timer);
    });
  }, 1);
  return {
    took: () => new Map(took),
    stop: () => {
      clearInterval(listen);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
