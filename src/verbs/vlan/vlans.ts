import type { VlanLink } from '../../ports/vlans.ts';

export interface VlanWishes {
  /** Names of VLAN links or ids; none: all. */
  readonly only: readonly (string | number)[];
  readonly parents: readonly string[];
}

export interface VlanState {
  readonly link: VlanLink;
  /** `up` takes part; `no-carrier`: the cable or the parent's link is out. */
  readonly state: 'up' | 'down' | 'parent-down' | 'no-carrier';
  /** What a person should look at; null: nothing. */
  readonly remark: string | null;
}

/** The VLANs that were asked for, by parent and id, with what is remarkable about them. */
export function vlanStates(links: readonly VlanLink[], wishes: VlanWishes): readonly VlanState[] {
  const { only, parents } = wishes;
  return links
    .filter(
      ({ name, id, parent }) =>
        (only.length === 0 || only.includes(name) || only.includes(id)) &&
        (parents.length === 0 || (parent !== null && parents.includes(parent))),
    )
    .toSorted(
      (one, other) =>
        compare(one.parent ?? '', other.parent ?? '') || one.id - other.id || one.index - other.index,
    )
    .map((link) => {
      const state = stateOf(link);
      return { link, state, remark: remarkOf(link, state) };
    });
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function stateOf({ up, parentUp, carrier }: VlanLink): VlanState['state'] {
  if (parentUp === false) return 'parent-down';
  if (!up) return 'down';
  return carrier ? 'up' : 'no-carrier';
}

function remarkOf(link: VlanLink, state: VlanState['state']): string | null {
  const { id, parent, received, sent, addresses, master, uses } = link;
  if (state === 'parent-down') return `its parent ${parent} is down: no frame passes`;
  if (state === 'down') return 'it is down: no frame passes';
  if (state === 'no-carrier') return `no carrier on ${parent ?? 'its parent'}: no frame passes`;
  if (received.frames === 0 && sent.frames > 0)
    return `frames leave and none ever came: does the other end of ${parent ?? 'the trunk'} carry VLAN ${id}, tagged?`;
  if (addresses.length === 0 && master === null && uses.length === 0)
    return 'it has no address, is in no bridge, and nothing is routed out of it';
  return null;
}
