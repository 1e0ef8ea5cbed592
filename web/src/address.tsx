import type { JSX } from 'preact';
import { formatMillis } from '../../src/base/time.ts';
import type { Episode, List, Station, Tenure } from './answers.ts';
import { Card } from './card.tsx';
import { CopyLine } from './dialog.tsx';
import { useAnswer } from './load.ts';
import { askApprove, askNote } from './orders.tsx';
import { Ago, Chip, Head, Mac, Moment, networkText, Prose } from './parts.tsx';
import { lost } from './state.ts';

/** What is known of one address: who has it, who had it, what happened. */
export function AddressPage({ ip }: { readonly ip: string }): JSX.Element {
  const here = useAnswer<List<Station>>(`/stations?where=${encodeURIComponent(`ip=${ip}`)}`).value;
  const past = useAnswer<List<Tenure>>(`/addresses/${encodeURIComponent(ip)}/holders?limit=200`).value;
  const happened = useAnswer<List<Episode>>(`/episodes?ip=${encodeURIComponent(ip)}&limit=50`).value;
  const open = happened.value?.items.filter((one) => one.open && one.severity !== 'info') ?? [];
  const stations = here.value?.items ?? [];
  const macs = [...new Set(stations.map(({ mac }) => mac))];
  return (
    <>
      <Head
        title={<span class="mono">{ip}</span>}
        crumbs={
          <>
            <a href="/addresses">Addresses</a> / {[...new Set(stations.map(networkText))].join(', ')}
          </>
        }
      >
        {here.value && stations.length === 0 ? 'Nobody was heard with it.' : here.why}
      </Head>
      {open.length > 0 && (
        <section class="page" aria-labelledby="h-needs">
          <h2 id="h-needs" class="sr">
            Needs you
          </h2>
          <div class="cards">
            {open.map((one) => (
              <Card key={one.episode} one={one} />
            ))}
          </div>
        </section>
      )}
      <div class="page side">
        <div class="stack">
          <section class="card scroll" aria-labelledby="h-had">
            <h2 id="h-had">Who had it</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">MAC</th>
                  <th scope="col">Vendor</th>
                  <th scope="col">From</th>
                  <th scope="col">Last heard</th>
                  <th scope="col">For</th>
                </tr>
              </thead>
              <tbody>
                {past.value?.items.toReversed().map((one) => (
                  <tr key={`${one.mac} ${one.from} ${one.interface} ${one.vlan}`}>
                    <td>
                      <Mac mac={one.mac} lane={Math.max(0, macs.indexOf(one.mac))} />
                    </td>
                    <td>{one.vendor ?? ''}</td>
                    <td class="nw">
                      <Moment at={one.from} />
                    </td>
                    <td class="nw">
                      <Moment at={one.last} />
                    </td>
                    <td class="nw">{formatMillis(one.seconds * 1000)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <Happened list={happened.value?.items ?? []} />
        </div>
        <div class="stack">
          <section class="card stack" aria-labelledby="h-facts">
            <h2 id="h-facts">Facts</h2>
            {stations.map((one) => (
              <dl key={`${one.mac} ${one.interface} ${one.vlan}`} class="facts">
                <dt>MAC</dt>
                <dd>
                  <Mac mac={one.mac} /> {one.vendor ?? ''}
                </dd>
                <dt>Heard on</dt>
                <dd>{networkText(one)}</dd>
                <dt>Last heard</dt>
                <dd>
                  <Ago at={one.last} />
                </dd>
              </dl>
            ))}
            <div class="buttons">
              {macs.length > 0 && (
                <button type="button" disabled={lost.value} onClick={() => askApprove(ip, macs)}>
                  Approve…
                </button>
              )}
              <button type="button" disabled={lost.value} onClick={() => askNote({ ip })}>
                Note…
              </button>
            </div>
          </section>
          <section class="card stack" aria-labelledby="h-line">
            <h2 id="h-line">On the command line</h2>
            <CopyLine text={`arpist history ${ip}`} />
            <CopyLine text={`sudo arpist who ${ip}`} />
          </section>
        </div>
      </div>
    </>
  );
}

export function Happened({ list }: { readonly list: readonly Episode[] }): JSX.Element {
  return (
    <section class="card" aria-labelledby="h-happened">
      <h2 id="h-happened">What happened</h2>
      <ol class="recent">
        {list.length === 0 && <li>Nothing is remembered.</li>}
        {list.map((one) => (
          <li key={one.episode}>
            <span class="dim">
              <Moment at={one.at} />
            </span>
            <span>
              <Chip severity={one.severity}>{one.kind}</Chip>{' '}
              <a href={`/episodes/e-${one.episode}`}>
                <Prose text={one.text} />
              </a>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
