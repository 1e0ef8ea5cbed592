import type { SystemChange } from '../change/change.ts';
import type { HostSnapshot } from '../kernel/host.ts';

/** What must be so before a change is made: a foreign change in the middle of an apply is noticed by it. */
export type Precondition =
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'no-link'; readonly link: string }
  | { readonly kind: 'up'; readonly link: string }
  | { readonly kind: 'address'; readonly link: string; readonly local: string }
  | { readonly kind: 'no-address'; readonly link: string; readonly local: string }
  | { readonly kind: 'own'; readonly local: string };

export function preconditionsOf(change: SystemChange): readonly Precondition[] {
  switch (change.do) {
    case 'set-threshold':
    case 'set-gc-interval':
    case 'set-sysctl':
    case 'set-guard':
    case 'add-rule':
    case 'remove-rule':
      return [];
    case 'set-conf':
    case 'set-neigh':
      return change.link === 'all' || change.link === 'default' ? [] : [linkNeeded(change.link)];
    case 'add-vlan':
      return [linkNeeded(change.parent), { kind: 'no-link', link: change.link }];
    case 'add-address':
      return [linkNeeded(change.link), { kind: 'no-address', link: change.link, local: change.local }];
    case 'remove-address':
      return [{ kind: 'address', link: change.link, local: change.local }];
    case 'add-route': {
      const up: Precondition = { kind: 'up', link: change.link };
      return change.source === null ? [up] : [up, { kind: 'own', local: change.source }];
    }
    case 'publish':
    case 'unpublish':
      return change.link === null ? [] : [linkNeeded(change.link)];
    case 'set-neighbour':
      return [{ kind: 'up', link: change.link }];
    default:
      return [linkNeeded(change.link)];
  }
}

function linkNeeded(link: string): Precondition {
  return { kind: 'link', link };
}

export function holds(needed: Precondition, host: Pick<HostSnapshot, 'links' | 'addresses'>): boolean {
  const link = 'link' in needed ? host.links.find(({ name }) => name === needed.link) : undefined;
  const has = (local: string): boolean =>
    host.addresses.some((one) => one.link === link?.name && one.local === local);
  switch (needed.kind) {
    case 'link':
      return link !== undefined;
    case 'no-link':
      return link === undefined;
    case 'up':
      return link?.up === true;
    case 'address':
      return has(needed.local);
    case 'no-address':
      return link !== undefined && !has(needed.local);
    case 'own':
      return host.addresses.some(({ local }) => local === needed.local);
  }
}

/** `eth1 is there`, as it should be. */
export function preconditionWords(needed: Precondition): string {
  switch (needed.kind) {
    case 'link':
      return `${needed.link} is there`;
    case 'no-link':
      return `there is no ${needed.link} yet`;
    case 'up':
      return `${needed.link} is up`;
    case 'address':
      return `${needed.link} has ${needed.local}`;
    case 'no-address':
      return `${needed.link} does not have ${needed.local} yet`;
    case 'own':
      return `${needed.local} is an address of this host`;
  }
}
