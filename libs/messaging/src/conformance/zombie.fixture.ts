import { createDatabase } from '@app/database';

import { createLogAdmin } from '../kafkajs/kafkajs-log-admin.js';
import { createLogSource } from '../kafkajs/kafkajs-log-source.js';
import type { KafkaConnection } from '../kafkajs/kafka-connection.js';
import { LogSource, type LogListener, type LogSlice, type LogSubscription } from '../log/log-source.js';
import { PositionedReader } from '../reader/positioned-reader.js';
import { QUIET, specReader, writeApplied } from '../reader/reader.fixture.js';

/** What the process is told on its command line, as JSON. */
export interface ZombieOrders {
  readonly connection: KafkaConnection;
  readonly databaseUrl: string;
  /** Where it asks to be stopped, once: with records in its hands, or inside a transaction that has written them. */
  readonly at: 'polled' | 'applied';
}

const { connection, databaseUrl, at } = JSON.parse(process.argv[2] ?? '') as ZombieOrders;
let isAsked = false;

/** Tells the parent where it stands and goes on when it says so; the parent stops the process in between. */
async function standStill(place: ZombieOrders['at']): Promise<void> {
  if (isAsked || place !== at) return;
  isAsked = true;
  const goOn = new Promise((resolve) => process.once('message', resolve));
  process.send?.({ event: place });
  await goOn;
}

/** Hands records on, after a moment at which the process can be stopped. */
class PausingSource extends LogSource {
  constructor(private readonly source: LogSource) {
    super();
  }

  subscribe(topic: string, group: string, listener: LogListener): Promise<LogSubscription> {
    return this.source.subscribe(topic, group, {
      assigned: (partitions) => listener.assigned(partitions),
      trouble: (error) => {
        listener.trouble(error);
      },
      async records(slice: LogSlice) {
        await standStill('polled');
        await listener.records(slice);
      },
    });
  }
}

const reader = new PositionedReader(
  specReader(async (batch) => {
    await writeApplied(batch);
    await standStill('applied');
  }),
  {
    source: new PausingSource(createLogSource(connection, QUIET)),
    admin: createLogAdmin(connection, QUIET),
    database: createDatabase({ url: databaseUrl, poolSize: 3, applicationName: 'zombie' }),
    log: { ...QUIET, warn: (fact) => process.send?.(fact) },
  },
);
await reader.start();
