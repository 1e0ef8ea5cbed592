import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count, plural } from '../../src/base/counted.ts';
import type { List, Station } from './answers.ts';
import { get } from './api.ts';
import { CopyLine } from './dialog.tsx';
import { whyOf } from './load.ts';
import { Address, Ago, Head, Mac, Moment, networkText } from './parts.tsx';
import { query } from './router.ts';
import { status } from './state.ts';
import { Where } from './where.tsx';

const FIRST = 200;
const PAGE = 1000;
/** Rows above and below what is seen. */
const BESIDE = 12;
const HEIGHT = 40;
const SEEN = 30;

interface Rows {
  readonly all: readonly Station[];
  readonly next: string | null;
  readonly busy: boolean;
  readonly why: string;
}

const NONE: Rows = { all: [], next: null, busy: true, why: '' };

/** One row per address and MAC: pages come as they are scrolled to, and only what is seen stands in the document. */
export function AddressesPage(): JSX.Element {
  const where = query.value.get('where') ?? '';
  const rows = useSignal<Rows>(NONE);
  const top = useSignal(0);
  const frame = useRef<HTMLDivElement>(null);
  const url = (limit: number, cursor: string | null): string =>
    `/stations?limit=${limit}${where === '' ? '' : `&where=${encodeURIComponent(where)}`}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
  useEffect(() => {
    const stop = new AbortController();
    get<List<Station>>(url(FIRST, null), stop.signal).then(
      ({ items, next }) => {
        if (frame.current) frame.current.scrollTop = 0;
        top.value = 0;
        rows.value = { all: items, next, busy: false, why: '' };
      },
      (fault: unknown) => {
        if (!stop.signal.aborted) rows.value = { ...rows.value, busy: false, why: whyOf(fault) };
      },
    );
    return () => stop.abort();
  }, [where]);
  const { all, next, busy, why } = rows.value;
  const begins = Math.max(0, Math.min(top.value - BESIDE, all.length - 1));
  const ends = Math.min(all.length, top.value + SEEN + BESIDE);
  const further = async (): Promise<void> => {
    if (rows.value.busy || next === null) return;
    const before = rows.value;
    rows.value = { ...before, busy: true };
    try {
      const page = await get<List<Station>>(url(PAGE, next));
      if (rows.value.all === before.all)
        rows.value = { all: [...before.all, ...page.items], next: page.next, busy: false, why: '' };
    } catch (fault) {
      rows.value = { ...rows.value, busy: false, why: whyOf(fault) };
    }
  };
  useEffect(() => {
    if (ends > all.length - 200) void further();
  }, [ends, all]);
  const total = where === '' ? status.value?.stations : undefined;
  return (
    <>
      <Head title="Addresses">
        Who was heard: every address with its MAC, {plural(all.length, 'row')}
        {next === null ? '' : ' loaded so far'}
        {total === undefined || next === null ? '' : ` of about ${count(Math.max(total, all.length))}`}.
      </Head>
      <section class="page stack">
        <Where base="/addresses" hint="ip=10.0.0.0/24 and vendor~intel and new<7d" why={why} />
        <div
          class="card scroll list"
          ref={frame}
          tabIndex={0}
          role="region"
          aria-label="Addresses"
          onScroll={(event) => {
            top.value = Math.floor(event.currentTarget.scrollTop / HEIGHT);
          }}
        >
          <table aria-rowcount={next === null ? all.length + 1 : -1}>
            <thead>
              <tr aria-rowindex={1}>
                <th scope="col">Address</th>
                <th scope="col">MAC</th>
                <th scope="col">Vendor</th>
                <th scope="col">Last heard</th>
                <th scope="col">First heard</th>
                <th scope="col">Network</th>
              </tr>
            </thead>
            <tbody>
              {all.length === 0 && (
                <tr>
                  <td colSpan={6}>
                    {busy ? 'Asking…' : where === '' ? 'Nobody was heard yet.' : 'No address fits that.'}
                  </td>
                </tr>
              )}
              <Gap rows={begins} />
              {all.slice(begins, ends).map((one, at) => (
                <tr
                  key={`${one.ip} ${one.mac} ${one.interface} ${one.vlan}`}
                  aria-rowindex={begins + at + 2}
                  class={one.holds ? '' : 'past'}
                >
                  <td>
                    <Address ip={one.ip} />
                  </td>
                  <td>
                    <Mac mac={one.mac} />
                  </td>
                  <td class="cut">{one.vendor ?? ''}</td>
                  <td class="nw">
                    <Ago at={one.last} />
                  </td>
                  <td class="nw">
                    <Moment at={one.first} />
                  </td>
                  <td class="nw">{networkText(one)}</td>
                </tr>
              ))}
              <Gap rows={all.length - ends} />
            </tbody>
          </table>
        </div>
        <CopyLine text={`arpist stations${where === '' ? '' : ` --where '${where.replaceAll("'", '"')}'`}`} />
      </section>
    </>
  );
}

function Gap({ rows }: { readonly rows: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" class="gap">
      <td colSpan={6} style={{ height: `${rows * HEIGHT}px` }} />
    </tr>
  );
}
