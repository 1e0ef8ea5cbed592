import { formatIpv4 } from '../base/ipv4.ts';
import { formatPrefix } from '../base/prefix.ts';
import { failed, ok, type Result } from '../base/result.ts';
import type { DeclarationFault, LineOf } from '../declare/fault.ts';
import { TableReader } from '../declare/table-reader.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type {
  DaemonConfig,
  NetworkConfig,
  UplinkConfig,
  VipConfig,
  WatchConfig,
  WebConfig,
} from './config.ts';
import { takeKeys } from './key.ts';
import { KEEP_KEYS, NETWORK_KEYS, ROOT_KEYS, UPLINK_KEYS, VIP_KEYS, WATCH_KEYS, WEB_KEYS } from './keys.ts';
import { NOTIFY_KEYS, TARGET_KEYS, type TargetType } from './target-keys.ts';

/** The tables of the configuration, beside what stands above them. */
export const CONFIG_TABLES = ['watch', 'network', 'vip', 'keep', 'notify', 'web', 'uplink'] as const;

/** The configuration from the value of its files, defaults filled in; or everything that is wrong with it, by its lines. */
export function readDaemonConfig(
  value: unknown,
  lineOf: LineOf,
): Result<DaemonConfig, readonly DeclarationFault[]> {
  const faults: DeclarationFault[] = [];
  const root = new TableReader(value, [], { lineOf, faults, whole: 'the configuration' });
  root.only([...Object.keys(ROOT_KEYS), ...CONFIG_TABLES]);
  const above = takeKeys(root, ROOT_KEYS);
  const watch = each(root, 'watch', readWatch);
  const networks = each(root, 'network', readNetwork);
  const vips = each(root, 'vip', readVip);
  const targets = each(root, 'notify', readTarget);
  const keep = takeKeys(single(root, 'keep', faults).only(Object.keys(KEEP_KEYS)), KEEP_KEYS);
  const web = readWeb(single(root, 'web', faults));
  const uplink = readUplink(single(root, 'uplink', faults));
  if (faults.length > 0 || !above || !keep || !web)
    return failed(faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return ok({
    ...above,
    watch,
    networks,
    vips,
    targets,
    keep: {
      events: keep.events,
      bindings: keep.bindings,
      evidence: keep.evidence,
      anonymiseAfter: keep['anonymise-after'],
      commit: keep.commit,
    },
    web,
    uplink,
  });
}

/** What nobody wrote. */
export function defaultConfig(): DaemonConfig {
  const read = readDaemonConfig({}, () => null);
  if (!read.ok) throw new Error('the defaults of the configuration contradict each other');
  return read.value;
}

interface Named<T> {
  readonly value: T;
  /** No two may have the same. */
  readonly name: string;
  /** The key that says it. */
  readonly key: string;
}

function each<T>(
  root: TableReader,
  key: string,
  read: (table: TableReader) => Named<T> | null,
): readonly T[] {
  const seen = new Set<string>();
  return root.tables(key).flatMap((table) => {
    const found = read(table);
    if (!found) return [];
    if (seen.has(found.name)) {
      table.fault(found.key, `${found.name} stands in two [[${key}]]`, 'keep one of them');
      return [];
    }
    seen.add(found.name);
    return [found.value];
  });
}

function single(root: TableReader, key: string, faults: DeclarationFault[]): TableReader {
  const table = root.isTable(key) ? root.table(key) : undefined;
  if (table) return table;
  if (root.has(key)) root.fault(key, `'${key}' should be one table`, `write [${key}] above its keys`);
  return new TableReader({}, [key], { lineOf: () => null, faults });
}

function readWatch(table: TableReader): Named<WatchConfig> | null {
  const found = takeKeys(table.only(Object.keys(WATCH_KEYS)), WATCH_KEYS);
  if (!found) return null;
  const { interface: link, name } = found;
  return { value: { interface: link, name: name ?? link }, name: link, key: 'interface' };
}

function readNetwork(table: TableReader): Named<NetworkConfig> | null {
  const found = takeKeys(table.only(Object.keys(NETWORK_KEYS)), NETWORK_KEYS);
  if (!found) return null;
  const cidr = formatPrefix(found.cidr);
  return { value: { ...found, name: found.name ?? cidr }, name: cidr, key: 'cidr' };
}

function readVip(table: TableReader): Named<VipConfig> | null {
  const found = takeKeys(table.only(Object.keys(VIP_KEYS)), VIP_KEYS);
  if (!found) return null;
  const address = formatIpv4(found.address);
  return { value: { ...found, name: found.name ?? address }, name: address, key: 'address' };
}

function readWeb(table: TableReader): WebConfig | null {
  const found = takeKeys(table.only(Object.keys(WEB_KEYS)), WEB_KEYS);
  if (!found) return null;
  const { certificate, key } = found;
  if ((certificate === null) !== (key === null))
    table.fault(
      certificate === null ? 'key' : 'certificate',
      'TLS needs a certificate and its key, and one of them is not named',
      'name both, or none',
    );
  return {
    listen: found.listen,
    hosts: found.hosts,
    tls: certificate === null || key === null ? null : { certificate, key },
    behindProxy: found['behind-proxy'],
    trustedProxies: found['trusted-proxies'],
    basePath: found['base-path'],
    streams: found.streams,
  };
}

function readUplink(table: TableReader): UplinkConfig | null {
  const found = takeKeys(table.only(Object.keys(UPLINK_KEYS)), UPLINK_KEYS);
  if (!found) return null;
  const { to, key } = found;
  if (to !== null && key !== null) return { ...found, to, key };
  if (to !== null || key !== null)
    table.fault(
      to === null ? 'key' : 'to',
      'an uplink needs to and key, and one of them is not named',
      'name both: arpist centre enrol SITE/SENSOR prints the key at the centre',
    );
  return null;
}

function readTarget(table: TableReader): Named<TargetConfig> | null {
  const base = takeKeys(table, NOTIFY_KEYS);
  const type = base?.type ?? table.read('type', (value) => value);
  // Without a type nobody knows which keys belong here: that it lacks is told already.
  if (!isType(type)) return null;
  const own = TARGET_KEYS[type];
  table.only([...Object.keys(NOTIFY_KEYS), ...Object.keys(own)]);
  const found: Readonly<Record<string, unknown>> | null = takeKeys(table, own);
  if (!base || !found) return null;
  if (type === 'apprise' && (found['url'] === null) === ((found['argv'] as readonly string[]).length === 0))
    table.fault('type', 'apprise is reached by its url or by argv', 'write one of them');
  const { 'quiet-hours': quiet, ...others } = base;
  const value = { ...others, quiet, ...camel(found) } as unknown as TargetConfig;
  return { value, name: base.name, key: 'name' };
}

function isType(value: unknown): value is TargetType {
  return typeof value === 'string' && Object.hasOwn(TARGET_KEYS, value);
}

/** `home-assistant` is homeAssistant. */
function camel(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
