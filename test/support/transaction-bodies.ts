import { expect } from '@jest/globals';

import type { Answer } from './ingestion-app.js';

export const WEBHOOK = '/v1/webhooks/transactions';
export const BATCH = '/v1/webhooks/transactions/batch';
export const OLDER = '/api/add-transaction/';
export const NDJSON = { 'content-type': 'application/x-ndjson' };

/** What /v1 needs, and no more. */
export function transaction(transaction_id: string, change: object = {}): object {
  return {
    transaction_id,
    source_account: 'acc-1',
    destination_account: 'acc-2',
    amount: '100.50',
    currency: 'USD',
    ...change,
  };
}

/** A transaction whose last field is written as given: a parsed and serialised value would be another one. */
export function withRaw(transaction_id: string, json: string): string {
  return `${JSON.stringify(transaction(transaction_id)).slice(0, -1)},${json}}`;
}

/** A refusal that is the sender's doing, as api.md describes it. */
export function expectProblem(
  { status, headers, body }: Answer,
  expected: { readonly status: number; readonly pointer?: string },
): void {
  expect(status).toBe(expected.status);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({
    type: expect.stringMatching(/^urn:tidemark:problem:[a-z0-9-]+$/),
    title: body['message'],
    status: expected.status,
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    code: expect.any(String),
    retryable: false,
  });
  if (expected.pointer === undefined) return;
  expect(body['errors']).toContainEqual({ pointer: expected.pointer, detail: expect.any(String) });
}
