/** Kafka's name of a protocol error, such as `UNKNOWN_TOPIC_OR_PARTITION`, however often kafkajs has wrapped it. */
export function protocolErrorOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('type' in error && typeof error.type === 'string') return error.type;
  return protocolErrorOf(error.cause);
}
