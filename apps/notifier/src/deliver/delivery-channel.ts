import type { Channel } from '@app/contracts';
import type { Delivery } from '@app/domain';

import type { Sender } from '../senders/sender.js';
import type { Patience } from './attempt-outcome.js';
import { LONGEST_WAIT_MS, type Lanes } from './lanes.js';

export interface Provider {
  readonly name: string;
  readonly sender: Sender;
}

/** A provider that may be asked now. Whoever was given one leaves its lane. */
export interface Turn {
  readonly provider: Provider;
  readonly lane: string;
}

/** A channel as it is configured: whom to ask, in which order, and for how long. */
export class DeliveryChannel {
  readonly channel: Channel;
  readonly providers: readonly Provider[];
  readonly patience: Patience;
  /** Messages under way at one time. */
  readonly concurrency: number;

  constructor(
    settings: Pick<DeliveryChannel, 'channel' | 'providers' | 'patience' | 'concurrency'>,
    private readonly lanes: Lanes,
  ) {
    this.channel = settings.channel;
    this.providers = settings.providers;
    this.patience = settings.patience;
    this.concurrency = settings.concurrency;
  }

  /** Longest time that any of its senders takes. */
  get timeoutMs(): number {
    return Math.max(...this.providers.map(({ sender }) => sender.timeoutMs));
  }

  provider(name: string): Provider | undefined {
    return this.providers.find((provider) => provider.name === name);
  }

  /** Whom this attempt may ask, in its order; nobody where all of them need an address and there is none. */
  providersFor(delivery: Delivery, recipient: string | null): readonly Provider[] {
    return this.inOrder(delivery).filter(({ sender }) => recipient !== null || !sender.needsRecipient);
  }

  /**
   * Who is asked next: the first of `providersFor` that lets somebody in.
   *
   * @returns how long to wait where none does, milliseconds
   */
  turnFor(delivery: Delivery, recipient: string | null): Turn | number {
    let shortest = LONGEST_WAIT_MS;
    for (const provider of this.providersFor(delivery, recipient)) {
      const lane = `${provider.name} ${provider.sender.receiverOf(recipient ?? '')}`;
      const refusedFor = this.lanes.enter(lane, Math.max(1, Math.floor(this.concurrency * provider.sender.share)));
      if (refusedFor === undefined) return { provider, lane };
      shortest = Math.min(shortest, refusedFor);
    }
    return shortest;
  }

  leave({ lane }: Turn, how: 'well' | 'badly' | 'nothing'): void {
    this.lanes.leave(lane, how);
  }

  /** One that may have taken the message and can be asked again without harm is asked again, and no other. */
  private inOrder(delivery: Delivery): readonly Provider[] {
    const last = this.provider(delivery.provider ?? '');
    if (last?.sender.isIdempotent === true && this.isInDoubt(delivery)) return [last];
    const first = (delivery.attempts - delivery.roundAfter) % this.providers.length;
    return [...this.providers.slice(first), ...this.providers.slice(0, first)];
  }

  /** Where it may not be sent twice a provider that does not take it now may still have taken it before. */
  private isInDoubt({ status, unknownAttempts, roundAfter }: Delivery): boolean {
    if (status === 'unknown') return true;
    return this.patience.unknownOutcome === 'hold' && unknownAttempts.some((attempt) => attempt > roundAfter);
  }
}
