import { type AddressMessage, addressCodec, addressFlags } from '../wire/netlink/address.ts';
import type { Item } from './state.ts';

/** For the model of the order: is it a secondary one. */
export function addressOf(item: Item): AddressMessage & { readonly flags: number } {
  const read = addressCodec.decode(item.payload);
  if (!read.ok) throw new TypeError(read.error.text);
  return { ...read.value, flags: addressFlags(read.value) };
}
