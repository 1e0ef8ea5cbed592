import type { Link } from '../ports/link.ts';

/** What a wait needs to know of an open link. */
export interface Descriptor {
  readonly fd: number;
  /** Something to drain that poll(2) will not tell: that the link is known to be down, or was closed here. */
  hasNews(): boolean;
  /** Called once, while the descriptor is still open. */
  onClose(closing: () => void): void;
}

const descriptors = new WeakMap<Link, Descriptor>();

export function shareDescriptor(link: Link, descriptor: Descriptor): void {
  descriptors.set(link, descriptor);
}

/** The descriptor of a link that this room opened; a link of another body cannot be waited for by this clock. */
export function descriptorOf(link: Link): Descriptor {
  const descriptor = descriptors.get(link);
  if (!descriptor) throw new TypeError(`the link ${link.facts.name} was not opened by this host`);
  return descriptor;
}
