import { one, text, toggle, type Flags, type FlagValues } from '../../terminal/args/flags.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { PROOF } from '../../records/proof.ts';
import { listFlags } from '../listing/flags.ts';
import { PROOF_WORDS, TELLING_FLAGS } from './flags.ts';

const { vlan: _none, ...TELLING } = TELLING_FLAGS;

export const MOVE_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'add the address to this interface; default: the one with its subnet' },
    text,
  ),
  ...TELLING,
  ...listFlags(PROOF, {
    json: 'JSON Lines, a summary last (schema/proof.v1.json, schema/move.v1.json)',
    ...PROOF_WORDS,
  }),
  noVerify: toggle('--no-verify', { help: 'prove nothing; default: by --via, else by the gateway' }),
  wait: timeFlag(
    '--wait',
    { help: 'so long the old owner may go on answering; it is taken as soon as it is silent' },
    { least: 0 },
  ),
  yes: toggle('--yes', { help: 'also when it would cut the session you came by, or another login' }),
  keep: toggle('--keep', { help: 'leave the address here also when a peer still sends elsewhere' }),
  numeric: toggle('-N --numeric', { help: 'never look a name up' }),
} as const satisfies Flags;

export type MoveValues = FlagValues<typeof MOVE_FLAGS>;
