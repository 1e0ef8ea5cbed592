import type { JSX } from 'preact';
import { count } from '../../src/base/counted.ts';
import { sensorWords } from '../../src/records/status-words.ts';
import type { Status } from './answers.ts';
import { Card } from './card.tsx';
import {
  Chip,
  Glyph,
  Head,
  Moment,
  momentText,
  Prose,
  sentence,
  type Shape,
  shapeOf,
  spanText,
  upper,
} from './parts.tsx';
import { lost, lostSince, now, recent, status } from './state.ts';

const MOST_CARDS = 5;

export function NowPage(): JSX.Element {
  const stands = status.value;
  if (!stands) return lost.value ? <Lost /> : <Head title="Asking the service…" />;
  return (
    <>
      {lost.value && <Lost />}
      <Verdict stands={stands} />
      {stands.needs.length > 0 && (
        <section class="page" aria-labelledby="h-needs">
          <h2 id="h-needs" class="sr">
            Needs you
          </h2>
          <div class="cards">
            {stands.needs.slice(0, MOST_CARDS).map((one) => (
              <Card key={one.episode} one={one} />
            ))}
          </div>
          {stands.needs.length > MOST_CARDS && (
            <p class="more">
              <a href="/history?open=yes">And {count(stands.needs.length - MOST_CARDS)} more</a>
            </p>
          )}
        </section>
      )}
      <Sensors stands={stands} />
      <Recent />
      <footer class="page">
        <span>arpist {stands.version}</span>
        <span>
          running since <Moment at={stands.since} />
        </span>
        <a href="/docs">What each word means</a>
      </footer>
    </>
  );
}

/** The verdict in words, and why it can be believed. */
function Verdict({ stands }: { readonly stands: Status }): JSX.Element {
  const [first = '', ...rest] = stands.headline.split(', ');
  const shape: Shape =
    stands.verdict === 'quiet'
      ? stands.learningUntil === null
        ? 'good'
        : 'learning'
      : stands.verdict === 'conflict'
        ? 'serious'
        : 'attention';
  const frames = stands.sensors.reduce((sum, { frames: heard }) => sum + heard, 0);
  const dropped = stands.sensors.reduce((sum, one) => sum + one.lost, 0);
  return (
    <Head shape={shape} title={upper(first)}>
      <Prose text={sentence(rest.join(', '))} />{' '}
      <Prose
        text={`${count(frames)} frames heard, ${dropped === 0 ? 'none' : count(dropped)} lost, ${stands.rate} a second now.`}
      />
      {stands.learningUntil !== null &&
        ` Learning until ${momentText(stands.learningUntil)}: who is new is noted, and not told.`}
      {frames === 0 && ' A quiet network speaks about once a minute; arpist scan asks it once.'}
    </Head>
  );
}

function Lost(): JSX.Element {
  const since = lostSince.value ?? now.value;
  const at = status.value?.at;
  return (
    <div class="page banner" role="alert">
      <p>
        <Glyph shape="off" />
        <b>Connection lost {spanText(now.value - since)} ago.</b>{' '}
        {at === undefined ? 'Nothing is known yet.' : `Below is what was known at ${momentText(at)}.`} It is
        tried again every two seconds.
      </p>
    </div>
  );
}

function Sensors({ stands }: { readonly stands: Status }): JSX.Element {
  return (
    <section class="page" aria-labelledby="h-sensors">
      <h2 id="h-sensors">Sensors</h2>
      <ul class="card rows">
        {stands.sensors.length === 0 && <li>None: no interface carries ARP.</li>}
        {stands.sensors.map((one) => (
          <li key={one.name} class="sensor">
            <Glyph shape={one.state === 'hearing' ? 'good' : one.state === 'blind' ? 'serious' : 'plain'} />
            <span>
              <Prose
                text={sensorWords({ ...one }, (at) => (typeof at === 'string' ? momentText(at) : 'never'))}
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Recent(): JSX.Element {
  return (
    <section class="page" aria-labelledby="h-recent">
      <h2 id="h-recent">
        Changed <a href="/history">all of it</a>
      </h2>
      <ol class="card recent">
        {recent.value.length === 0 && <li>Nothing happened yet.</li>}
        {recent.value.map((one) => (
          <li key={one.episode}>
            <span class="mono dim">
              <Moment at={one.at} />
            </span>
            <span class={shapeOf(one.severity)}>
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
