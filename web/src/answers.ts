/** What the service answers, as schema/ has it: the fields that the page reads. */
export interface Told {
  readonly kind: string;
  readonly state: 'open' | 'update' | 'close';
  readonly at: string | null;
  readonly since: string | null;
  readonly seconds: number;
  readonly ip: string | null;
  readonly ips: readonly string[];
  readonly mac: string | null;
  readonly macs: readonly string[];
  readonly vlan: number | null;
  readonly interface: string | null;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly sure: string;
  readonly why: readonly { readonly code: string; readonly text: string }[];
  readonly decides: string | null;
  readonly gateway: boolean;
  readonly frames: number;
  readonly became: string | null;
  /** The sentence that everybody is told. */
  readonly text: string;
}

export interface Episode extends Told {
  readonly episode: number;
  readonly first: string | null;
  readonly open: boolean;
}

export interface WholeEpisode extends Episode {
  readonly events: readonly (Told & { readonly seq: number })[];
}

export interface Sensor {
  readonly name: string;
  readonly interface: string;
  readonly state: 'hearing' | 'waiting' | 'blind';
  readonly why: string | null;
  readonly frames: number;
  readonly lost: number;
  readonly lastFrame: string | null;
}

export interface Status {
  readonly verdict: 'conflict' | 'blind' | 'attention' | 'quiet';
  readonly headline: string;
  readonly at: string;
  readonly since: string;
  readonly version: string;
  readonly learningUntil: string | null;
  readonly stations: number;
  readonly rate: number;
  readonly open: Readonly<Record<'info' | 'warning' | 'critical', number>>;
  readonly needs: readonly Episode[];
  readonly sensors: readonly Sensor[];
  readonly store: Readonly<Record<string, unknown>> & { readonly state: string };
  readonly targets: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
}

export interface Station {
  readonly ip: string;
  readonly mac: string;
  readonly vendor: string | null;
  readonly interface: string | null;
  readonly vlan: number | null;
  readonly first: string;
  readonly last: string;
  readonly frames: number;
  readonly holds: boolean;
}

export interface Tenure {
  readonly ip: string;
  readonly mac: string;
  readonly vendor: string | null;
  readonly interface: string | null;
  readonly vlan: number | null;
  readonly from: string;
  readonly last: string;
  readonly seconds: number;
  readonly frames: number;
  readonly strength: string;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Ordered {
  readonly id: number | null;
  readonly text: string;
  readonly undo: string | null;
}
