import { SystemFault } from '../base/fault.ts';
import type { Vendors } from '../ports/host.ts';
import type { ScanHands } from '../verbs/scan/scan.ts';

export type Hands = ScanHands & { readonly vendors: Vendors };

/** The hands of this machine. Nothing is opened before a verb asks for it. */
export async function steelHands(): Promise<Hands> {
  if (process.platform !== 'linux')
    throw new SystemFault('unsupported', `asking the network needs Linux, and this is ${process.platform}`, {
      operation: 'open host',
      remedy: 'arpist read works on captures here, and arpist demo on paper',
    });
  const [{ openHost }, { openClock }, { packedVendors }] = await Promise.all([
    import('../linux/host.ts'),
    import('../linux/clock.ts'),
    import('../store/vendors.ts'),
  ]);
  return { host: openHost(), clock: openClock(), dice: Math.random, vendors: packedVendors() };
}
