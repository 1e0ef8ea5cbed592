import type { JSX } from 'preact';
import { count } from '../../src/base/counted.ts';
import { sensorWords, storeWords, targetWords } from '../../src/records/status-words.ts';
import { Ago, Glyph, Head, momentText, Prose, sentence } from './parts.tsx';
import { status } from './state.ts';

const when = (at: unknown): string => (typeof at === 'string' ? momentText(at) : 'never');

/** Who hears, what is kept, who is told. */
export function SensorsPage(): JSX.Element {
  const stands = status.value;
  return (
    <>
      <Head title="Sensors">Who hears, where it is kept, and who is told.</Head>
      {stands && (
        <div class="page stack">
          <section class="card scroll" aria-labelledby="h-hear">
            <h2 id="h-hear">Who hears</h2>
            <table>
              <thead>
                <tr>
                  <th scope="col">Sensor</th>
                  <th scope="col">State</th>
                  <th scope="col">Frames</th>
                  <th scope="col">Lost</th>
                  <th scope="col">Last frame</th>
                </tr>
              </thead>
              <tbody>
                {stands.sensors.map((one) => (
                  <tr key={one.name}>
                    <td>{one.name === one.interface ? one.name : `${one.name} (${one.interface})`}</td>
                    <td>
                      <Glyph
                        shape={one.state === 'hearing' ? 'good' : one.state === 'blind' ? 'serious' : 'plain'}
                      />
                      {one.state}
                    </td>
                    <td>{count(one.frames)}</td>
                    <td>{count(one.lost)}</td>
                    <td class="nw">
                      <Ago at={one.lastFrame} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {stands.sensors
              .filter(({ state }) => state !== 'hearing')
              .map((one) => (
                <p key={one.name}>
                  <Prose text={sentence(sensorWords({ ...one }, when))} />
                </p>
              ))}
          </section>
          <section class="card" aria-labelledby="h-store">
            <h2 id="h-store">Where it is kept</h2>
            <p>{sentence(storeWords(stands.store, when))}</p>
          </section>
          <section class="card" aria-labelledby="h-targets">
            <h2 id="h-targets">Who is told</h2>
            {stands.targets.length === 0 && <p>Nobody: there is no [[notify]] in the configuration.</p>}
            {stands.targets.map((one) => (
              <p key={one.name}>{sentence(targetWords(one))}</p>
            ))}
          </section>
        </div>
      )}
    </>
  );
}
