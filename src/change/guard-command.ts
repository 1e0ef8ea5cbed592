import { shellWord } from '../base/shell-word.ts';
import type { GuardSnapshot } from '../kernel/host.ts';

/**
 * The guard as a command of nft: the table is written anew in one transaction, so there is no moment without one. `add`
 * before `delete`, because that one is refused where the table is not there.
 */
export function guardCommand(guard: GuardSnapshot | null): string {
  const away = 'add table arp arpist; delete table arp arpist';
  return `nft ${shellWord(guard === null ? away : `${away}; ${tableText(guard)}`)}`;
}

function tableText({ links, mode, guarded }: GuardSnapshot): string {
  const expires = guarded.some((one) => one.expires !== undefined);
  const addresses = guarded.map((one) =>
    one.expires === undefined ? one.ip : `${one.ip} timeout ${one.expires}s`,
  );
  const pairs = guarded.flatMap(({ ip, macs }) => macs.map((mac) => `${ip} . ${mac}`));
  const judged = links.map(
    (link) =>
      `iifname "${link}" arp saddr ip @guarded arp saddr ip . arp saddr ether != @speakers goto lie comment "arpist: only those listed may speak for a guarded address"`,
  );
  return `table arp arpist { ${[
    `set guarded { type ipv4_addr; ${expires ? 'flags timeout; ' : ''}elements = { ${addresses.join(', ')} }; }`,
    `set speakers { type ipv4_addr . ether_addr; elements = { ${pairs.join(', ')} }; }`,
    'set liars { type ipv4_addr . ether_addr; size 1024; flags dynamic,timeout; timeout 1d; counter; }',
    `chain lie { update @liars { arp saddr ip . arp saddr ether }; counter${mode === 'drop' ? ' drop' : ''}; }`,
    `chain in { type filter hook input priority -500; ${judged.join('; ')}; }`,
  ].join('; ')}; }`;
}
