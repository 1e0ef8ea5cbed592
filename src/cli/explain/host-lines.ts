import { jsonText } from '../../base/printable.ts';
import type { HostSnapshot } from '../../kernel/host.ts';

/** A snapshot as JSON that a person can read, edit and compare: one line for each link, address, route, entry. */
export function* hostLines(host: HostSnapshot): Generator<string> {
  const keys = Object.keys(host) as (keyof HostSnapshot)[];
  for (const [at, key] of keys.entries()) {
    const head = `${at === 0 ? '{' : ' '} ${jsonText(key)}: `;
    const tail = at === keys.length - 1 ? '\n}\n' : ',\n';
    const value: unknown = host[key];
    if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
      yield `${head}[\n`;
      for (const [place, item] of value.entries())
        yield `    ${jsonText(item)}${place === value.length - 1 ? '' : ','}\n`;
      yield `  ]${tail}`;
    } else yield `${head}${textOf(key, value)}${tail}`;
  }
}

/** Settings: one line for all, for default, and for each link. */
function textOf(key: keyof HostSnapshot, value: unknown): string {
  if (key !== 'conf' && key !== 'neigh') return jsonText(value);
  const { links, ...rest } = value as HostSnapshot['conf'];
  const own = Object.entries(rest).map(([name, each]) => `    ${jsonText(name)}: ${jsonText(each)}`);
  const each = Object.entries(links).map(([name, conf]) => `      ${jsonText(name)}: ${jsonText(conf)}`);
  return `{\n${[...own, `    "links": {\n${each.join(',\n')}\n    }`].join(',\n')}\n  }`;
}
