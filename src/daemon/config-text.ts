import type { ConfigKey, ConfigKeys } from './key.ts';
import { KEEP_KEYS, NETWORK_KEYS, ROOT_KEYS, UPLINK_KEYS, VIP_KEYS, WATCH_KEYS, WEB_KEYS } from './keys.ts';
import type { ConfigPlace, MergedConfig } from './merge.ts';
import { NOTIFY_KEYS, TARGET_KEYS, TARGET_TYPES } from './target-keys.ts';

/** One table of the file, as it is told. */
export interface ConfigSection {
  /** `keep`; '' for what stands above all tables. */
  readonly name: string;
  /** `[[name]]`: it may stand there several times. */
  readonly many: boolean;
  readonly help: string;
  readonly keys: ConfigKeys;
}

/** Everything that can be written, in the order in which it is told. */
export const CONFIG_SECTIONS: readonly ConfigSection[] = [
  { name: '', many: false, help: '', keys: ROOT_KEYS },
  {
    name: 'watch',
    many: true,
    help: 'Where it listens. Without any: every interface that carries ARP.',
    keys: WATCH_KEYS,
  },
  {
    name: 'network',
    many: true,
    help: 'Networks that belong here. Without any: those of the interfaces.',
    keys: NETWORK_KEYS,
  },
  {
    name: 'vip',
    many: true,
    help: "Gateways and virtual addresses. Those of this machine's routes are known.",
    keys: VIP_KEYS,
  },
  { name: 'keep', many: false, help: 'How long what was found out is kept.', keys: KEEP_KEYS },
  { name: 'web', many: false, help: 'The page and the API.', keys: WEB_KEYS },
  { name: 'uplink', many: false, help: 'The centre over many sites (docs/centre/).', keys: UPLINK_KEYS },
  {
    name: 'notify',
    many: true,
    help: 'Who is told. Try one with arpist notify test NAME.',
    keys: NOTIFY_KEYS,
  },
  ...TARGET_TYPES.map((type) => ({
    name: `notify, type = "${type}"`,
    many: true,
    help: `Beside the keys of every target, for type = "${type}".`,
    keys: TARGET_KEYS[type] as ConfigKeys,
  })),
];

/** The file with everything in it, commented: as it is, it changes nothing. */
export function defaultConfigText(): string {
  const lines = [
    '# The configuration of arpist as a service: arpist watch --daemon. All of it may be left out.',
    '# What stands behind a key is its default, or an example where it says so. Drop-ins, conf.d/*.toml, say the last word:',
    '# tables merge, lists replace, [[tables]] append. arpist config check judges it; systemctl reload arpist takes it.',
  ];
  for (const { name, many, help, keys } of CONFIG_SECTIONS) {
    lines.push('');
    if (help !== '') lines.push(`# ${help}`);
    if (name !== '' && !name.includes(',')) lines.push(many ? `#[[${name}]]` : `[${name}]`);
    for (const [key, one] of Object.entries(keys))
      lines.push(`# ${one.help}${standing(one)}`, `#${key} = ${one.shown}`);
  }
  return `${lines.join('\n')}\n`;
}

function standing({ standing: how }: ConfigKey<unknown>): string {
  return how === 'default' ? '' : how === 'needed' ? ' (needed)' : ' (an example)';
}

/** docs/service/configuration.md: a table for each section. */
export function configTables(): string {
  return CONFIG_SECTIONS.map(({ name, many, help, keys }) => {
    const title =
      name === ''
        ? 'Above all tables'
        : name.includes(',')
          ? `\`[[notify]]\` with \`${name.slice('notify, '.length)}\``
          : many
            ? `\`[[${name}]]\``
            : `\`[${name}]\``;
    const rows = Object.entries(keys).map(([key, one]) => {
      const value =
        one.standing === 'default'
          ? `\`${one.shown}\``
          : `${one.standing === 'needed' ? 'needed' : 'none'}; as in \`${one.shown}\``;
      return `| \`${key}\` | ${value.replaceAll('|', '\\|')} | ${one.help.replaceAll('|', '\\|')} |`;
    });
    const table =
      rows.length === 0
        ? 'It needs nothing else.'
        : `| key | default | what it says |\n|---|---|---|\n${rows.join('\n')}`;
    return `### ${title}\n\n${help === '' ? '' : `${help}\n\n`}${table}\n`;
  }).join('\n');
}

/** One key as it holds, with where it was said; null: nobody did. */
export interface ShownKey {
  readonly table: string;
  /** Of several tables of one name; null for a single one. */
  readonly at: number | null;
  readonly key: string;
  readonly text: string;
  readonly place: ConfigPlace | null;
}

/** All that holds: what files say, and the defaults of everything else. Secrets are not told. */
export function shownKeys({ value, lineOf, placeOf }: MergedConfig): readonly ShownKey[] {
  const rows: ShownKey[] = [];
  const show = (said: unknown, path: readonly (string | number)[], keys: ConfigKeys): void => {
    const table = isTable(said) ? said : {};
    const [name = '', at = null] = path as readonly [string?, number?];
    for (const [key, one] of Object.entries(keys)) {
      const written = Object.hasOwn(table, key);
      if (!written && one.standing !== 'default') continue;
      const line = written ? lineOf([...path, key]) : null;
      rows.push({
        table: name,
        at,
        key,
        text: written ? tomlOf(hidden(key, table[key])) : one.shown,
        place: line === null ? null : placeOf(line),
      });
    }
  };
  for (const { name, many, keys } of CONFIG_SECTIONS) {
    if (name.includes(',')) continue;
    if (name === '') show(value, [], keys);
    else if (!many) show(value[name], [name], keys);
    else {
      const tables = Array.isArray(value[name])
        ? value[name]
        : value[name] === undefined
          ? []
          : [value[name]];
      for (const [at, table] of tables.entries())
        show(table, [name, at], name === 'notify' ? keysOfTarget(table) : keys);
    }
  }
  return rows;
}

function keysOfTarget(table: unknown): ConfigKeys {
  const type = isTable(table) ? table['type'] : undefined;
  const own = TARGET_TYPES.find((one) => one === type);
  return { ...NOTIFY_KEYS, ...(own && TARGET_KEYS[own]) };
}

const SECRETS: ReadonlySet<string> = new Set(['password', 'token', 'secrets', 'url']);
const HIDDEN = '•••';

/** Where a secret is, is none; an address without a path or a name in it is none, either. */
function hidden(key: string, value: unknown): unknown {
  if (!SECRETS.has(key)) return value;
  if (Array.isArray(value)) return value.map((one) => hidden(key, one));
  if (typeof value !== 'string') return value;
  return key === 'url' && /^[a-z]+:\/\/[^/@?]+\/?$/i.test(value) ? value : HIDDEN;
}

function tomlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlOf).join(', ')}]`;
  if (isTable(value))
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key} = ${tomlOf(one)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
