/** What the kernel knows under several names. */
export interface Named {
  readonly name: string;
  /** Alternative names, which it takes for the name (net/core/dev.c netdev_name_node_lookup). */
  readonly altnames?: readonly string[];
}

/**
 * By its name, an alternative one, the label of an address (`eth0:1`), or as `ip link` prints it with what it stands on
 * (`eth0@if7`).
 */
export function findNamed<T extends Named>(
  all: readonly T[],
  name: string,
  labelsOf: (one: T) => readonly (string | null | undefined)[],
): T | undefined {
  const exact =
    all.find((one) => one.name === name) ??
    all.find(({ altnames = [] }) => altnames.includes(name)) ??
    all.find((one) => labelsOf(one).includes(name));
  if (exact) return exact;
  // An @ may stand in a name: only what comes behind the last one can be what the link stands on.
  const at = name.lastIndexOf('@');
  return at > 0 ? findNamed(all, name.slice(0, at), labelsOf) : undefined;
}
