import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { go, query } from './router.ts';

const CALM = 200;

/** The filter, in the language of --where; it stands in the URL. */
export function Where({
  base,
  hint,
  why,
  beside,
}: {
  readonly base: string;
  readonly hint: string;
  readonly why: string;
  readonly beside?: ComponentChildren;
}): JSX.Element {
  const where = query.value.get('where') ?? '';
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = where;
  }, [where]);
  const take = (): void => {
    clearTimeout(timer.current);
    const to = new URLSearchParams(query.value);
    const text = field.current?.value.trim() ?? '';
    if (text === '') to.delete('where');
    else to.set('where', text);
    go(`${base}?${to}`, true);
  };
  return (
    <form
      class="where"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <label for="where">where</label>
      <input
        id="where"
        class="mono"
        ref={field}
        defaultValue={where}
        autocomplete="off"
        spellcheck={false}
        placeholder={hint}
        aria-describedby="where-why"
        onInput={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(take, CALM);
        }}
      />
      {beside}
      <p id="where-why" class="fault" role="alert">
        {why}
      </p>
    </form>
  );
}
