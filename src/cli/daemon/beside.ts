import { printable } from '../../base/printable.ts';
import { subnetOf } from '../../base/prefix.ts';
import { formatPrefix } from '../../base/prefix.ts';
import { ownZone } from '../../base/zone.ts';
import { shownKeys } from '../../daemon/config-text.ts';
import type { MergedConfig } from '../../daemon/merge.ts';
import type { DaemonConfig } from '../../daemon/config.ts';
import { diagnose } from '../../doctor/diagnose.ts';
import type { Vicinity, ConfigLine, OwnNetwork } from '../../ports/vicinity.ts';
import type { Host, Vendors } from '../../ports/host.ts';
import type { Store } from '../../ports/store.ts';
import { heldRecord } from '../../records/tenure.ts';
import { readMoment } from '../../terminal/args/moment.ts';
import { whoHad } from '../../verbs/history/history.ts';
import { steelSnapshot } from '../compose.ts';
import { writeEvidence } from '../orders/evidence-capture.ts';

export interface BesideHands {
  readonly store: Store;
  readonly host: Host;
  readonly vendors: Vendors;
  readonly now: () => number;
  /** As it holds now: a reload may have taken another. */
  readonly taken: () => { readonly config: DaemonConfig; readonly merged: MergedConfig };
}

/** What stands beside a running service on this machine. */
export function besideHere({ store, host, vendors, now, taken }: BesideHands): Vicinity {
  return {
    config: () => shownKeys(taken().merged).map(lineOf),
    networks: () => networksOf(taken().config, host),
    findings: async () => diagnose(await steelSnapshot()).findings,
    heldAt: async (ip, words) => {
      const { at, note } = readMoment(words, 'at', { now: now(), zone: ownZone() });
      const found = await whoHad(store, ip, at);
      return found.map((there) => ({ ...heldRecord(ip, at, { there, vendors }), note }));
    },
    capture: (frames, comment) => {
      const parts: Uint8Array[] = [];
      writeEvidence(frames, printable(comment), (bytes) => void parts.push(bytes.slice()));
      return Buffer.concat(parts);
    },
  };
}

function lineOf({ table, at, key, text, place }: ReturnType<typeof shownKeys>[number]): ConfigLine {
  return { table, at, key, text, file: place?.file ?? null, line: place?.line ?? null };
}

function networksOf({ networks, watch }: DaemonConfig, host: Host): readonly OwnNetwork[] {
  if (networks.length > 0) return networks;
  const named = new Set(watch.map((one) => one.interface));
  const found = new Map<string, OwnNetwork>();
  for (const { name, loopback, arp, addresses } of host.interfaces()) {
    if (loopback || !arp || (named.size > 0 && !named.has(name))) continue;
    for (const address of addresses) {
      const cidr = subnetOf(address);
      if (cidr.length < 31) found.set(formatPrefix(cidr), { cidr, name: formatPrefix(cidr), new: 'tell' });
    }
  }
  return [...found.values()];
}
