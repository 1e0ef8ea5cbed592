import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Prefix } from '../base/prefix.ts';
import type { Millis } from '../base/time.ts';
import type { TargetConfig } from '../ports/targets.ts';

export interface WatchConfig {
  readonly interface: string;
  /** Of the sensor: that of the interface unless told. */
  readonly name: string;
}

export interface NetworkConfig {
  readonly cidr: Prefix;
  readonly name: string;
  /** New stations are told, kept silently, or learned for a while. */
  readonly new: 'tell' | 'quiet' | 'learn';
  /** An active look every so often; null: never. */
  readonly sweep: Millis | null;
}

export interface VipConfig {
  readonly address: Ipv4;
  readonly name: string;
  /** Whoever may have it; none: anyone. */
  readonly macs: readonly Mac[];
}

/** How long things are kept. */
export interface KeepConfig {
  readonly events: Millis;
  readonly bindings: Millis;
  readonly evidence: { readonly time: Millis; readonly bytes: number };
  /** null: never */
  readonly anonymiseAfter: Millis | null;
  /** Between two commits. */
  readonly commit: Millis;
}

/** Where the page and the API listen beside the socket. */
export interface WebConfig {
  /** `address:port`; none: nowhere but the socket. */
  readonly listen: readonly string[];
  readonly hosts: readonly string[];
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly behindProxy: boolean;
  readonly trustedProxies: readonly Prefix[];
  readonly basePath: string;
  readonly streams: number;
}

/** The centre that is told of everything. */
export interface UplinkConfig {
  readonly to: string;
  /** The file that arpist centre enrol wrote. */
  readonly key: string;
  /** A certificate to trust beside those of the system; null: none. */
  readonly ca: string | null;
  readonly spool: number;
  readonly keep: Millis;
}

/** All that stands in /etc/arpist/arpist.toml and its drop-ins, with the defaults filled in. */
export interface DaemonConfig {
  readonly site: string;
  /** none: all interfaces that carry ARP */
  readonly watch: readonly WatchConfig[];
  readonly promiscuous: boolean;
  readonly learn: Millis;
  /** Questions on doubt, as `watch --ask`. */
  readonly ask: boolean;
  readonly networks: readonly NetworkConfig[];
  readonly vips: readonly VipConfig[];
  readonly known: readonly string[];
  readonly leases: readonly string[];
  readonly keep: KeepConfig;
  readonly targets: readonly TargetConfig[];
  readonly web: WebConfig;
  /** null: there is none */
  readonly uplink: UplinkConfig | null;
  /** Where metrics are answered beside the socket; null: on `web.listen`. */
  readonly metrics: string | null;
}
