import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startEmbeddedKafka, startEmbeddedPostgres } from '@app/embedded';

/**
 * `node dist/test/support/engines.js --data /tmp/engines [--kafka-port 29092] [--postgres-port 25432]` starts engines
 * that stay, prints the environment that points specs at them, and ends. Called again it starts them anew on their data.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'kafka-port': { type: 'string', default: '29092' },
    'postgres-port': { type: 'string', default: '25432' },
  },
});
if (values.data === undefined) throw new Error('--data names the folder for the engines');

const [kafka, postgres] = await Promise.all([
  startEmbeddedKafka({ dataDir: join(values.data, 'kafka'), port: Number(values['kafka-port']) }),
  startEmbeddedPostgres({ dataDir: join(values.data, 'postgres'), port: Number(values['postgres-port']) }),
]);
kafka.release();
postgres.release();
process.stdout.write(`export TEST_KAFKA_BROKERS=${kafka.brokers}
export TEST_DATABASE_URL=${postgres.url}
# Kafka pid ${kafka.pid}, PostgreSQL pid ${postgres.pid}
`);
