import type { Ipv4 } from '../../base/ipv4.ts';
import { type Places, placesFor } from '../../verbs/claim/places.ts';
import { type AimContext, takeAim, takeExclusions } from '../targets.ts';
import type { NetworkHands } from '../hands.ts';
import type { CommandIo } from '../io.ts';
import type { Missing } from '../scan/missing.ts';

export interface LinkWishes {
  readonly interface: readonly string[];
  readonly exclude: readonly string[];
  readonly vlan: number | undefined;
  readonly numeric: boolean;
  /** Left out whatever names them. */
  readonly never?: readonly Ipv4[];
  /** See `Wanted`. */
  readonly subnetsAlone?: boolean;
}

/** From words to the addresses that a host could have, and the interfaces to ask for each of them. */
export async function claimingFor(
  words: readonly string[],
  wished: LinkWishes,
  context: { readonly hands: Pick<NetworkHands, 'host'>; readonly io: CommandIo; readonly missing?: Missing },
): Promise<Places> {
  const all = context.hands.host.interfaces();
  const aiming: AimContext = {
    io: context.io,
    interfaces: all,
    lookUp: wished.numeric ? null : async (name) => await (await import('../names.ts')).addressesOf(name),
    ...(context.missing ? { missing: context.missing.tell } : {}),
  };
  const aim = await takeAim(words, aiming);
  const named = [...wished.interface, ...aim.interfaces.map(({ name }) => name)];
  const excluding = await takeExclusions(wished.exclude, aiming);
  return placesFor(all, {
    routing: context.hands.host.routing,
    named,
    ranges: aim.ranges,
    excluded: [...excluding, ...(wished.never ?? []).map((ip) => ({ first: ip, last: ip }))],
    local: aim.interfaces.length > 0,
    tagged: wished.vlan !== undefined,
    subnetsAlone: wished.subnetsAlone === true,
  });
}
