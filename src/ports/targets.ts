import type { Instant, Millis } from '../base/time.ts';
import type { WatchSeverity } from '../inventory/watch-event.ts';

/** A secret as the configuration names it: it stands in a file of its own or comes from the service manager. */
export type Secret =
  /** A file in $CREDENTIALS_DIRECTORY. */
  | { readonly credential: string }
  | { readonly file: string }
  /** In the configuration itself. */
  | { readonly value: string };

/** By the clock of the machine: from `from` to `until` in minutes of the day, also over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
  /** What is told all the same; null: nothing. */
  readonly except: WatchSeverity | null;
}

/** What all targets have. */
interface TargetBase {
  readonly name: string;
  /** An expression of `--where` over the records of `watch`; null: all. */
  readonly where: string | null;
  readonly severity: WatchSeverity;
  readonly quiet: QuietHours | null;
  /** Messages that are not critical gather for so long; null: as they come. */
  readonly digest: Millis | null;
}

interface HttpTarget extends TargetBase {
  readonly url: Secret;
}

export type TargetConfig =
  | (TargetBase & {
      readonly type: 'mail';
      readonly to: readonly string[];
      readonly from: string | null;
      readonly server: string;
      readonly port: number;
      /** `starttls` is required but towards loopback */
      readonly tls: 'starttls' | 'tls' | 'none';
      readonly user: string | null;
      readonly password: Secret | null;
      readonly style: 'arpist' | 'arpwatch';
    })
  | (TargetBase & {
      readonly type: 'sendmail';
      readonly to: readonly string[];
      readonly from: string | null;
      readonly program: string;
      readonly style: 'arpist' | 'arpwatch';
    })
  | (HttpTarget & { readonly type: 'webhook'; readonly secrets: readonly Secret[] })
  | (HttpTarget & { readonly type: 'ntfy'; readonly topic: string; readonly token: Secret | null })
  | (HttpTarget & { readonly type: 'gotify'; readonly token: Secret })
  | (HttpTarget & { readonly type: 'slack' | 'mattermost' | 'discord' | 'teams' })
  | (HttpTarget & { readonly type: 'telegram'; readonly token: Secret; readonly chat: string })
  /** `url` of its API, or a program with the configuration file it reads. */
  | (TargetBase & { readonly type: 'apprise'; readonly url: Secret | null; readonly argv: readonly string[] })
  | (TargetBase & { readonly type: 'exec'; readonly argv: readonly string[]; readonly limit: Millis })
  | (TargetBase & {
      readonly type: 'syslog';
      readonly style: 'arpist' | 'arpwatch';
      readonly facility: string;
      /** A socket's path, or `tcp://host:port`, `udp://host:port`. */
      readonly to: string;
    })
  | (TargetBase & { readonly type: 'journald' })
  | (TargetBase & {
      readonly type: 'mqtt';
      readonly url: Secret;
      readonly user: string | null;
      readonly password: Secret | null;
      readonly site: string;
      readonly homeAssistant: boolean;
      /** MACs or addresses whose presence is published. */
      readonly presence: readonly string[];
      /** null: by the kind of the MAC */
      readonly considerHome: Millis | null;
    });

/** When something was said, for whoever keeps to hours. */
export interface LocalTime {
  readonly at: Instant;
  /** Of the day, by the clock of the machine. */
  readonly minute: number;
}
