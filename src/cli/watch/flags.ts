import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import { parsePrefix, type Prefix } from '../../base/prefix.ts';
import type { ExpectedPair } from '../../inventory/expected.ts';
import { WATCH_EVENT } from '../../records/watch.ts';
import { many, one, type ReadFlag, text, toggle } from '../../terminal/args/flags.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { listFlags } from '../listing/flags.ts';
import { DAEMON_FLAGS } from './daemon-flags.ts';
import { LIVE_FLAGS } from './live-flags.ts';
import { MEANT_FILE_FLAGS } from './meant-files.ts';

/** `10.0.0.1=00:11:22:33:44:55,10.0.0.2`: an address alone is a gateway whose MAC nobody said. */
const gatewayList: ReadFlag<readonly ExpectedPair[]> = (typed, where) =>
  typed.split(',').map((piece) => {
    const [address = '', hardware, more] = piece.trim().split('=');
    const ip = parseIpv4(address);
    const mac = hardware === undefined ? null : parseMac(hardware);
    if (ip === undefined || mac === undefined || more !== undefined)
      throw new UsageFault(
        where,
        `'${piece}' is no gateway`,
        'write 10.0.0.1=00:11:22:33:44:55, or the address alone',
      );
    return { ip, mac, vlan: null, note: '', expires: null };
  });

const networkList: ReadFlag<readonly Prefix[]> = (typed, where) =>
  typed.split(',').map((piece) => {
    const prefix = parsePrefix(piece.trim());
    if (prefix !== undefined) return prefix;
    throw new UsageFault(where, `'${piece}' is no network`, 'write 10.0.0.0/24,192.168.8.0/24');
  });

/** What is meant to be, told on the command line. */
export const MEANT_FLAGS = {
  gateways: many(
    '--gateways',
    { value: 'IP=MAC,…', help: 'gateways and virtual addresses: lies about them are critical' },
    gatewayList,
  ),
  networks: many(
    '--networks',
    { value: 'CIDR,…', help: 'networks that belong here: senders of others are told' },
    networkList,
  ),
  learn: timeFlag(
    '--learn',
    { help: 'for so long from the first frame on new stations are no news' },
    { least: 0 },
  ),
} as const;

export const WATCH_FLAGS = {
  ...LIVE_FLAGS,
  read: one(
    '-r --read',
    { value: 'FILE', help: 'a capture (pcap, pcapng, gzip too) instead of the network; - is stdin' },
    text,
  ),
  ...MEANT_FLAGS,
  ...MEANT_FILE_FLAGS,
  arpwatch: toggle('--arpwatch', {
    help: 'what arpwatch would log of the same frames, word for word, in place of events: pipe it into logger -t arpwatch',
  }),
  ...listFlags(WATCH_EVENT, {
    json: 'JSON Lines (schema/watch.v1.json, watch-summary.v1.json last)',
    rows: 'events',
    where: 'severity=critical, kind=conflict, gateway=true, ip=10.0.0.0/24',
    format: '${at} ${severity} ${kind} ${ip} ${mac}',
  }),
  store: one(
    '--store',
    { value: 'DIR', help: 'remember there what is found out: for arpist history and stations' },
    text,
  ),
  why: toggle('--why', { help: 'the evidence under each event' }),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
  ...DAEMON_FLAGS,
} as const;
