import type { Episode } from './answers.ts';
import { ask, quoted } from './dialog.tsx';

const DAY = 86_400_000;
const SPANS = [
  ['1h', 'For one hour', DAY / 24],
  ['1d', 'For a day', DAY],
  ['', 'Until it is taken back', null],
] as const;

/** Which of these MACs may have the address. */
export function askApprove(ip: string, macs: readonly string[]): void {
  const owner = (form: FormData): string => text(form, 'mac');
  ask({
    title: `Whose is ${ip}?`,
    yes: 'Approve',
    fields: (
      <>
        <fieldset>
          <legend class="sr">Owner</legend>
          {macs.map((mac, at) => (
            <label key={mac} class="choice">
              <input type="radio" name="mac" value={mac} defaultChecked={at === 0} />
              <span>
                <span class="mono">{mac}</span>
                <small>It may have this address; another MAC for it is told.</small>
              </span>
            </label>
          ))}
        </fieldset>
        <label>
          Note
          <input name="note" maxLength={1000} autocomplete="off" />
        </label>
      </>
    ),
    body: (form) => ({ order: 'approve', approval: { ip, mac: owner(form), note: text(form, 'note') } }),
    command: (form) => {
      const note = text(form, 'note');
      return `arpist approve ${ip} ${owner(form)}${note === '' ? '' : ` --note ${quoted(note)}`}`;
    },
  });
}

/** The episode alone is told to nobody any more; it is kept all the same. */
export function askMute({ episode, text: words }: Episode): void {
  ask({
    title: `Tell nobody of episode ${episode}?`,
    yes: 'Mute',
    fields: (
      <fieldset>
        <legend class="dim">{words}. It is kept all the same.</legend>
        {SPANS.map(([value, name], at) => (
          <label key={value} class="choice">
            <input type="radio" name="for" value={value} defaultChecked={at === 0} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
    ),
    body: (form) => {
      const span = SPANS.find(([value]) => value === text(form, 'for'))?.[2] ?? null;
      return {
        order: 'mute',
        mute: { episode, until: span === null ? null : new Date(Date.now() + span).toISOString() },
      };
    },
    command: (form) => {
      const span = text(form, 'for');
      return `arpist mute e-${episode}${span === '' ? '' : ` --for ${span}`}`;
    },
  });
}

export function askNote(whom: { readonly ip: string } | { readonly mac: string }): void {
  const name = 'ip' in whom ? whom.ip : whom.mac;
  ask({
    title: `A note beside ${name}`,
    yes: 'Write it',
    fields: (
      <label>
        Name or note
        <input name="note" maxLength={1000} autocomplete="off" />
      </label>
    ),
    body: (form) => ({ order: 'note', note: { whom, text: text(form, 'note') } }),
    command: (form) => `arpist note ${name} ${quoted(text(form, 'note'))}`,
  });
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
