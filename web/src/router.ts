import { computed, signal } from '@preact/signals';

const place = signal(new URL(location.href));

export const path = computed(() => place.value.pathname);
export const query = computed(() => place.value.searchParams);

/** Goes there as a link would; `instead`: without a step to go back. */
export function go(to: string, instead = false): void {
  const next = new URL(to, location.href);
  if (instead) history.replaceState(null, '', next);
  else history.pushState(null, '', next);
  const turned = next.pathname !== place.value.pathname;
  place.value = next;
  if (turned && !instead) {
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true }));
  }
}

export function beginRouting(): void {
  addEventListener('popstate', () => {
    place.value = new URL(location.href);
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target !== '' || link.origin !== location.origin || link.hasAttribute('download'))
      return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.href);
  });
}
