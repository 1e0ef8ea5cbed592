import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { contains, subnetOf } from '../../base/prefix.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { interfaceFor } from '../announce/interface-for.ts';

export interface MoveHome {
  readonly facts: InterfaceFacts;
  readonly prefixLength: number;
  /** It lies in a subnet of the interface. */
  readonly isNear: boolean;
}

/** Where an address is to be, and with which prefix. Throws UsageFault, also for one that is elsewhere on this machine. */
export function homeForMove(
  move: {
    readonly address: Ipv4;
    /** The length of its prefix; null: that of the subnet it lies in, or 32. */
    readonly wanted: number | null;
    readonly where: string;
  },
  named: string | undefined,
  context: Parameters<typeof interfaceFor>[2],
): MoveHome {
  const { address, wanted, where } = move;
  const facts = interfaceFor(TargetSet.of([{ first: address, last: address }]), named, context);
  const elsewhere = context.interfaces.find(
    ({ name, addresses }) => name !== facts.name && addresses.some(({ ip }) => ip === address),
  );
  const text = formatIpv4(address);
  if (elsewhere)
    throw new UsageFault(
      where,
      `${text} is on this machine already, on ${elsewhere.name}`,
      `take it off there first, or announce it: arpist announce ${text} -I ${facts.name}`,
    );
  const near = facts.addresses.find((own) => contains(subnetOf(own), address));
  return { facts, prefixLength: wanted ?? near?.prefixLength ?? 32, isNear: near !== undefined };
}
