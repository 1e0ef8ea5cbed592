import type { JSX } from 'preact';
import { Happened } from './address.tsx';
import type { Episode, List, Station } from './answers.ts';
import { useAnswer } from './load.ts';
import { askNote } from './orders.tsx';
import { Address, Ago, Head, Moment, networkText } from './parts.tsx';
import { lost } from './state.ts';

/** The same from the side of the MAC. */
export function StationPage({ mac }: { readonly mac: string }): JSX.Element {
  const has = useAnswer<List<Station>>(`/stations?where=${encodeURIComponent(`mac=${mac}`)}`).value;
  const happened = useAnswer<List<Episode>>(`/episodes?mac=${encodeURIComponent(mac)}&limit=50`).value;
  const stations = has.value?.items ?? [];
  return (
    <>
      <Head title={<span class="mono">{mac}</span>} crumbs={<a href="/addresses">Addresses</a>}>
        {has.why ||
          (has.value && stations.length === 0
            ? 'It was never heard with an address.'
            : (stations[0]?.vendor ?? 'No vendor is known for it.'))}
      </Head>
      <div class="page stack">
        <section class="card scroll" aria-labelledby="h-has">
          <h2 id="h-has">Its addresses</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Address</th>
                <th scope="col">Network</th>
                <th scope="col">Last heard</th>
                <th scope="col">First heard</th>
              </tr>
            </thead>
            <tbody>
              {stations.map((one) => (
                <tr key={`${one.ip} ${one.interface} ${one.vlan}`} class={one.holds ? '' : 'past'}>
                  <td>
                    <Address ip={one.ip} />
                  </td>
                  <td>{networkText(one)}</td>
                  <td class="nw">
                    <Ago at={one.last} />
                  </td>
                  <td class="nw">
                    <Moment at={one.first} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div class="buttons">
            <button type="button" disabled={lost.value} onClick={() => askNote({ mac })}>
              Note…
            </button>
          </div>
        </section>
        <Happened list={happened.value?.items ?? []} />
      </div>
    </>
  );
}
