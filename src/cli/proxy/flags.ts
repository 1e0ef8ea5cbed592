import { UsageFault } from '../../base/fault.ts';
import { isMulticastMac, type Mac, parseMac } from '../../base/mac.ts';
import { TIME_UNITS } from '../../base/time.ts';
import { roleOf } from '../../verbs/proxy/owners.ts';
import { type Flags, many, one, type ReadFlag, text, toggle } from '../../terminal/args/flags.ts';
import { list, packetRate } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { PROXY } from '../../records/proxy.ts';
import { listFlags } from '../listing/flags.ts';

const toldMac: ReadFlag<Mac> = (word, where) => {
  const mac = parseMac(word);
  if (mac === undefined || mac === 0)
    throw new UsageFault(where, `'${word}' is no MAC of a machine`, 'write it as b8:27:eb:00:00:01');
  if (isMulticastMac(mac))
    throw new UsageFault(
      where,
      `${word} is a multicast MAC, and no host may be at one (RFC 1812 3.3.2)`,
      'clear the lowest bit of the first byte',
    );
  const role = roleOf(mac);
  if (role !== null)
    throw new UsageFault(
      where,
      `${word} is ${role}: it belongs to whoever has that role now`,
      'tell the MAC of one machine, or leave it out',
    );
  return mac;
};

const NO_LIMIT = /^(none|off|no)$/i;

const limit: ReadFlag<number> = (word, where) => {
  if (NO_LIMIT.test(word)) return Number.POSITIVE_INFINITY;
  const value = /^\d{1,9}$/.test(word) ? Number(word) : 0;
  if (value >= 1) return value;
  throw new UsageFault(where, `'${word}' is no number of answers a second`, 'write 1 or more, or none');
};

export const PROXY_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'answer what is asked on this interface (several: again, or A,B)' },
    list,
  ),
  nets: many(
    '--nets',
    { value: 'NET', help: 'further nets to answer for, as the words; spellings as the targets of scan' },
    (word) => [word],
  ),
  except: many('--except --exclude', { value: 'NET', help: 'never answer for these' }, (word) => [word]),
  any: toggle('--any', {
    help: 'answer also for what is routed back to the asker’s own link, or nowhere',
  }),
  mac: one('--mac', { value: 'MAC', help: 'the MAC to tell; default that of the interface' }, toldMac),
  delay: timeFlag(
    '--delay',
    { help: 'answer so much later (20ms); default at once' },
    { least: 0, most: TIME_UNITS.h },
  ),
  limit: one(
    '--limit',
    { value: 'N', help: 'answers a second for each asker, or none; default 2000' },
    limit,
  ),
  limitAll: one(
    '--limit-all',
    {
      value: 'N',
      help: 'answers a second on an interface for all askers together, those who asked before first; default 20000, or --limit if that is more',
    },
    limit,
  ),
  rate: one(
    '--rate',
    {
      value: 'RATE',
      help: 'packets (1000, 5k) or bits a second for its own questions; default 1000 packets',
    },
    packetRate,
  ),
  giveBack: timeFlag(
    '--give-back',
    {
      help: 'answer again for an address whose owner was silent so long (10s or more, or never); default 5min',
    },
    { least: 10_000, words: { never: Number.POSITIVE_INFINITY } },
  ),
  numeric: toggle('-N --numeric', { help: 'never look a name up' }),
  save: one('--save', { value: 'FILE', help: 'write every frame sent and heard to FILE (pcapng)' }, text),
  dryRun: toggle('--dry-run', { help: 'print for what it would answer, and send nothing' }),
  quiet: toggle('-q --quiet', { help: 'only the counts at the end' }),
  ...listFlags(PROXY, {
    json: 'JSON Lines, the counts last (schema/proxy.v1.json, schema/proxy-summary.v1.json)',
    rows: 'events',
    where: 'event=stepped-back, ip=10.9.0.0/24',
    format: '${at} ${event} ${ip}',
  }),
} as const satisfies Flags;
