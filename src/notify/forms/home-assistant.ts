import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { WATCH_KINDS } from '../../inventory/watch-event.ts';
import type { SensorFacts } from '../../ports/service.ts';
import type { Message, PresenceFacts, TargetStanding } from '../../ports/telling.ts';

/** What stands at a broker until it is replaced; an empty payload takes it away. */
export interface Retained {
  readonly topic: string;
  readonly payload: string;
}

/** In topics and ids: letters, digits, _ and -. */
export function topicWord(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '-') || '-';
}

/** Topics of one place. */
export interface Topics {
  readonly site: string;
  readonly availability: string;
  readonly state: string;
  readonly event: string;
}

export function topicsOf(site: string): Topics {
  const base = `arpist/${topicWord(site)}`;
  return {
    site: topicWord(site),
    availability: `${base}/availability`,
    state: `${base}/state`,
    event: `${base}/event`,
  };
}

export const sensorTopic = (site: string, id: string): string => `arpist/${site}/sensor/${id}`;
export const presenceTopic = (site: string, id: string): string => `arpist/${site}/presence/${id}`;

/** Where Home Assistant says that it has begun (https://www.home-assistant.io/integrations/mqtt/#birth-and-last-will-messages). */
export const BIRTH_TOPIC = 'homeassistant/status';

/** What happened: never retained, for it happened once. The form is that of an event entity. */
export function eventPayload({ kind, state, severity, title, text, link, episode, id }: Message): string {
  return JSON.stringify({ event_type: kind, state, severity, title, text, link, episode, id });
}

/** How it stands, by topic. */
export function standingOf(
  { site, state }: Topics,
  { facts, headline, presence }: TargetStanding,
): readonly Retained[] {
  const { open, stations, sensors, needs } = facts;
  const now = {
    needs: open.critical + open.warning,
    critical: open.critical,
    warning: open.warning,
    stations,
    headline,
    episodes: needs.slice(0, 10).map(({ episode, event: { kind, severity, ip } }) => ({
      episode,
      kind,
      severity,
      ...(ip === null ? {} : { ip: formatIpv4(ip) }),
    })),
  };
  return [
    { topic: state, payload: JSON.stringify(now) },
    ...sensors.map((one) => ({
      topic: sensorTopic(site, topicWord(one.name)),
      payload: one.state === 'hearing' ? 'ON' : 'OFF',
    })),
    ...presence.flatMap((one) => presenceOf(site, one)),
  ];
}

/** Before it is known whether somebody is there nothing is said. */
function presenceOf(site: string, { who, home, ip, mac, asked }: PresenceFacts): readonly Retained[] {
  if (home === null) return [];
  const topic = presenceTopic(site, topicWord(who));
  const attributes = {
    ...(ip === null ? {} : { ip: formatIpv4(ip) }),
    ...(mac === null ? {} : { mac: formatMac(mac) }),
    asked_in_vain: asked,
  };
  return [
    { topic, payload: home ? 'home' : 'not_home' },
    { topic: `${topic}/attributes`, payload: JSON.stringify(attributes) },
  ];
}

/**
 * Device-based discovery of Home Assistant (https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload), with
 * `default_entity_id` in place of `object_id`, which ended with 2026.4. `gone` are sensors that were told of once.
 */
export function discoveryOf(
  { site, availability, state, event }: Topics,
  {
    sensors,
    presence,
    gone,
    version,
    page,
  }: {
    readonly sensors: readonly Pick<SensorFacts, 'name' | 'interface'>[];
    readonly presence: readonly Pick<PresenceFacts, 'who' | 'mac' | 'named'>[];
    readonly gone: readonly string[];
    readonly version: string;
    readonly page: string | null;
  },
): readonly Retained[] {
  const id = `arpist_${site}`;
  const shared = {
    origin: { name: 'arpist', sw_version: version },
    availability: [{ topic: availability }],
  };
  const part = (platform: string, name: string, more: Readonly<Record<string, unknown>>) => ({
    platform,
    unique_id: `${id}_${topicWord(name).toLowerCase().replaceAll('-', '_')}`,
    default_entity_id: `${platform}.${id}_${topicWord(name)}`.toLowerCase().replaceAll('-', '_'),
    name,
    ...more,
  });
  const heard = sensors.map(({ name, interface: link }) => [
    `sensor_${topicWord(name)}`,
    part('binary_sensor', `Hears ${name}`, {
      state_topic: sensorTopic(site, topicWord(name)),
      device_class: 'connectivity',
      entity_category: 'diagnostic',
      ...(link === name ? {} : { icon: 'mdi:ethernet' }),
    }),
  ]);
  const device = {
    ...shared,
    device: {
      identifiers: [id],
      name: `arpist ${site}`,
      manufacturer: 'arpist',
      sw_version: version,
      ...(page === null ? {} : { configuration_url: page }),
    },
    components: {
      needs: part('sensor', 'Needs you', {
        state_topic: state,
        value_template: '{{ value_json.needs }}',
        json_attributes_topic: state,
        state_class: 'measurement',
        icon: 'mdi:account-alert',
      }),
      problem: part('binary_sensor', 'Problem', {
        state_topic: state,
        value_template: "{{ 'ON' if value_json.needs > 0 else 'OFF' }}",
        device_class: 'problem',
      }),
      stations: part('sensor', 'Stations here', {
        state_topic: state,
        value_template: '{{ value_json.stations }}',
        state_class: 'measurement',
        icon: 'mdi:lan',
      }),
      events: part('event', 'What happened', {
        state_topic: event,
        event_types: [...WATCH_KINDS, 'service', 'digest', 'test'],
        icon: 'mdi:lan-pending',
      }),
      ...Object.fromEntries(heard),
      // A component that is its platform alone goes.
      ...Object.fromEntries(gone.map((one) => [`sensor_${one}`, { platform: 'binary_sensor' }])),
    },
  };
  const trackers = presence.map(({ who, mac, named }) => ({
    topic: trackerTopic(site, topicWord(who)),
    payload: JSON.stringify({
      ...shared,
      device: {
        // A device that Home Assistant knows by its MAC is that one; an address may be another's tomorrow.
        ...(named === 'mac' && mac !== null
          ? { connections: [['mac', formatMac(mac)]] }
          : { identifiers: [`${id}_${topicWord(who)}`] }),
        name: who,
        via_device: id,
      },
      components: {
        presence: {
          platform: 'device_tracker',
          unique_id: `${id}_presence_${topicWord(who)}`,
          name: null,
          source_type: 'router',
          state_topic: presenceTopic(site, topicWord(who)),
          json_attributes_topic: `${presenceTopic(site, topicWord(who))}/attributes`,
        },
      },
    }),
  }));
  return [{ topic: `homeassistant/device/${id}/config`, payload: JSON.stringify(device) }, ...trackers];
}

export function trackerTopic(site: string, id: string): string {
  return `homeassistant/device/arpist_${site}_${id}/config`;
}
