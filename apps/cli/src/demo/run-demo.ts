import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '@app/database';

import { withDatabase } from '../engines/with-database.js';
import { demoResult, type DemoResult } from './demo-result.js';
import { postWebhooks, type PostedWebhooks } from './post-webhooks.js';
import type { FileWebhook } from './webhook-file.js';

export interface DemoSystem {
  readonly ingestionUrl: string;
  readonly readApiUrl: string;
  readonly databaseUrl: string;
}

export interface DemoOutcome {
  readonly posted: PostedWebhooks;
  readonly result: DemoResult;
  /** False when some were still open at the end of the wait. */
  readonly complete: boolean;
}

/** The usual processing delay is 30 s, for which a system that runs already may be set. */
const PATIENCE_MS = 60_000;
const ASK_EVERY_MS = 250;

/** Posts webhooks to a running system and waits until every one of them is decided. */
export async function runDemo(system: DemoSystem, webhooks: readonly FileWebhook[]): Promise<DemoOutcome> {
  const ids = [...new Set(webhooks.map(({ transactionId }) => transactionId))];
  return withDatabase(
    async (database) => {
      const before = seenOf(await demoResult(database, ids));
      const posted = await postWebhooks(`${system.ingestionUrl}/v1/webhooks/transactions`, webhooks);
      return { posted, ...(await untilDecided(database, ids, before + posted.accepted)) };
    },
    { url: system.databaseUrl },
  );
}

async function untilDecided(
  database: Database,
  ids: readonly string[],
  expected: number,
): Promise<Omit<DemoOutcome, 'posted'>> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await demoResult(database, ids);
    const complete = result.processing === 0 && seenOf(result) >= expected;
    if (complete || performance.now() > deadline) return { result, complete };
    await delay(ASK_EVERY_MS);
  }
}

/** Posts that the read model has seen: each is the first of its transaction, or a later one. */
function seenOf({ transactions, duplicates, conflicts }: DemoResult): number {
  return transactions + duplicates + conflicts;
}
