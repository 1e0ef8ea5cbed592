import { UsageFault } from '../../base/fault.ts';
import { asConsent, type Consent } from '../../doctor/consent.ts';
import { many, type ReadFlag } from '../../terminal/args/flags.ts';

const consents: ReadFlag<readonly Consent[]> = (text, where) =>
  text.split(',').map((word) => {
    const consent = asConsent(word.trim());
    if (consent) return consent;
    throw new UsageFault(
      where,
      `'${word}' names no address that may fall silent`,
      'write it as the plan shows it: 10.0.0.1, or 10.0.0.1@eth0 for one interface alone',
    );
  });

/** The one word by which an answer may be lost: the address itself. */
export const SILENCE = many(
  '--silence',
  {
    value: 'ADDRESS[@IFACE]',
    help: 'this address may end with nobody answering for it, as the plan says (--yes is not enough)',
  },
  consents,
);
