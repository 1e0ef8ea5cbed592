import { printable } from '../base/printable.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { TargetFacts } from '../ports/service.ts';
import type { TargetConfig } from '../ports/targets.ts';
import type { Message, TargetQueue, MessageSender, Sending, TargetStanding } from '../ports/telling.ts';
import { Delivery, type DeliveryRules, FOR_LOGS, FOR_PEOPLE } from './delivery.ts';
import { quietAt } from './quiet.ts';

/** Whatever a sender says of its own limit: what has not ended by then failed. */
const LONGEST_TRY: Millis = 120_000;

/** What an queue is given of time. */
export interface QueueHands {
  /** Goes on evenly, whatever is done to the clock of the machine. */
  readonly now: () => Instant;
  /** Minutes of the day by the clock of the machine, with a fraction. */
  readonly minute: () => number;
  /** Does `deed` after `span`, unless what it returns is called before. */
  readonly after: (span: Millis, deed: () => void) => () => void;
  /** Between 0 and 1. */
  readonly jitter: () => number;
}

/** Programs read a log, and it costs next to nothing. */
const LOGS: ReadonlySet<TargetConfig['type']> = new Set(['syslog', 'journald', 'mqtt']);

/** A queue that empties itself into `sender`, one message at a time. */
export function openTargetQueue(config: TargetConfig, sender: MessageSender, hands: QueueHands): TargetQueue {
  const base = LOGS.has(config.type) ? FOR_LOGS : FOR_PEOPLE;
  const rules: DeliveryRules = {
    ...base,
    digest: config.digest,
    quiet: (now) => quietAt(config.quiet, hands.minute(), now),
  };
  return new SteadyQueue(config, { sender, hands, rules });
}

class SteadyQueue implements TargetQueue {
  readonly #config: TargetConfig;
  readonly #sender: MessageSender;
  readonly #hands: QueueHands;
  readonly #delivery: Delivery;
  #cancel: (() => void) | null = null;
  #ended: (() => void) | null = null;
  #closed = false;

  constructor(
    config: TargetConfig,
    {
      sender,
      hands,
      rules,
    }: { readonly sender: MessageSender; readonly hands: QueueHands; readonly rules: DeliveryRules },
  ) {
    this.#config = config;
    this.#sender = sender;
    this.#hands = hands;
    this.#delivery = new Delivery(config.name, hands.jitter, rules);
  }

  get facts(): TargetFacts {
    const { name, type } = this.#config;
    return { name, type, ...this.#delivery.facts };
  }

  offer(message: Message): void {
    if (this.#closed) return;
    this.#delivery.offer(message, this.#hands.now());
    this.#arm();
  }

  stand(standing: TargetStanding): void {
    if (!this.#closed) this.#sender.stand?.(standing);
  }

  async try(message: Message): Promise<string | null> {
    const outcome = await this.#tried(message);
    return outcome.sent ? null : printable(outcome.why);
  }

  async close(patience: Millis): Promise<void> {
    this.#closed = true;
    if (patience > 0 && this.#delivery.isPressed) {
      await new Promise<void>((resolve) => {
        const cancel = this.#hands.after(patience, resolve);
        this.#ended = () => {
          cancel();
          resolve();
        };
      });
    }
    this.#ended = null;
    this.#cancel?.();
    this.#cancel = null;
    this.#sender.close();
  }

  /** Wakes when the next may leave; never sends within the call of whoever offers. */
  #arm(): void {
    this.#cancel?.();
    this.#cancel = null;
    const now = this.#hands.now();
    const at = this.#delivery.wakeAt(now);
    if (this.#closed && (this.#ended === null || !this.#delivery.isPressed)) return this.#ended?.();
    if (at === null) return;
    this.#cancel = this.#hands.after(Math.max(0, at - now), () => this.#step());
  }

  #step(): void {
    this.#cancel = null;
    const message = this.#delivery.take(this.#hands.now());
    if (message === null) return this.#arm();
    void this.#tried(message).then((outcome) => {
      this.#delivery.done(outcome, this.#hands.now());
      this.#arm();
    });
  }

  async #tried(message: Message): Promise<Sending> {
    const seconds = LONGEST_TRY / 1000;
    return await new Promise((resolve) => {
      const cancel = this.#hands.after(LONGEST_TRY, () =>
        resolve({ sent: false, why: `it did not end within ${seconds} s`, again: true }),
      );
      const ended = (outcome: Sending): void => {
        cancel();
        resolve(outcome);
      };
      this.#sender.send(message).then(ended, (fault: unknown) => {
        ended({ sent: false, why: fault instanceof Error ? fault.message : String(fault), again: true });
      });
    });
  }
}
