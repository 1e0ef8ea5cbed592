import { createHmac } from 'node:crypto';
import { isLocallyAdministered, type Mac } from '../base/mac.ts';

/** Bits of a MAC that its vendor does not give. */
const OWN_BITS = 24;
const LOCAL_PREFIX = 0x02;

/**
 * In place of a MAC its vendor's 24 bits and 24 bits of a keyed hash; a locally administered one has no vendor and becomes
 * 02 with 40 bits. Who has no key cannot come back from it, nor try all MACs to find it.
 */
export function hiddenMac(mac: Mac, key: Uint8Array): Mac {
  const hash = createHmac('sha256', key).update(mac.toString(16).padStart(12, '0')).digest();
  if (isLocallyAdministered(mac)) return LOCAL_PREFIX * 2 ** 40 + hash.readUIntBE(0, 5);
  return Math.floor(mac / 2 ** OWN_BITS) * 2 ** OWN_BITS + hash.readUIntBE(0, 3);
}
