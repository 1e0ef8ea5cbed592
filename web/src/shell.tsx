import type { JSX } from 'preact';
import { AddressPage } from './address.tsx';
import { AddressesPage } from './addresses.tsx';
import { token } from './api.ts';
import { Dialog } from './dialog.tsx';
import { EpisodePage } from './episode.tsx';
import { HistoryPage } from './history.tsx';
import { NowPage } from './now.tsx';
import { Glyph, Head, type Shape } from './parts.tsx';
import { go, path } from './router.ts';
import { SensorsPage } from './sensors.tsx';
import { SignedOut } from './signed-out.tsx';
import { lost, said, status } from './state.ts';
import { StationPage } from './station.tsx';
import { WordPage, WordsPage } from './words.tsx';

const SECTIONS = [
  ['/', 'Now'],
  ['/addresses', 'Addresses'],
  ['/history', 'History'],
  ['/sensors', 'Sensors'],
  ['/docs', 'Words'],
] as const;

export function Shell(): JSX.Element {
  if (token.value === null) return <SignedOut />;
  return (
    <div data-state={lost.value ? 'disconnected' : 'live'}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header id="top">
        <a class="brand" href="/">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 12h5m8 0h5" class="wire" />
            <circle cx="12" cy="12" r="4" />
          </svg>
          arpist
        </a>
        <nav aria-label="Sections">
          <Links />
        </nav>
        <Search />
        <Live />
      </header>
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <nav id="tabs" aria-label="Sections, at the bottom">
        <Links />
      </nav>
      <Dialog />
      <Said />
    </div>
  );
}

function Links(): JSX.Element {
  const needs = (status.value?.open.warning ?? 0) + (status.value?.open.critical ?? 0);
  return (
    <>
      {SECTIONS.map(([to, name]) => (
        <a key={to} href={to} aria-current={isAt(to) ? 'page' : undefined}>
          <span>
            {name}
            {to === '/' && needs > 0 && (
              <span class="count">
                {needs}
                <span class="sr"> open</span>
              </span>
            )}
          </span>
        </a>
      ))}
    </>
  );
}

function isAt(to: string): boolean {
  return to === '/' ? path.value === '/' : path.value === to || path.value.startsWith(`${to}/`);
}

function Search(): JSX.Element {
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const field = event.currentTarget.elements.namedItem('q') as HTMLInputElement;
        go(leadsTo(field.value.trim()));
      }}
    >
      <label class="sr" for="q">
        Search addresses, MACs and vendors
      </label>
      <input
        id="q"
        name="q"
        type="search"
        autocomplete="off"
        spellcheck={false}
        placeholder="address, MAC or vendor"
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

/** An address leads to its page, a MAC to its own, anything else to the rows that hold it. */
export function leadsTo(text: string): string {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return `/addresses/${text}`;
  if (/^(?:[\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(text))
    return `/stations/${text.toLowerCase().replaceAll('-', ':')}`;
  if (/^[\da-f]{2}(?:[:-][\da-f]{1,2})+[:-]?$/i.test(text))
    return where(`mac^=${text.toLowerCase().replaceAll('-', ':')}`);
  if (/^[\d.]+\/\d+$/.test(text)) return where(`ip=${text}`);
  return text === '' ? '/addresses' : where(`vendor~'${text.replaceAll("'", '')}'`);
}

function where(expression: string): string {
  return `/addresses?where=${encodeURIComponent(expression)}`;
}

function Live(): JSX.Element {
  const [shape, word]: readonly [Shape, string] = lost.value
    ? ['off', 'not connected']
    : status.value?.sensors.some(({ state }) => state === 'blind')
      ? ['attention', 'a sensor is blind']
      : ['good', 'live'];
  return (
    <p class={`live ${shape}`}>
      <Glyph shape={shape} />
      <span>{word}</span>
    </p>
  );
}

function Page(): JSX.Element {
  const [, section = '', name] = path.value.split('/').map((part) => decodeURIComponent(part));
  if (section === '') return <NowPage />;
  if (section === 'addresses') return name ? <AddressPage key={name} ip={name} /> : <AddressesPage />;
  if (section === 'stations' && name) return <StationPage key={name} mac={name} />;
  if (section === 'episodes' && name) return <EpisodePage key={name} number={name.replace(/^e-/, '')} />;
  if (section === 'history') return <HistoryPage />;
  if (section === 'sensors') return <SensorsPage />;
  if (section === 'docs') return name ? <WordPage key={name} word={name} /> : <WordsPage />;
  return (
    <Head title="There is no such page">
      <a href="/">Now</a>, <a href="/addresses">addresses</a> and <a href="/history">history</a> are there.
    </Head>
  );
}

/** Results of what somebody did, for those who listen. */
function Said(): JSX.Element {
  return (
    <div role="status" class="said">
      {said.value !== '' && (
        <>
          <p>{said.value}</p>
          <button type="button" onClick={() => (said.value = '')}>
            Close
          </button>
        </>
      )}
    </div>
  );
}
