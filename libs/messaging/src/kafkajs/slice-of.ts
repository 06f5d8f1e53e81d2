import type { Batch, IHeaders } from 'kafkajs';

import type { LogRecord } from '../log/log-record.js';
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
      ...headersOf(headers),
      timestamp: Number(timestamp),
    })),
  };
}

type ReadHeaders = Pick<LogRecord, 'headers' | 'unusualHeaders'>;

function headersOf(read: IHeaders | undefined): ReadHeaders {
  if (read !== undefined && areUsual(read)) return { headers: read };
  // Not set one by one: one of them may be called `__proto__`.
  const headers: [string, Buffer][] = [];
  const unusual: [string, readonly (Buffer | null)[]][] = [];
  for (const [name, value] of Object.entries(read ?? {})) {
    if (Buffer.isBuffer(value)) {
      headers.push([name, value]);
      continue;
    }
    // kafkajs gives null for a header without a value, which its types do not tell.
    const values = [value].flat().map((each) => (Buffer.isBuffer(each) ? each : null));
    unusual.push([name, values]);
    const last = values.at(-1) ?? undefined;
    if (last !== undefined) headers.push([name, last]);
  }
  const byName = { headers: Object.fromEntries(headers) };
  return unusual.length === 0 ? byName : { ...byName, unusualHeaders: Object.fromEntries(unusual) };
}

/** Nearly all are, and are taken as they come. */
function areUsual(headers: IHeaders): headers is Record<string, Buffer> {
  for (const name in headers) if (!Buffer.isBuffer(headers[name])) return false;
  return true;
}
