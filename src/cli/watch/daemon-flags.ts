import { UsageFault } from '../../base/fault.ts';
import { one, type ReadFlag, text, toggle } from '../../terminal/args/flags.ts';

/** How lines of the log look. */
export const LOG_FORMS = ['text', 'json'] as const;

export type LogForm = (typeof LOG_FORMS)[number];

const logForm: ReadFlag<LogForm> = (word, where) => {
  const found = LOG_FORMS.find((form) => form === word);
  if (found !== undefined) return found;
  throw new UsageFault(where, `'${word}' is no form of a log`, `write one of ${LOG_FORMS.join(', ')}`);
};

/** The watch as a service: all else stands in its configuration. */
export const DAEMON_FLAGS = {
  daemon: toggle('--daemon', {
    help: 'as a service: remember, tell, answer arpist status; what it does stands in its configuration',
  }),
  config: one(
    '--config',
    { value: 'FILE', help: 'of the service, conf.d/*.toml beside it too (default: /etc/arpist/arpist.toml)' },
    text,
  ),
  state: one(
    '--state',
    { value: 'DIR', help: 'where the service remembers (default: /var/lib/arpist/watch)' },
    text,
  ),
  log: one(
    '--log',
    { value: 'FORM', choices: LOG_FORMS, help: 'of the service on stderr: text (default) or json' },
    logForm,
  ),
} as const;
