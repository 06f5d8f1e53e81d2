import type { Channel } from '@app/contracts';
import type { ConfigClass, Log } from '@app/platform';

/** One message to one address. */
export interface Message {
  readonly notificationId: string;
  readonly channel: Channel;
  /** As the channel names it: a telephone number, an e-mail address, a chat id, a URL. Empty for a sender that needs none. */
  readonly recipient: string;
  readonly userId: string;
  readonly title: string;
  readonly body: string;
  /** RFC 3339 UTC. */
  readonly requestedAt: string;
  /** The same whenever this message is sent again in this round of attempts; a UUID. */
  readonly idempotencyKey: string;
}

interface Explained {
  /** The provider's own code, such as `429` or `550`. */
  readonly code?: string;
  /** What the reader of the notification's log is told; never a credential. */
  readonly message: string;
}

/** What became of a message. */
export type SendResult =
  /** The provider took it. */
  | { readonly kind: 'accepted'; readonly code?: string }
  /** It will never take this one: wrong address, wrong content. Not tried again. */
  | ({ readonly kind: 'refused' } & Explained)
  /** It works, did not take this one and asks to come again. */
  | ({ readonly kind: 'busy'; readonly retryAfterMs?: number } & Explained)
  /** It did not take it: not to be reached, broken, or our credentials are wrong. */
  | ({ readonly kind: 'unavailable'; readonly retryAfterMs?: number } & Explained)
  /** It may have taken it: the answer did not come, or says nothing. */
  | ({ readonly kind: 'unknown' } & Explained);

/** A provider of one or more channels. */
export abstract class Sender {
  /** Whether it needs to know where the user is reached. */
  abstract readonly needsRecipient: boolean;

  /** Whether asking again with the same idempotency key cannot send a message twice. */
  abstract readonly isIdempotent: boolean;

  /** Longest time that `send` takes. */
  abstract readonly timeoutMs: number;

  /**
   * Who is asked on behalf of this address. A circuit breaker and a share of the concurrency belong to each: one that is
   * slow or dead costs the others nothing.
   */
  abstract receiverOf(recipient: string): string;

  /** How much of a channel's concurrency one receiver may take, up to 1; less where there are many receivers. */
  readonly share: number = 1;

  /**
   * Never rejects because of the message or of whoever is asked, and ends within `timeoutMs`. When `stopping` aborts before
   * anything was handed over the result is `unavailable`, else it waits for the answer.
   */
  abstract send(message: Message, stopping: AbortSignal): Promise<SendResult>;

  /** Lets go of connections. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

export interface SenderEngines {
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** A sender by the name that `<CHANNEL>_PROVIDERS` takes, with the settings that it needs if it is used. */
export interface SenderDefinition<Name extends string = string, Settings extends object = object> {
  readonly name: Name;
  readonly channels: readonly Channel[];
  /** Left out by one that needs none. */
  readonly config?: ConfigClass<Settings>;
  readonly create: (settings: Settings, engines: SenderEngines) => Sender;
}

/** Checks a sender's settings against its creation, then forgets their type so that all fit one list. */
export function defineSender<const Name extends string, Settings extends object>(
  definition: SenderDefinition<Name, Settings>,
): SenderDefinition<Name> {
  return definition as unknown as SenderDefinition<Name>;
}
