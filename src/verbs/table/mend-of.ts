import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { shellWord } from '../../base/shell-word.ts';
import { ownerOf } from './owner.ts';
import type { Checked } from './verify.ts';

/** The command that mends it, or looks closer; null when nothing has to be mended, nothing is known, or a program looks after the entry. */
export function mendOf({ entry, link, word, truth, answers }: Checked): string | null {
  if (word === 'ok' || word === 'unasked' || link === null) return null;
  const ip = formatIpv4(entry.ip);
  const place = `-I ${shellWord(link)}`;
  if (word === 'undecided') return answers.length > 0 ? `arpist who ${ip} ${place} --why` : null;
  if (word === 'duplicate')
    return entry.published ? `arpist table unpublish ${ip} ${place}` : `arpist who ${ip} ${place} --why`;
  if (ownerOf(entry) !== null) return null;
  if (word === 'silent' || truth === null) return `arpist table delete ${ip} ${place}`;
  if (entry.state === 'permanent')
    return `arpist table replace ${ip} ${formatMac(truth)} ${place}${entry.flags.includes('router') ? ' --router' : ''}`;
  return `arpist table delete ${ip} ${place}`;
}
