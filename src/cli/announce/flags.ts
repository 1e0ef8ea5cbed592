import { UsageFault } from '../../base/fault.ts';
import { isMulticastMac, type Mac, parseMac } from '../../base/mac.ts';
import { TIME_UNITS } from '../../base/time.ts';
import {
  type Flags,
  many,
  one,
  type ReadFlag,
  text,
  toggle,
  type FlagValues,
} from '../../terminal/args/flags.ts';
import { packetRate, whole } from '../../terminal/args/numbers.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { PROOF } from '../../records/proof.ts';
import { listFlags } from '../listing/flags.ts';

/** Who must believe it, as typed: `gateway`, an address or a name, and perhaps the MAC. */
export interface ViaWords {
  readonly word: string;
  readonly mac: Mac | null;
}

const vias: ReadFlag<readonly ViaWords[]> = (words, where) =>
  words.split(',').map((each) => {
    const [word = '', spelling] = each.trim().split('=');
    const mac = spelling === undefined ? null : parseMac(spelling);
    if (word === '' || mac === undefined || mac === 0 || (mac !== null && isMulticastMac(mac)))
      throw new UsageFault(
        where,
        `'${each}' names no peer`,
        'write an address (10.0.0.1), its MAC behind it if you know it (10.0.0.1=b8:27:eb:00:00:01), or gateway',
      );
    return { word, mac };
  });

export const PROOF_WORDS = {
  rows: 'proofs',
  where: 'belief!=believed, peer=10.0.0.1',
  format: '${ip} ${peer} ${belief}',
} as const;

/** How and how often to tell it; what announce and move have in common. */
export const TELLING_FLAGS = {
  via: many(
    '--via',
    {
      value: 'PEERS',
      help: 'tell these by name and prove that they send to us: addresses (A,B), A=MAC, or gateway; default: the gateway on the network of the address',
    },
    vias,
  ),
  vlan: one('--vlan', { value: 'ID', help: 'with this VLAN tag' }, whole(1, 4094, 'VLAN id')),
  count: one(
    '-c --count',
    { value: 'N', help: 'tell everybody N times; default 3' },
    whole(0, 1000, 'number of rounds'),
  ),
  interval: timeFlag(
    '--interval',
    { help: 'from one round to the next; default 1.1s, so that a cache with a lock time takes the last' },
    { most: TIME_UNITS.h },
  ),
  rate: one(
    '--rate',
    { value: 'RATE', help: 'packets (5000, 5k) or bits (1Mbit) per second; default 1000 packets' },
    packetRate,
  ),
  patience: timeFlag(
    '--patience',
    { help: 'so long those who do not believe it are told again; default 10s' },
    { most: TIME_UNITS.d },
  ),
  takeover: toggle('--takeover', { help: 'also when somebody else still answers for the address' }),
  dryRun: toggle('--dry-run', { help: 'print what would be done, and do nothing' }),
  ...listFlags(PROOF, {
    json: 'JSON Lines, a summary last (schema/proof.v1.json, schema/announce-summary.v1.json)',
    ...PROOF_WORDS,
  }),
  save: one('--save', { value: 'FILE', help: 'write every frame sent and heard to FILE (pcapng)' }, text),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const satisfies Flags;

const habit = 'arping';

export const ANNOUNCE_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'announce on this interface; default: the one that has the address' },
    text,
  ),
  ...TELLING_FLAGS,
  verify: toggle('--verify', {
    help: 'refuse when there is no --via and no gateway to prove it with; without it that is only said',
  }),
  noVerify: toggle('--no-verify', { help: 'tell (those of --via by name, too), and prove nothing' }),
  form: one(
    '--form',
    { value: 'FORM', help: 'request (who-has IP tell IP), reply (IP is-at MAC), or both, the default' },
    (word, where): 'request' | 'reply' | 'both' => {
      if (word === 'request' || word === 'reply' || word === 'both') return word;
      throw new UsageFault(where, `there is no form '${word}'`, 'write request, reply or both');
    },
  ),
  refresh: timeFlag(
    '--refresh',
    { help: 'tell and prove it again so often (1s or more), until Ctrl-C' },
    { least: 1000 },
  ),
  fast: toggle('--fast', {
    help: 'as fast as the link takes them, rounds 0.1 s apart (a cache with a lock time may miss the last)',
  }),
  force: toggle('--force', { help: 'announce an address that is not on this machine' }),
  noCheck: toggle('--no-check', {
    help: 'do not find out first who has it, and what --via believe: 0.4 s sooner',
  }),
  numeric: toggle('-N --numeric', { help: 'never look a name up' }),
  asRequest: toggle('-U', { habit, help: 'the same as --form request' }),
  asReply: toggle('-A', { habit, help: 'the same as --form reply' }),
} as const satisfies Flags;

export type TellingValues = FlagValues<typeof TELLING_FLAGS>;
export type AnnounceValues = FlagValues<typeof ANNOUNCE_FLAGS>;
