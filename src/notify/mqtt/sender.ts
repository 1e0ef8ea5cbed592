import { randomBytes } from 'node:crypto';
import { UsageFault } from '../../base/fault.ts';
import type { Millis } from '../../base/time.ts';
import type { Message, MessageSender, Sending, TargetStanding } from '../../ports/telling.ts';
import {
  BIRTH_TOPIC,
  discoveryOf,
  eventPayload,
  presenceTopic,
  type Retained,
  sensorTopic,
  standingOf,
  topicsOf,
  type Topics,
  topicWord,
  trackerTopic,
} from '../forms/home-assistant.ts';
import { type Broker, MqttConnection } from './connection.ts';
import type { Publication } from './packets.ts';

const KEEP_ALIVE_SECONDS = 30;
/** Everybody tells Home Assistant again when it has begun: not all at once. */
const BIRTH_SPREAD: Millis = 10_000;

export interface MqttWishes {
  readonly broker: Broker;
  readonly user: string | null;
  readonly password: string | null;
  readonly site: string;
  readonly homeAssistant: boolean;
}

/** `mqtt://host`, `mqtts://host:port`. Throws UsageFault, which does not repeat it: it may be a secret. */
export function brokerOf(text: string, where: string): Broker {
  const url = URL.canParse(text) ? new URL(text) : null;
  const tls = url?.protocol === 'mqtts:';
  if (!url || (!tls && url.protocol !== 'mqtt:') || url.hostname === '' || url.username !== '')
    throw new UsageFault(
      where,
      'it is no address of a broker',
      'mqtt://host:1883 or mqtts://host:8883, with user and password as keys of their own',
    );
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? (tls ? 8883 : 1883) : Number(url.port), tls };
}

/**
 * Says what happens once, and keeps at the broker how it stands: whoever comes later finds it, and whether anybody is there to
 * change it. A connection is made when there is something to say.
 */
export class MqttSender implements MessageSender {
  readonly #wishes: MqttWishes;
  readonly #topics: Topics;
  #opened: Promise<MqttConnection> | null = null;
  #connection: MqttConnection | null = null;
  #standing: TargetStanding | null = null;
  /** Said over this connection, by topic. */
  readonly #said = new Map<string, string>();
  /** Sensors and stations that an earlier run told of, and this one does not know. */
  readonly #gone = new Set<string>();
  #saying = false;
  #closed = false;
  #birth: NodeJS.Timeout | undefined;

  constructor(wishes: MqttWishes) {
    this.#wishes = wishes;
    this.#topics = topicsOf(wishes.site);
  }

  async send(message: Message): Promise<Sending> {
    const connection = await this.#open();
    if (!(connection instanceof MqttConnection)) return connection;
    return await connection.publish({
      topic: this.#topics.event,
      payload: eventPayload(message),
      retain: false,
    });
  }

  stand(standing: TargetStanding): void {
    const first = this.#standing === null;
    this.#standing = standing;
    // One that was opened for a message alone has no last will.
    if (first) this.#drop();
    void this.#say();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#birth);
    const { availability: topic } = this.#topics;
    this.#connection?.close(this.#standing ? [{ topic, payload: 'offline', retain: true }] : []);
    this.#drop();
  }

  async #say(): Promise<void> {
    if (this.#saying || this.#closed) return;
    this.#saying = true;
    try {
      const connection = await this.#open();
      if (!(connection instanceof MqttConnection)) return;
      for (let wanted = this.#wanted(); wanted.length > 0; wanted = this.#wanted())
        for (const { topic, payload } of wanted) {
          const { sent } = await connection.publish({ topic, payload, retain: true });
          if (!sent) return;
          this.#said.set(topic, payload);
        }
    } finally {
      this.#saying = false;
    }
  }

  /** What is not said yet as it stands. */
  #wanted(): readonly Retained[] {
    const standing = this.#standing;
    if (!standing || this.#closed) return [];
    const { facts, presence, page } = standing;
    const { site, availability } = this.#topics;
    const gone = [...this.#gone].filter((topic) => topic.startsWith(sensorTopic(site, '')));
    const discovery = this.#wishes.homeAssistant
      ? discoveryOf(this.#topics, {
          sensors: facts.sensors,
          presence,
          gone: gone.map((topic) => topic.slice(sensorTopic(site, '').length)),
          version: facts.version,
          page,
        })
      : [];
    const taken = [...this.#gone].flatMap((topic): readonly Retained[] => {
      if (!topic.startsWith(presenceTopic(site, ''))) return [{ topic, payload: '' }];
      const id = topic.slice(presenceTopic(site, '').length);
      return [trackerTopic(site, id), topic, `${topic}/attributes`].map((one) => ({
        topic: one,
        payload: '',
      }));
    });
    const all = [
      ...discovery,
      ...standingOf(this.#topics, standing),
      ...taken,
      { topic: availability, payload: 'online' },
    ];
    return all.filter(({ topic, payload }) => this.#said.get(topic) !== payload);
  }

  async #open(): Promise<MqttConnection | (Sending & { readonly sent: false })> {
    if (this.#connection?.isOpen === false) this.#drop();
    const { broker } = this.#wishes;
    try {
      this.#opened ??= this.#connect();
      return await this.#opened;
    } catch (fault) {
      this.#opened = null;
      const why = fault instanceof Error ? fault.message : String(fault);
      const again = !(fault instanceof Error && 'again' in fault && fault.again === false);
      return { sent: false, why: `${broker.host}:${broker.port}: ${why}`, again };
    }
  }

  async #connect(): Promise<MqttConnection> {
    const { broker, user, password } = this.#wishes;
    const { availability: topic, site } = this.#topics;
    const stands = this.#standing !== null;
    const connection = await MqttConnection.open(broker, {
      connecting: {
        // Two of one name would put each other out.
        clientId: `arpist-${randomBytes(6).toString('hex')}`,
        keepAlive: KEEP_ALIVE_SECONDS,
        will: stands ? { topic, payload: 'offline', retain: true } : null,
        user,
        password,
      },
      hear: (publication) => this.#hear(publication),
    });
    this.#connection = connection;
    this.#said.clear();
    if (stands) {
      const own = [sensorTopic(site, '+'), presenceTopic(site, '+')];
      connection.subscribe(this.#wishes.homeAssistant ? [...own, BIRTH_TOPIC] : own);
    }
    return connection;
  }

  #hear({ topic, payload, retain }: Publication): void {
    if (topic === BIRTH_TOPIC) {
      if (payload !== 'online' || retain) return;
      clearTimeout(this.#birth);
      this.#birth = setTimeout(() => {
        this.#said.clear();
        void this.#say();
      }, Math.random() * BIRTH_SPREAD);
      this.#birth.unref();
      return;
    }
    if (!retain || payload === '' || !this.#standing || this.#gone.has(topic)) return;
    const { site } = this.#topics;
    const { facts, presence } = this.#standing;
    const known = [
      ...facts.sensors.map(({ name }) => sensorTopic(site, topicWord(name))),
      ...presence.map(({ who }) => presenceTopic(site, topicWord(who))),
    ];
    if (known.includes(topic) || this.#gone.size >= MOST_GONE) return;
    this.#gone.add(topic);
    void this.#say();
  }

  #drop(): void {
    this.#connection?.close();
    this.#connection = null;
    this.#opened = null;
    this.#said.clear();
  }
}

const MOST_GONE = 1000;
