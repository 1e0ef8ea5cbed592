import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Episode, List } from './answers.ts';
import { get } from './api.ts';
import { CopyLine } from './dialog.tsx';
import { useAnswer, whyOf } from './load.ts';
import { Chip, Head, Moment, Prose } from './parts.tsx';
import { go, query } from './router.ts';
import { Where } from './where.tsx';

export function HistoryPage(): JSX.Element {
  const where = query.value.get('where') ?? '';
  const open = query.value.get('open') === 'yes';
  const asked = `/episodes?limit=100${open ? '&open=yes' : ''}${where === '' ? '' : `&where=${encodeURIComponent(where)}`}`;
  const { value, why } = useAnswer<List<Episode>>(asked).value;
  const more = useSignal<readonly Episode[]>([]);
  const next = useSignal<string | null | undefined>(undefined);
  const fault = useSignal('');
  useEffect(() => {
    more.value = [];
    next.value = undefined;
  }, [asked]);
  const cursor = next.value === undefined ? (value?.next ?? null) : next.value;
  const further = async (): Promise<void> => {
    try {
      const page = await get<List<Episode>>(`${asked}&cursor=${encodeURIComponent(cursor!)}`);
      more.value = [...more.value, ...page.items];
      next.value = page.next;
    } catch (cause) {
      fault.value = whyOf(cause);
    }
  };
  const seen = new Set(value?.items.map(({ episode }) => episode));
  const rows = [...(value?.items ?? []), ...more.value.filter(({ episode }) => !seen.has(episode))];
  return (
    <>
      <Head title="History">What happened, the latest first.</Head>
      <section class="page stack">
        <Where
          base="/history"
          hint="kind=conflict and severity!=info"
          why={why || fault.value}
          beside={
            <label class="choice">
              <input
                type="checkbox"
                checked={open}
                onChange={() => {
                  const to = new URLSearchParams(query.value);
                  if (open) to.delete('open');
                  else to.set('open', 'yes');
                  go(`/history?${to}`, true);
                }}
              />
              <span>only what is open</span>
            </label>
          }
        />
        <div class="card scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">Sentence</th>
                <th scope="col">State</th>
              </tr>
            </thead>
            <tbody>
              {value && rows.length === 0 && (
                <tr>
                  <td colSpan={4}>Nothing of that kind is remembered.</td>
                </tr>
              )}
              {rows.map((one) => (
                <tr key={one.episode}>
                  <td class="nw">
                    <Moment at={one.at} />
                  </td>
                  <td>
                    <Chip severity={one.severity}>{one.kind}</Chip>
                  </td>
                  <td>
                    <a href={`/episodes/e-${one.episode}`}>
                      <Prose text={one.text} />
                    </a>
                  </td>
                  <td>{one.open ? 'open' : 'over'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {cursor !== null && (
          <div class="buttons">
            <button type="button" onClick={() => void further()}>
              Earlier ones
            </button>
          </div>
        )}
        <CopyLine
          text={`arpist episodes${open ? ' --open' : ''}${where === '' ? '' : ` --where '${where.replaceAll("'", '"')}'`}`}
        />
      </section>
    </>
  );
}
