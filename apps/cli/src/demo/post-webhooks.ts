import { partitionOf } from '@app/messaging';

import { reasonOf } from '../engines/engine.errors.js';
import type { FileWebhook } from './webhook-file.js';

export interface PostedWebhooks {
  readonly accepted: number;
  /** Answers that were no 202, by status. */
  readonly others: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const LANES = 16;

/** Posts webhooks one by one, several at a time; those of one transaction in their order, as the first one counts. */
export async function postWebhooks(url: string, webhooks: readonly FileWebhook[]): Promise<PostedWebhooks> {
  const began = performance.now();
  const lanes = Map.groupBy(webhooks, ({ transactionId }) => partitionOf(transactionId, LANES));
  const statuses = (await Promise.all([...lanes.values()].map((lane) => postInOrder(url, lane)))).flat();
  const others: Record<string, number> = {};
  for (const status of statuses) if (status !== 202) others[status] = (others[status] ?? 0) + 1;
  return {
    accepted: statuses.filter((status) => status === 202).length,
    others,
    seconds: Math.round(performance.now() - began) / 1_000,
  };
}

async function postInOrder(url: string, webhooks: readonly FileWebhook[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const { body } of webhooks) statuses.push(await post(url, body));
  return statuses;
}

async function post(url: string, body: string): Promise<number> {
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    // A body that is not read keeps the connection from being used again.
    await response.arrayBuffer();
    return response.status;
  } catch (cause) {
    throw new PostError(url, { cause });
  }
}

class PostError extends Error {
  readonly code = 'DEMO.POST';

  constructor(url: string, options: { readonly cause: unknown }) {
    super(`${url} did not answer: ${reasonOf(options.cause)}`, options);
    this.name = 'PostError';
  }
}
