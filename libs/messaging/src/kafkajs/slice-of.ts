import type { Batch, IHeaders } from 'kafkajs';

import type { LogSlice } from '../log/log-source.js';

/** kafkajs's batch in our terms, under the topic's name without a prefix. `end` is past the batch's last record even if that one is not shown. */
export function sliceOf(topic: string, batch: Batch): LogSlice {
  const { partition, messages } = batch;
  return {
    topic,
    partition,
    end: Number(batch.lastOffset()) + 1,
    records: messages.map(({ offset, key, value, headers, timestamp }) => ({
      topic,
      partition,
      offset: Number(offset),
      key,
      value,
      headers: singleHeaders(headers),
      timestamp: Number(timestamp),
    })),
  };
}

/** A repeated header counts with its last value. */
function singleHeaders(headers: IHeaders | undefined): Record<string, Buffer | undefined> {
  const single: Record<string, Buffer | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) single[name] = typeof last === 'string' ? Buffer.from(last) : last;
  }
  return single;
}
