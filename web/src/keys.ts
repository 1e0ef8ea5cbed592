import { go } from './router.ts';

const PLACES: Readonly<Record<string, string>> = {
  n: '/',
  a: '/addresses',
  h: '/history',
  s: '/sensors',
  w: '/docs',
};
const THEMES = ['light', 'dark', ''] as const;

let going = false;

/** Single letters, never inside fields and dialogs. */
export function beginKeys(): void {
  showTheme(localStorage.getItem('arpist-theme') ?? '');
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.closest('input, textarea, select, dialog')) return;
    if (going && PLACES[key] !== undefined) go(PLACES[key]);
    going = key === 'g';
    if (key === '/') document.querySelector<HTMLElement>('#q')?.focus();
    else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
    else if (key === 't') turnTheme();
    else if (key === 'a' || key === 'm')
      document.activeElement?.closest('article')?.querySelector<HTMLElement>(`[data-key="${key}"]`)?.click();
    else return;
    event.preventDefault();
  });
}

/** From card to card. */
function step(by: number): void {
  const cards = [...document.querySelectorAll<HTMLElement>('article.card')];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))]?.focus();
}

function turnTheme(): void {
  const at = THEMES.findIndex((name) => name === (document.documentElement.dataset['theme'] ?? ''));
  showTheme(THEMES[(at + 1) % THEMES.length]!);
}

function showTheme(name: string): void {
  if (name === '') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = name;
  localStorage.setItem('arpist-theme', name);
}
