import { isMeantAsIpv6 } from '../base/ipv6.ts';
import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac, parseMac } from '../base/mac.ts';
import type { KnownPair } from './known-pair.ts';
import { LeaseBook, type LeaseFile } from './lease.ts';
import { linesOfText, shortWord } from './lines.ts';

/** Of the MAC of another hardware than Ethernet dnsmasq writes the ARPHRD_* number in front: `20-aa:bb…`. */
const TYPED = /^([0-9a-f]{2})-(.*)$/i;

/**
 * What dnsmasq keeps: `EPOCH MAC ADDRESS NAME CLIENT-ID` (dnsmasq lease.c read_leases and lease_update_file). 0 is a lease
 * without an end, `*` no name; the line `duid` and those of IPv6 behind it, and clients without an Ethernet MAC, are left
 * out. Never throws.
 */
export function parseDnsmasqLeases(text: string): LeaseFile {
  const book = new LeaseBook();
  for (const { text: raw, line } of linesOfText(text)) {
    const words = raw.trim().split(/\s+/);
    const [epoch = '', hardware = '', address, name = '*', id] = words;
    if (epoch === '' || epoch === 'duid') continue;
    if (address === undefined || id === undefined) {
      book.bad(
        line,
        `a lease has five words, and here ${words.length === 1 ? 'is one' : `are ${words.length}`}`,
      );
      continue;
    }
    const ip = parseIpv4(address);
    if (ip === undefined) {
      if (!isMeantAsIpv6(address)) book.bad(line, `'${shortWord(address)}' is no address`);
      continue;
    }
    if (!/^\d{1,12}$/.test(epoch)) {
      book.bad(line, `'${shortWord(epoch)}' is no time in seconds since 1970`);
      continue;
    }
    const typed = TYPED.exec(hardware);
    if (typed && typed[1] !== '01') {
      book.put(ip, null);
      continue;
    }
    const mac = parseMac(typed?.[2] ?? hardware);
    if (mac === undefined) {
      book.bad(line, `'${shortWord(hardware)}' is no MAC address`);
      continue;
    }
    const expires = Number(epoch) * 1000;
    book.put(ip, {
      ip,
      mac,
      name: name === '*' ? null : name,
      expires: expires === 0 ? null : expires,
      line,
    });
  }
  return book.all;
}

/** A line of dnsmasq's configuration that gives the address to that MAC alone (dnsmasq(8) --dhcp-host). */
export function dhcpHostLine({ ip, mac }: Pick<KnownPair, 'ip'> & { readonly mac: number }): string {
  return `dhcp-host=${formatMac(mac)},${formatIpv4(ip)}\n`;
}
