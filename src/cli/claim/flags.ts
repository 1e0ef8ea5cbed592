import { type Flags, many, one, text, toggle } from '../../terminal/args/flags.ts';
import { list, packetRate, RATE_HELP, whole } from '../../terminal/args/numbers.ts';

/** What check, claim and free have in common. */
export const CLAIM_FLAGS = {
  vlan: one('--vlan', { value: 'ID', help: 'ask with this VLAN tag' }, whole(1, 4094, 'VLAN id')),
  fast: toggle('--fast', {
    help: 'about a tenth of the waits of RFC 5227; a host in power save may be missed',
  }),
  rate: one('--rate', { value: 'RATE', help: RATE_HELP }, packetRate),
  numeric: toggle('-N --numeric', { help: 'never look a name up' }),
  save: one('--save', { value: 'FILE', help: 'write every frame sent and heard to FILE (pcapng)' }, text),
  dryRun: toggle('--dry-run', { help: 'print what would be sent and how long it takes, and send nothing' }),
  why: toggle('--why', { help: 'the evidence' }),
  quiet: toggle('-q --quiet', { help: 'print nothing; the exit code answers' }),
} as const satisfies Flags;

/** What check and free take beside: they may ask on several interfaces. */
export const PLACES_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    {
      value: 'NAME',
      help: 'ask on this interface (several: again, or A,B); default: the one with the subnet',
    },
    list,
  ),
  exclude: many(
    '--exclude',
    { value: 'TARGET', help: 'leave these out; same spellings as targets' },
    (word) => [word],
  ),
} as const satisfies Flags;

export const FAST_NOTE = '--fast: the waits are shorter than RFC 5227 asks for, so a slow host may be missed';
