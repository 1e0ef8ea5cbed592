const FORMS: Readonly<Record<string, string>> = {
  '…': '...',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '→': '->',
  '–': '-',
  '—': '-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  µ: 'u',
};
const OURS = new RegExp(`[${Object.keys(FORMS).join('')}]`, 'gu');

/** Our own punctuation for a terminal that has no UTF-8; in a table a cell that is cut ends in `~`, so that columns stay. */
export function asAscii(text: string): string {
  return text.replaceAll(/(?<=\S)…(?= {2}|\u001b|$)/gmu, '~').replaceAll(OURS, (mark) => FORMS[mark] ?? mark); // oxlint-disable-line no-control-regex
}

/** locale(7): the first of these that is set and not empty counts. */
export function speaksUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((one) => one !== undefined && one !== '');
  return /utf-?8/i.test(locale ?? '');
}

/** Text for people, also where it goes to a pipe. */
export function inLocale(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return speaksUtf8(env) ? text : asAscii(text);
}
