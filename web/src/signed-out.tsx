import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Problem, signIn, tried } from './api.ts';
import type { Status } from './answers.ts';

/** The token is pasted; a wrong one is said by the service itself. */
export function SignedOut(): JSX.Element {
  const why = useSignal('');
  const enter = async (text: string): Promise<void> => {
    try {
      await tried<Status>('/status', text);
      signIn(text);
    } catch (fault) {
      why.value = fault instanceof Problem ? `${fault.message}. ${fault.hint}` : String(fault);
    }
  };
  return (
    <main class="page door">
      <h1>This is arpist on {location.hostname}</h1>
      <p>It listens to this network and remembers who has which address. Whoever looks needs a token.</p>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem('token') as HTMLInputElement;
          void enter(field.value.trim());
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          placeholder="arp_…"
        />
        <p class="dim">
          Where there is none yet: <code class="cmd">sudo arpist token</code>
        </p>
        <p role="alert" class="fault">
          {why.value}
        </p>
        <div class="buttons">
          <button type="submit" class="main">
            Look
          </button>
        </div>
      </form>
    </main>
  );
}
