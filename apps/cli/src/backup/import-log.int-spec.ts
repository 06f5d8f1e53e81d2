import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { contentOf, lineOf } from './backup-line.js';
import {
  BackupFixture,
  COPIES,
  exported,
  imported,
  KilledProgress,
  numbered,
  TOPIC,
  type TestLog,
} from './backup.fixture.js';
import { newManifest, writeManifest } from './manifest.js';
import { segmentAt, writeSegment } from './segment.js';
import { losingAnswers, sharedWith } from './troubled-sink.fixture.js';

const RECORDS = 6_000;

// On real Kafka; only the loss of answers is played.
describe('an import', () => {
  const fixture = new BackupFixture();
  const folder = fixture.folder('backup');
  let origin: TestLog;
  const expectCopy = async (copy: TestLog): Promise<void> => {
    const [before, after] = [await origin.records(), await copy.records()];
    expect(after.map((record) => [record.partition, record.offset, contentOf(record)])).toEqual(
      before.map((record) => [record.partition, record.offset, contentOf(record)]),
    );
  };

  beforeAll(async () => {
    origin = await fixture.logWith(numbered(0, RECORDS));
    await exported(origin, folder);
  });
  afterAll(() => fixture.close());

  it('given an import that was killed after half, when run again, then the rest is written, and a third has nothing to do', async () => {
    const copy = fixture.emptyLog();
    await expect(imported(copy, folder, { progress: new KilledProgress(RECORDS / 2) })).rejects.toThrow('killed');

    const { records, already_there: already } = await imported(copy, folder);

    expect(already).toBeGreaterThanOrEqual(RECORDS / 2);
    expect(records).toBe(RECORDS - already);
    expect(await imported(copy, folder)).toMatchObject({ records: 0, already_there: RECORDS, offsets_kept: true });
    await expectCopy(copy);
  });

  it.each([
    ['other records', numbered(3_000, 3_009), 'topic transactions partition 0 holds another record at offset 2'],
    ['more records', numbered(0, RECORDS + 3), 'partition 0 holds 2001 records, of which the backup has 2000'],
  ])(
    'given a log with %s, when imported, then it is refused by name and nothing is written',
    async (_what, held, reason) => {
      const other = await fixture.logWith(held);
      await expect(imported(other, folder)).rejects.toThrow(reason);
      expect(await other.records()).toHaveLength(held.length);
    },
  );

  it('given a topic with another partition count, when imported, then it is refused by name', async () => {
    const other = fixture.emptyLog();
    await other.admin.ensureTopic(TOPIC, { ...COPIES, partitions: 4 });
    await expect(imported(other, folder)).rejects.toThrow('topic transactions has 4 partitions, not 3');
  });

  it.each([
    ['of which all were written', 400],
    ['of which some were written', 250],
    ['of which none was written', 0],
  ])(
    'given answers that are lost, for records %s, when imported, then none is lost and none is twice',
    async (_what, written) => {
      const copy = fixture.emptyLog();
      const log = losingAnswers(copy, [1_300, 2_900, Number.POSITIVE_INFINITY], { answers: 400, written });

      expect(await imported(log, folder)).toMatchObject({ records: RECORDS, offsets_kept: true });

      await expectCopy(copy);
    },
  );

  it('given a log that takes nothing, when imported, then it ends with an error that says why, and can be run again', async () => {
    const copy = fixture.emptyLog();
    const log = losingAnswers(copy, [], { answers: 100, written: 0 });
    await expect(imported(log, folder)).rejects.toThrow(
      /the log does not take the records that follow offset -1 of the backup \(the broker is tired\)/u,
    );
    await imported(copy, folder);
    await expectCopy(copy);
  });

  it('given somebody else who writes, when imported, then it stops and says so', async () => {
    const copy = fixture.emptyLog();
    const foreign = { topic: TOPIC, partition: 0, key: null, value: 'mine', headers: {} };
    await expect(imported(sharedWith(copy, foreign), folder)).rejects.toThrow('somebody else writes to it');
  });

  it('given a backup whose offsets are not dense, when imported, then it says that positions do not carry over', async () => {
    const holes = fixture.folder('holes');
    const lines = [5, 6, 9].map((offset) => {
      const record = { topic: TOPIC, partition: 0, offset, timestamp: 0, key: null, headers: {} };
      return `${lineOf({ ...record, value: Buffer.from(String(offset)) })}\n`;
    });
    await writeSegment(segmentAt(holes, TOPIC, 0, 5), () => Readable.from(lines));
    const topics = [{ topic: TOPIC, partitions: [{ from: 5, to: 10 }] }];
    await writeManifest(holes, { ...newManifest('gone', '2026-03-29T01:30:00Z'), finished_at: '2026-03-29', topics });
    const copy = fixture.emptyLog();

    const report = await imported(copy, holes);

    expect(report).toMatchObject({ records: 3, offsets_kept: false });
    expect(report.warnings).toEqual([expect.stringContaining('positions of readers do not carry over')]);
    expect((await copy.records()).map(({ offset, value }) => `${offset}: ${String(value)}`)).toEqual([
      '0: 5',
      '1: 6',
      '2: 9',
    ]);
    expect(await imported(copy, holes)).toMatchObject({ records: 0, already_there: 3, offsets_kept: false });
  });
});
