import { projectionNamed, type Projection } from '@app/projections';

export const summaries = projectionNamed('summaries');

/** The same code version with a bug: one post is counted twice. */
export function countingTwice(transactionId: string): Projection {
  const { when } = summaries;
  const count = when['TransactionReceived.v1'];
  const countAgain: typeof count = (changes, read) => {
    count(changes, read);
    const { event } = read;
    if (event.data.transaction_id !== transactionId) return;
    const data = Object.assign({}, event.data, { transaction_id: 'counted-again' });
    count(changes, { ...read, event: { ...event, data } });
  };
  return { ...summaries, when: Object.assign({}, when, { 'TransactionReceived.v1': countAgain }) };
}
