import { signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Ordered } from './answers.ts';
import { post, Problem } from './api.ts';
import { changes, look, said } from './state.ts';

/** One thing that somebody is about to do: what it does, and the command line that does the same. */
export interface Deed {
  readonly title: string;
  readonly yes: string;
  /** Of what the form holds. */
  readonly body: (form: FormData) => unknown;
  readonly command: (form: FormData) => string;
  readonly fields: ComponentChildren;
}

const deed = signal<Deed | null>(null);

export function ask(wanted: Deed): void {
  deed.value = wanted;
}

export function Dialog(): JSX.Element | null {
  const wanted = deed.value;
  return wanted && <Asking wanted={wanted} />;
}

function Asking({ wanted }: { readonly wanted: Deed }): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const line = useSignal('');
  const why = useSignal('');
  const busy = useSignal(false);
  const retell = (): void => {
    if (form.current) line.value = wanted.command(new FormData(form.current));
  };
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.showModal();
    retell();
    return () => before?.focus();
  }, []);
  const close = (): void => {
    deed.value = null;
  };
  const carryOut = async (): Promise<void> => {
    busy.value = true;
    try {
      const done = await post<Ordered>('/orders', wanted.body(new FormData(form.current!)));
      said.value = done.undo === null ? done.text : `${done.text} To take it back: ${done.undo}`;
      changes.value++;
      void look();
      close();
    } catch (fault) {
      why.value = fault instanceof Problem ? `${fault.message} ${fault.hint}` : String(fault);
    } finally {
      busy.value = false;
    }
  };
  return (
    <dialog ref={box} aria-labelledby="ask-title" onClose={close}>
      <form
        ref={form}
        onInput={retell}
        onSubmit={(event) => {
          event.preventDefault();
          void carryOut();
        }}
      >
        <h2 id="ask-title">{wanted.title}</h2>
        {wanted.fields}
        <div class="same">
          <p>The same on the command line</p>
          <CopyLine text={line.value} />
        </div>
        <p role="alert" class="fault">
          {why.value}
        </p>
        <div class="buttons">
          <button type="submit" class="main" disabled={busy.value}>
            {wanted.yes}
          </button>
          <button type="button" onClick={() => box.current?.close()}>
            Not now
          </button>
        </div>
      </form>
    </dialog>
  );
}

export function CopyLine({ text }: { readonly text: string }): JSX.Element {
  const done = useSignal(false);
  return (
    <div class="copyline">
      <code>{text}</code>
      <button
        type="button"
        onClick={() => {
          void navigator.clipboard?.writeText(text).then(() => {
            done.value = true;
          });
        }}
      >
        {done.value ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

/** For a word of a shell. */
export function quoted(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
