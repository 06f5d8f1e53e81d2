import type { Topic } from './topics.js';

/** An event as code sees it: CloudEvents attributes beside the payload. */
export interface EventEnvelope<Type extends string = string, Data extends object = object> {
  /** `ce_id`: unique for ever; the same id twice is the same fact written twice. */
  readonly id: string;
  /** `ce_type`: name and version, such as `TransactionReceived.v1`. */
  readonly type: Type;
  /** `ce_source`: which process wrote it, such as `/tidemark/ingestion`. */
  readonly source: string;
  /** `ce_time`: RFC 3339 UTC. */
  readonly time: string;
  /** `ce_subject`, equal to the record's key; null for an event that speaks of a whole partition. */
  readonly subject: string | null;
  readonly data: Data;
  /** W3C trace context, handed on when the request had one. */
  readonly traceparent?: string;
}

/** What there is to know of an event type, written once; schema, codec and docs derive from it. */
export interface EventContract<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly topic: Topic;
  /** The payload's class, decorated with class-validator; its JSON Schema judges what is read. */
  readonly data: new () => Data;
  /** The record's key; null for an event without one. */
  readonly subject: (data: Data) => string | null;
}

/** The envelope type of a contract: `type TransactionReceived = EventOf<typeof TransactionReceived>`. */
export type EventOf<Contract> =
  Contract extends EventContract<infer Type, infer Data> ? EventEnvelope<Type, Data> : never;

export function defineEvent<const Type extends string, Data extends object>(
  contract: EventContract<Type, Data>,
): EventContract<Type, Data> {
  return contract;
}
