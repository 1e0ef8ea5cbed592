import { TargetSet } from '../../base/target-set.ts';
import type { AnnounceOptions } from '../announce/options.ts';
import { type AnnouncePlan, planAnnouncement } from '../announce/plan.ts';
import { GONE, PROBES, WATCH } from './old-owner.ts';
import type { MoveOptions } from './options.ts';

/** What would be sent and changed. */
export interface MovePlan {
  /** Who-has the address, at most. */
  readonly looks: number;
  readonly announcing: AnnouncePlan;
  readonly most: number;
}

export function planMove(wishes: MoveOptions): MovePlan {
  const looks = PROBES + (wishes.wait > 0 ? Math.ceil(wishes.wait / WATCH) + GONE : 0);
  const announcing = planAnnouncement(tellingOf(wishes));
  return { looks, announcing, most: looks + announcing.most };
}

/** How the address is announced once it is here. Who answers for it was asked already, and is put up with. */
export function tellingOf(wishes: MoveOptions): AnnounceOptions {
  const { facts, address, via, count, interval, rate, patience, frames } = wishes;
  return {
    facts,
    vlan: null,
    addresses: TargetSet.of([{ first: address, last: address }]),
    forms: ['request', 'reply'],
    via,
    verify: via.length > 0,
    check: false,
    before: false,
    force: true,
    takeover: true,
    count,
    interval,
    refresh: null,
    rate,
    patience,
    frames,
  };
}
