import { printable } from '../../base/printable.ts';
import { LOG_LEVELS, type Log } from '../../ports/log.ts';
import type { CommandIo } from '../io.ts';
import type { LogForm } from '../watch/daemon-flags.ts';

/**
 * stderr, a line each: `2026-11-30T14:03:07Z warning text key=value`. Under systemd (its journal reads what is written) with
 * the number of the level in front, sd-daemon(3), and without the time, which the journal has.
 */
export function openLog(form: LogForm, io: Pick<CommandIo, 'stderr' | 'env' | 'now'>): Log {
  const journal = (io.env['JOURNAL_STREAM'] ?? '') !== '';
  return {
    say(level, text, facts = {}) {
      const at = new Date(io.now()).toISOString();
      const head = journal ? `<${LOG_LEVELS[level]}>` : '';
      if (form === 'json') {
        io.stderr.write(`${head}${JSON.stringify({ at, level, text, ...facts })}\n`);
        return;
      }
      const pairs = Object.entries(facts).map(([name, value]) => ` ${name}=${valueText(value)}`);
      const line = printable(`${level} ${text}${pairs.join('')}`);
      io.stderr.write(`${head}${journal ? '' : `${at} `}${line}\n`);
    },
  };
}

function valueText(value: string | number): string {
  const text = String(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
