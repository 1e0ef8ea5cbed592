/** What a link says of those it stands on or belongs to; indexes as in `ip link`. */
export interface Stacked {
  readonly index: number;
  readonly kind: string | null;
  /** The link below it, or the other end of a veth; null when there is none. */
  readonly lower: number | null;
  /** The network namespace of that link, as this one numbers it; null: this one. */
  readonly lowerNamespace: number | null;
  /** The bridge, bond, team or VRF it is a member of; 0: none. */
  readonly master: number;
}

/** Kinds whose frames leave by the link below them as they are, or with a tag. */
const ON_TOP: ReadonlySet<string> = new Set([
  'vlan',
  'macvlan',
  'macvtap',
  'ipvlan',
  'ipvtap',
  'macsec',
  'hsr',
  'dsa',
]);
/** A VRF is about routes: its members have nothing to do with each other on the wire. */
const NO_SWITCH = 'vrf';

/**
 * For each link the wire it shares with others: a VLAN is on that of its parent, so are a macvlan, the members of a bond
 * and the ports of a bridge with it. A name that is the same for all of them, and says nothing else.
 */
export function wiresOf(links: readonly Stacked[]): ReadonlyMap<number, string> {
  const groups = new Groups();
  const kinds = new Map(links.map(({ index, kind }) => [index, kind]));
  for (const { index, kind, lower, lowerNamespace, master } of links) {
    const own = keyOf(index, null);
    if (lower !== null && lower > 0 && kind !== null && ON_TOP.has(kind))
      groups.join(own, keyOf(lower, lowerNamespace));
    if (master > 0 && kinds.get(master) !== NO_SWITCH) groups.join(own, keyOf(master, null));
  }
  return new Map(links.map(({ index }) => [index, groups.nameOf(keyOf(index, null))]));
}

function keyOf(index: number, namespace: number | null): string {
  return namespace === null ? `${index}` : `${namespace}/${index}`;
}

/** Sets that are joined one by one; each is called by one of its members. */
class Groups {
  readonly #above = new Map<string, string>();

  nameOf(key: string): string {
    let top = key;
    for (let next = this.#above.get(top); next !== undefined; next = this.#above.get(top)) top = next;
    if (top !== key) this.#above.set(key, top);
    return top;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.nameOf(one), this.nameOf(other)];
    if (a !== b) this.#above.set(a, b);
  }
}
