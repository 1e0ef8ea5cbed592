import type { JSX } from 'preact';
import { EPISODE_KINDS } from '../../src/inventory/episodes.ts';
import { formatMillis } from '../../src/base/time.ts';
import { kindOf } from './card.tsx';
import { Head } from './parts.tsx';

/** The same texts as docs/watch and `arpist help`: they come from where the rules are. */
export function WordsPage(): JSX.Element {
  return (
    <>
      <Head title="Words">What each word means that is told.</Head>
      <div class="page">
        <dl class="card facts words">
          {Object.values(EPISODE_KINDS).map(({ kind, title }) => (
            <div key={kind}>
              <dt>
                <a href={`/docs/${kind}`}>{kind}</a>
              </dt>
              <dd>{title}</dd>
            </div>
          ))}
        </dl>
      </div>
    </>
  );
}

export function WordPage({ word }: { readonly word: string }): JSX.Element {
  const kind = kindOf(word);
  const crumbs = <a href="/docs">Words</a>;
  if (!kind)
    return (
      <Head title={word} crumbs={crumbs}>
        This word is not among those that are told.
      </Head>
    );
  const plain = (text: string): string => text.replaceAll('`', '');
  return (
    <>
      <Head title={kind.kind} crumbs={crumbs}>
        {kind.title}
      </Head>
      <div class="page">
        <dl class="card facts">
          <dt>What it means</dt>
          <dd>{plain(kind.meaning)}</dd>
          <dt>How it is known</dt>
          <dd>{plain(kind.known)}</dd>
          <dt>How grave it is</dt>
          <dd>{plain(kind.graveness)}</dd>
          <dt>What to do</dt>
          <dd>{plain(kind.next)}</dd>
          <dt>When it is over</dt>
          <dd>
            {kind.quiet === null
              ? 'It happens in one moment.'
              : `When nothing of it was heard for ${formatMillis(kind.quiet)}.`}
          </dd>
          <dt>Source</dt>
          <dd>{plain(kind.source)}</dd>
        </dl>
      </div>
    </>
  );
}
