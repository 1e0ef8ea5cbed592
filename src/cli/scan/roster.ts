import type { Vendors } from '../../ports/host.ts';
import type { Station } from '../../inventory/station.ts';
import { placeKey, type Row, rowKey } from '../../records/station.ts';

/** Every station heard so far, with the last word on each. */
export class Roster {
  readonly #vendors: Vendors;
  readonly #rows = new Map<string, Row>();
  readonly #places = new Map<string, number>();

  constructor(vendors: Vendors) {
    this.#vendors = vendors;
  }

  take(station: Station): Row {
    const key = rowKey({ station });
    const known = this.#rows.get(key);
    const row = known ? { ...known, station } : this.#newRow(station);
    this.#rows.set(key, row);
    return row;
  }

  /** The row with its name; undefined for a key never taken. */
  name(key: string, name: string | null): Row | undefined {
    const known = this.#rows.get(key);
    if (!known) return undefined;
    const row = { ...known, name };
    this.#rows.set(key, row);
    return row;
  }

  /** In the order of their first answers. */
  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  #newRow(station: Station): Row {
    const place = placeKey({ station });
    const dup = (this.#places.get(place) ?? 0) + 1;
    this.#places.set(place, dup);
    return { station, vendor: this.#vendors.vendorOf(station.mac), name: null, dup };
  }
}
