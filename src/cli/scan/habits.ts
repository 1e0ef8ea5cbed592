import type { ForeignFlags } from '../../terminal/args/parse.ts';

const ONLY_ARP = 'a question is an ARP request for IPv4 over Ethernet, and nothing else is sent';
const OWN_MAC = 'a question carries the MAC of the interface: another one would spoil the tables of others';
const VENDORS = 'the registers of vendors come with arpist, and no file is read for them';

/** The flags of arp-scan 1.10 that scan and find do not have. */
export const ARP_SCAN_HABITS: ForeignFlags = {
  tool: 'arp-scan',
  instead: {
    ...both('-v --verbose', 'a terminal shows how far it is; --why prints the evidence for each verdict'),
    ...both('-V --version', 'arpist version'),
    ...both(
      '-b --backoff',
      'the waits follow the answers that come; -t says how long the last are waited for',
    ),
    ...both('--interval', 'the pace is --rate (packets or bits per second) or -B; 10 ms apart is --rate 100'),
    ...both('-n --snap', 'frames are saved whole, by --save and -W'),
    ...both('-O --ouifile', VENDORS),
    ...both('-m --macfile', VENDORS),
    ...both('-u --arpsha', OWN_MAC),
    ...both('-S --srcaddr', OWN_MAC),
    ...both('-w --arptha', ONLY_ARP),
    ...both('-T --destaddr', 'arpist ping --unicast MAC asks one machine alone'),
    ...both(
      '-s --arpspa',
      'the sender is 0.0.0.0 first and our own address then; arpist ping -s asks with another',
    ),
    ...both('-o --arpop', ONLY_ARP),
    ...both('-H --arphrd', ONLY_ARP),
    ...both('-p --arppro', ONLY_ARP),
    ...both('-a --arphln', ONLY_ARP),
    ...both('-P --arppln', ONLY_ARP),
    ...both('-y --prototype', ONLY_ARP),
    ...both('-L --llc', ONLY_ARP),
    ...both('-A --padding', ONLY_ARP),
    ...both('-M --limit', 'arpist find WHAT --first ends at the first that fits'),
    ...both('-Y --retry-send', 'what the link does not take at once is sent again by itself'),
    ...both('-E --retry-send-interval', 'what the link does not take at once is sent again by itself'),
    ...both('--randomseed', 'neighbours are never asked in a row, whatever begins'),
  },
};

function both(names: string, instead: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, instead]));
}
