import type { JSX } from 'preact';
import { plural } from '../../src/base/counted.ts';
import type { WholeEpisode } from './answers.ts';
import { Actions, Claims, kindOf, Why } from './card.tsx';
import { CopyLine } from './dialog.tsx';
import { useAnswer } from './load.ts';
import { Address, Chip, Head, Moment, networkText, Prose, sentence, shapeOf } from './parts.tsx';

/** Where every notification leads. */
export function EpisodePage({ number }: { readonly number: string }): JSX.Element {
  const { value: one, why } = useAnswer<WholeEpisode>(`/episodes/${number}`).value;
  if (!one) return <Head title={`Episode ${number}`}>{why}</Head>;
  const kind = kindOf(one.kind);
  return (
    <>
      <Head
        shape={one.open ? shapeOf(one.severity) : 'good'}
        title={<Prose text={sentence(one.text)} />}
        crumbs={
          <>
            <a href="/history">History</a> / episode {one.episode} {networkText(one)}
          </>
        }
      >
        <Chip severity={one.severity}>{one.kind}</Chip> {one.severity}, {one.sure},{' '}
        {one.open ? 'still going' : 'over'}, began <Moment at={one.first ?? one.since} />,{' '}
        {plural(one.frames, 'frame')}.
      </Head>
      <div class="page side">
        <div class="stack">
          <section class="card stack" aria-labelledby="h-why">
            <h2 id="h-why">Why</h2>
            <Claims macs={one.macs} />
            <Why one={one} />
          </section>
          <section class="card stack" aria-labelledby="next">
            <h2 id="next">What to do</h2>
            {kind && <p>{kind.next.replaceAll('`', '')}</p>}
            <Actions one={one} there />
          </section>
          <section class="card" aria-labelledby="h-told">
            <h2 id="h-told">What was told of it</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">State</th>
                  <th scope="col">Sentence</th>
                </tr>
              </thead>
              <tbody>
                {one.events.map((event) => (
                  <tr key={event.seq}>
                    <td class="nw">
                      <Moment at={event.at} />
                    </td>
                    <td>{event.state}</td>
                    <td>
                      <Prose text={event.text} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </div>
        <div class="stack">
          <section class="card stack" aria-labelledby="h-means">
            <h2 id="h-means">What the word means</h2>
            {kind && (
              <>
                <p>
                  <b>{kind.title}</b>
                </p>
                <p>{kind.meaning}</p>
                <p class="dim">{kind.graveness}</p>
              </>
            )}
            <p>
              <a href={`/docs/${one.kind}`}>{one.kind}</a>
            </p>
            {one.ip !== null && (
              <p>
                The address: <Address ip={one.ip} />
              </p>
            )}
          </section>
          <section class="card stack" aria-labelledby="h-evidence">
            <h2 id="h-evidence">Evidence</h2>
            <p>The frames of it, for Wireshark:</p>
            <CopyLine text={`arpist evidence e-${one.episode} --pcap e-${one.episode}.pcapng`} />
          </section>
        </div>
      </div>
    </>
  );
}
