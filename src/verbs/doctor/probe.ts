import type { Dice } from '../../base/dice.ts';
import { SystemFault } from '../../base/fault.ts';
import type { Signal } from '../../base/signal.ts';
import { type Diagnosis, diagnose, sorted } from '../../doctor/diagnose.ts';
import { sceneOf } from '../../doctor/scene.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { ask } from './prober.ts';
import { prove } from './prove.ts';
import { probesFor } from './questions.ts';

export interface DoctorHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
}

export type DoctorEvent =
  | { readonly type: 'probing'; readonly links: readonly string[]; readonly questions: number }
  | { readonly type: 'note'; readonly text: string };

export interface ProbeReport extends Diagnosis {
  /** Questions put, each up to three times. */
  readonly questions: number;
  readonly interrupted: boolean;
}

/**
 * Holds the findings of the model against the wire: our own addresses from each link that another one of ours can hear,
 * duplicates, PERMANENT entries, gateways. Questions carry sender 0.0.0.0, or an address of the link they leave by.
 * Changes nothing. Throws SystemFault only when links cannot be opened for lack of rights.
 */
export async function* probe(
  hands: DoctorHands,
  snapshot: HostSnapshot,
  signal?: Signal,
): AsyncGenerator<DoctorEvent, ProbeReport> {
  const scene = sceneOf(snapshot);
  const { findings, caveats } = diagnose(snapshot);
  const probes = probesFor(scene);
  const wanted = [...new Set(probes.map(({ link }) => link.name))];
  const { links, notes } = openLinks(hands.host, wanted);
  for (const text of notes) yield { type: 'note', text };
  const puttable = probes.flatMap((one) => {
    const link = links.get(one.link.name);
    return link ? [{ probe: one, link }] : [];
  });
  try {
    yield { type: 'probing', links: [...links.keys()], questions: puttable.length };
    const { probed, lost } = await ask(puttable, hands, signal);
    const interrupted = signal?.aborted ?? false;
    const dead = new Set([...lost.keys()].map(({ facts }) => facts.name));
    // A link that went away says nothing by its silence, and neither does what was not asked to its end.
    const heard = interrupted ? [] : probed.filter((one) => !dead.has(one.probe.link.name));
    const downs = [...lost.values()].map(({ sentence }) => `${sentence} while it was asked on.`);
    const proof = prove(scene, findings, heard);
    return {
      findings: sorted(proof.findings),
      caveats: [...caveats, ...notes, ...downs, ...proof.caveats],
      questions: puttable.length,
      interrupted,
    };
  } finally {
    for (const link of links.values()) link.close();
  }
}

function openLinks(
  host: Host,
  wanted: readonly string[],
): { readonly links: ReadonlyMap<string, Link>; readonly notes: readonly string[] } {
  const links = new Map<string, Link>();
  const notes: string[] = [];
  const facts = new Map(host.interfaces().map((one) => [one.name, one]));
  try {
    for (const name of wanted) {
      const one = facts.get(name);
      if (!one) notes.push(`${name} is not there any more, so nothing was asked on it.`);
      else openOne(host, { name, facts: one, links, notes });
    }
  } catch (cause) {
    for (const link of links.values()) link.close();
    throw cause;
  }
  return { links, notes };
}

function openOne(
  host: Host,
  to: {
    name: string;
    facts: ReturnType<Host['interfaces']>[number];
    links: Map<string, Link>;
    notes: string[];
  },
): void {
  try {
    to.links.set(to.name, host.openLink(to.facts));
  } catch (cause) {
    if (!(cause instanceof SystemFault) || cause.kind === 'rights') throw cause;
    to.notes.push(`${cause.message}, so nothing was asked on it.`);
  }
}
