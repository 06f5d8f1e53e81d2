import { consequenceId, newEventId, TransactionProcessed, TransactionReceived } from '@app/contracts';
import { fingerprint } from '@app/domain';
import { createLogSink, recordOf, type LogSink } from '@app/messaging';

import { SILENT, type System } from '../support/system.js';

/** Outcomes follow their transactions after so many others: 30 s at about 1,700 a second. */
export const BLOCK = 50_000;
const MERCHANTS = 500;

/** Writes so many transactions and their outcomes to the log. */
export async function fillLog(system: System, transactions: number): Promise<void> {
  const connection = { brokers: [system.kafka.brokers], clientId: 'bench' };
  const sink = createLogSink(connection, { deadlineMs: 60_000, queueLimit: 2 * BLOCK }, SILENT);
  for (const block of blocksOf(transactions)) {
    const posts = block.map(received);
    await appendAll(sink, posts);
    await appendAll(sink, posts.map(processed));
  }
  await sink.close();
}

/** The numbers of as many transactions, in blocks. */
export function* blocksOf(transactions: number): Generator<readonly number[]> {
  for (let from = 0; from < transactions; from += BLOCK) {
    yield Array.from({ length: Math.min(BLOCK, transactions - from) }, (_, n) => from + n);
  }
}

async function appendAll(
  sink: LogSink,
  events: readonly (TransactionReceived | TransactionProcessed)[],
): Promise<void> {
  await Promise.all(events.map((event) => sink.append(recordOf(event))));
}

export function received(n: number): TransactionReceived {
  const id = `backlog-${String(process.pid)}-${String(n)}`;
  const time = new Date(Date.UTC(2026, 2, 1) + n * 37).toISOString();
  const merchant = `merchant-${String(n % MERCHANTS)}`;
  const data = {
    transaction_id: id,
    source_account: `acc-${String(n % 5_000)}`,
    destination_account: merchant,
    merchant_id: merchant,
    amount_minor: String(100 + (n % 90_000)),
    currency: 'USD',
    exponent: 2,
    occurred_at: time,
    received_at: time,
    source: 'unsigned',
  };
  return {
    id: newEventId(),
    type: TransactionReceived.type,
    source: '/tidemark/bench',
    time,
    subject: id,
    data: { ...data, fingerprint: fingerprint(data) },
  };
}

function processed({ id, subject, data }: TransactionReceived): TransactionProcessed {
  const { transaction_id, merchant_id, source_account, destination_account } = data;
  const { amount_minor, currency, exponent, occurred_at, received_at } = data;
  return {
    id: consequenceId('outcome', id),
    type: TransactionProcessed.type,
    source: '/tidemark/bench',
    time: received_at,
    subject,
    data: {
      ...{ transaction_id, merchant_id, source_account, destination_account },
      ...{ amount_minor, currency, exponent, occurred_at },
      received_event_id: id,
      processed_at: received_at,
    },
  };
}
