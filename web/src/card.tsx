import type { JSX } from 'preact';
import { EPISODE_KINDS } from '../../src/inventory/episodes.ts';
import { plural } from '../../src/base/counted.ts';
import type { WatchKind } from '../../src/inventory/watch-event.ts';
import type { Episode } from './answers.ts';
import { askApprove, askMute } from './orders.tsx';
import { Ago, Chip, Mac, networkText, Prose, sentence, shapeOf } from './parts.tsx';
import { lost } from './state.ts';

/** What a word means; undefined for a word that a newer service knows. */
export function kindOf(kind: string): (typeof EPISODE_KINDS)[WatchKind] | undefined {
  return kind in EPISODE_KINDS ? EPISODE_KINDS[kind as WatchKind] : undefined;
}

/** An episode that needs somebody, complete: what, who, why, and what can be done. */
export function Card({ one }: { readonly one: Episode }): JSX.Element {
  const id = `e-${one.episode}`;
  const at = networkText(one);
  return (
    <article
      class={`card episode ${shapeOf(one.severity)}`}
      tabIndex={-1}
      data-episode={one.episode}
      aria-labelledby={id}
    >
      <p class="kicker">
        <Chip severity={one.severity}>{one.kind}</Chip>
        {at !== '' && <span>{at}</span>}
        <span>
          began <Ago at={one.first ?? one.since} />
        </span>
        <span>{one.sure}</span>
      </p>
      <h3 id={id}>
        <a href={`/episodes/${id}`}>
          <Prose text={sentence(one.text)} />
        </a>
      </h3>
      <Claims macs={one.macs} />
      <Why one={one} />
      <p class="pace">{plural(one.frames, 'frame')} so far</p>
      <Actions one={one} />
    </article>
  );
}

export function Claims({ macs }: { readonly macs: readonly string[] }): JSX.Element | null {
  if (macs.length === 0) return null;
  return (
    <ul class="claims">
      {macs.map((mac, at) => (
        <li key={mac}>
          <Mac mac={mac} lane={at} />
        </li>
      ))}
    </ul>
  );
}

export function Why({ one }: { readonly one: Episode }): JSX.Element {
  return (
    <div class="why">
      {one.why.map(({ code, text }) => (
        <p key={code}>
          <Prose text={sentence(text)} />
        </p>
      ))}
      {one.decides !== null && <p>What would decide it: {one.decides}.</p>}
    </div>
  );
}

export function Actions({
  one,
  there = false,
}: {
  readonly one: Episode;
  readonly there?: boolean;
}): JSX.Element {
  const { ip } = one;
  return (
    <div class="buttons">
      {!there && (
        <a class="button main" href={`/episodes/e-${one.episode}`}>
          What to do
        </a>
      )}
      {ip !== null && one.macs.length > 0 && (
        <button type="button" data-key="a" disabled={lost.value} onClick={() => askApprove(ip, one.macs)}>
          Approve…
        </button>
      )}
      <button type="button" data-key="m" disabled={lost.value} onClick={() => askMute(one)}>
        Mute…
      </button>
    </div>
  );
}
