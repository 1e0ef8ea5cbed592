import { computed, signal } from '@preact/signals';
import type { Episode, List, Status } from './answers.ts';
import { get, Problem, token } from './api.ts';
import { listen } from './stream.ts';

/** What is known of the service; null: nothing was answered yet. */
export const status = signal<Status | null>(null);
export const recent = signal<readonly Episode[]>([]);
/** Since when nobody answers; null: it does. */
export const lostSince = signal<number | null>(null);
/** Moves on with every second, for what says how long ago. */
export const now = signal(Date.now());
/** Grows with every event: what a page shows of the past is asked for again. */
export const changes = signal(0);
/** Said once, to those who cannot see that something changed. */
export const said = signal('');

export const lost = computed(() => lostSince.value !== null);

const POLL = 5000;
const RETRY = 2000;
/** Between two looks at the state, however many events come. */
const BREATH = 250;

let looking = false;
let again = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks how it stands; asks once more when something happened meanwhile. */
export async function look(): Promise<void> {
  if (token.value === null) return;
  if (looking) {
    again = true;
    return;
  }
  looking = true;
  clearTimeout(timer);
  try {
    const [stands, episodes] = await Promise.all([
      get<Status>('/status'),
      get<List<Episode>>('/episodes?limit=12'),
    ]);
    status.value = stands;
    recent.value = episodes.items;
    lostSince.value = null;
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 0) lostSince.value ??= Date.now();
  } finally {
    looking = false;
    timer = setTimeout(() => void look(), again ? BREATH : lost.value ? RETRY : POLL);
    again = false;
  }
}

export function begin(): void {
  setInterval(() => {
    now.value = Date.now();
  }, 1000);
  token.subscribe((value) => {
    if (value !== null) void look();
  });
  listen(
    () => {
      changes.value++;
      void look();
    },
    () => void look(),
  );
}
