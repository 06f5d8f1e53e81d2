import { mkdirSync } from 'node:fs';

import { freePort, startEmbeddedKafka, type EmbeddedKafka } from '@app/embedded';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { BackupFixture, exported, imported, numbered } from './backup.fixture.js';
import { contentOf } from './backup-line.js';
import { Progress } from './progress.js';

const RECORDS = 30_000;

/** Kills the broker once so many records are confirmed, while others are on their way, and starts it again. */
class KillingProgress extends Progress {
  restarted: Promise<void> | undefined;

  constructor(
    private readonly kafka: EmbeddedKafka,
    private readonly afterRecords: number,
  ) {
    super();
  }

  override add(records: Parameters<Progress['add']>[0]): void {
    super.add(records);
    if (this.done >= this.afterRecords) this.restarted ??= this.killAndRestart();
  }

  private async killAndRestart(): Promise<void> {
    this.kafka.kill('SIGKILL');
    await this.kafka.exited;
    await this.kafka.start();
  }
}

// On a Kafka of its own, which is really killed.
describe('an import into a Kafka that is killed', () => {
  const fixture = new BackupFixture();
  let kafka: EmbeddedKafka;

  beforeAll(async () => {
    const dataDir = fixture.folder('kafka');
    mkdirSync(dataDir);
    kafka = await startEmbeddedKafka({ dataDir, port: await freePort() });
  });
  afterAll(async () => {
    await kafka.stop();
    await fixture.close();
  });

  it('given records on their way, when the broker is killed and comes back, then none is lost and none is twice', async () => {
    const origin = await fixture.logWith(numbered(0, RECORDS));
    const folder = fixture.folder('backup');
    await exported(origin, folder);
    const copy = fixture.emptyLog(kafka.brokers);
    const progress = new KillingProgress(kafka, RECORDS / 2);

    expect(await imported(copy, folder, { progress, quietMs: 2_000 })).toMatchObject({ records: RECORDS });

    expect(progress.restarted).toBeDefined();
    await progress.restarted;
    const [before, after] = [await origin.records(), await copy.records()];
    expect(after.map((record) => [record.partition, record.offset, contentOf(record)])).toEqual(
      before.map((record) => [record.partition, record.offset, contentOf(record)]),
    );
  });
});
