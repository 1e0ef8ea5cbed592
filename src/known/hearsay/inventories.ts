import { HearsayBook, type HearsayFile } from './hearsay.ts';
import { isObject, jsonList, wordOf } from './json.ts';

/** What `arpist export ansible` prints: hosts with `ansible_host` and `arpist_mac`. Never throws. */
export function parseAnsible(text: string): HearsayFile {
  const book = new HearsayBook();
  const meta = jsonList(text)?.entries[0]?.value['_meta'];
  const hosts = isObject(meta) && isObject(meta['hostvars']) ? meta['hostvars'] : undefined;
  if (hosts === undefined) book.bad(1, 'there is no _meta with hostvars');
  for (const [host, vars] of Object.entries(hosts ?? {})) {
    if (!isObject(vars)) continue;
    const ip = wordOf(vars['ansible_host']);
    const mac = wordOf(vars['arpist_mac']);
    const name = wordOf(vars['arpist_name']) || (host === ip ? '' : host);
    if (ip === '' && mac === '') book.pass();
    else book.take(1, { ip, mac }, { name, note: wordOf(vars['arpist_note']) });
  }
  return book.all;
}

/** What `arpist export file_sd` prints. Never throws. */
export function parseFileSd(text: string): HearsayFile {
  const book = new HearsayBook();
  for (const { value, line } of jsonList(text)?.entries ?? []) {
    const labels = isObject(value['labels']) ? value['labels'] : {};
    const targets: readonly unknown[] = Array.isArray(value['targets']) ? value['targets'] : [];
    for (const target of targets)
      book.take(
        line,
        { ip: wordOf(target).replace(/:\d+$/, ''), mac: wordOf(labels['__meta_arpist_mac']) },
        { name: wordOf(labels['__meta_arpist_name']) },
      );
  }
  return book.all;
}
