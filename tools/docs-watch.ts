// docs/watch/: a page for every kind of episode, made from src/inventory/episodes/.
import type { EpisodeKind } from '../src/inventory/episode.ts';
import { BECOMES, EPISODE_KINDS } from '../src/inventory/episodes.ts';
import { WATCH_KINDS, type WatchKind } from '../src/inventory/watch-event.ts';
import { formatMillis } from '../src/base/time.ts';
import type { Page } from './docs-kernel.ts';

const MADE =
  '<!-- Made by tools/docs.ts from src/inventory/episodes/: change the source, then run `npm run docs`. -->';

export function watchPages(): readonly Page[] {
  return [
    ['docs/watch/README.md', index()],
    ...WATCH_KINDS.map((kind): Page => [`docs/watch/${kind}.md`, pageOf(EPISODE_KINDS[kind])]),
  ];
}

function index(): string {
  const list = WATCH_KINDS.map((kind) => `- [${kind}](${kind}.md): ${EPISODE_KINDS[kind].title}`).join('\n');
  return document(
    '# What a watch tells',
    'What `arpist watch` tells of a network or a capture, the harmless first. An episode opens once, is told again when something new is known of it, and closes when it is quiet; what happens in one moment is told once, as `close`. `sure` says whether frames prove it (`proven`), point to it (`likely`), or leave it open (`undecided`); `why` carries the evidence.',
    list,
  );
}

function pageOf(kind: EpisodeKind): string {
  const { quiet, decides } = kind;
  const lasting =
    quiet === null
      ? 'It happens in one moment, and is told once.'
      : quiet === Number.POSITIVE_INFINITY
        ? 'It goes on until everything is heard again.'
        : `It goes on until nothing of it was heard for ${formatMillis(quiet)}.`;
  const next = BECOMES[kind.kind] ?? [];
  return document(
    `# ${kind.kind}`,
    `**${kind.title}**`,
    `${kind.graveness} ${lasting}`,
    `## What it means\n\n${kind.meaning}`,
    `## How it is known\n\n${kind.known}`,
    ...(decides === null ? [] : [`## What would decide a doubt\n\n${capital(decides)}.`]),
    `## What to do next\n\n${kind.next}`,
    ...(next.length === 0
      ? []
      : [
          `## What it may become\n\n${linked(next)}, when more is known; the old episode closes and names the new one.`,
        ]),
    `## Source\n\n${kind.source}. [All kinds](README.md).`,
  );
}

function linked(kinds: readonly WatchKind[]): string {
  return kinds.map((kind) => `[${kind}](${kind}.md)`).join(', ');
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function document(...parts: readonly string[]): string {
  return `${[MADE, ...parts].join('\n\n')}\n`;
}
