import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { LogRecord } from '@app/messaging';
import { afterAll, describe, expect, it } from '@jest/globals';

import { contentOf } from './backup-line.js';
import { BackupFixture, exported, imported, KilledProgress, numbered, TOPIC } from './backup.fixture.js';
import { SEGMENT_LIMITS } from './export-log.js';
import { Progress } from './progress.js';
import { segmentsOf } from './segment.js';

/** All that an import has to bring back: everything but the broker's own time. */
const told = (records: readonly LogRecord[]): readonly string[] =>
  records.map((record) => `${record.partition}-${record.offset} ${contentOf(record)}`);

// On real Kafka; nothing is mocked.
describe('a backup of the log', () => {
  const fixture = new BackupFixture();
  const segmentNames = (folder: string, partition: number): string[] =>
    readdirSync(join(folder, TOPIC, `0${partition}`)).sort();

  afterAll(() => fixture.close());

  it('given records as odd as they come, when exported and imported, then every byte is back at the same offset', async () => {
    const bytes = Buffer.from([0xff, 0xc3, 0x28, 0x00, 0x0a]);
    const odd: Pick<LogRecord, 'key' | 'value' | 'headers' | 'unusualHeaders'>[] = [
      { key: null, value: Buffer.from('no key'), headers: {} },
      { key: Buffer.from('no value'), value: null, headers: { ce_type: Buffer.from('x') } },
      { key: null, value: null, headers: {} },
      { key: bytes, value: bytes, headers: { bytes } },
      { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: { empty: Buffer.alloc(0) } },
      { key: Buffer.from('é\u2028\0'), value: Buffer.alloc(900_000, 'ü'), headers: { 'ö\n': Buffer.from('ä') } },
      { key: null, value: bytes, headers: { twice: bytes }, unusualHeaders: { twice: [Buffer.from('1'), bytes] } },
      { key: null, value: null, headers: { some: bytes }, unusualHeaders: { none: [null] } },
      { key: null, value: Buffer.from('large header'), headers: { large: Buffer.alloc(300_000, 0xfe) } },
    ];
    const origin = await fixture.logWith(odd.map((record) => ({ topic: TOPIC, partition: 1, ...record })));
    const copy = fixture.emptyLog();

    expect(await exported(origin, fixture.folder('odd'))).toMatchObject({ records: 9, warnings: [] });
    expect(await imported(copy, fixture.folder('odd'))).toEqual({
      topics: [{ topic: TOPIC, result: 'created' }],
      records: 9,
      already_there: 0,
      offsets_kept: true,
      warnings: [],
    });

    const [before, after] = [await origin.records(), await copy.records()];
    expect(told(after)).toEqual(told(before));
    for (const [at, { key, value, headers, unusualHeaders }] of after.entries()) {
      expect({ key, value, headers, ...(unusualHeaders && { unusualHeaders }) }).toEqual(odd[at]);
    }
  });

  it('given an export that was killed in its middle, when run again, then it goes on after the last whole segment', async () => {
    const log = await fixture.logWith(numbered(0, 6_000));
    const folder = fixture.folder('killed');
    await expect(exported(log, folder, { progress: new KilledProgress(3_100) })).rejects.toThrow('killed');
    const partial = join(folder, TOPIC, '01', '00000000000000001500.ndjson.zst.partial');
    writeFileSync(partial, 'what a kill leaves');
    expect(readdirSync(join(folder, TOPIC)).sort()).toEqual(['00', '01']);

    const { records } = await exported(log, folder);

    expect(records).toBeGreaterThanOrEqual(2_900);
    expect(records).toBeLessThan(6_000);
    const copy = fixture.emptyLog();
    expect(await imported(copy, folder)).toMatchObject({ records: 6_000, offsets_kept: true, warnings: [] });
    expect(told(await copy.records())).toEqual(told(await log.records()));
  });

  it('given an export that was killed, when imported as it is, then it says that the backup was not finished', async () => {
    const log = await fixture.logWith(numbered(0, 3_000));
    const folder = fixture.folder('unfinished');
    await expect(exported(log, folder, { progress: new KilledProgress(1_500) })).rejects.toThrow('killed');

    const { warnings } = await imported(fixture.emptyLog(), folder);

    expect(warnings).toEqual(['the last export to this backup was not finished: it ends where that was stopped']);
  });

  it('given a log that has grown, when exported again, then only what is new is added; without news, nothing', async () => {
    const log = await fixture.logWith(numbered(0, 900));
    const folder = fixture.folder('incremental');
    expect(await exported(log, folder)).toMatchObject({ records: 900 });
    const first = readFileSync(join(folder, TOPIC, '00', '00000000000000000000.ndjson.zst'));

    await log.append(numbered(900, 1_200));
    expect(await exported(log, folder)).toMatchObject({ records: 300 });
    expect(await exported(log, folder)).toMatchObject({ records: 0 });

    expect(segmentNames(folder, 0)).toEqual(['00000000000000000000.ndjson.zst', '00000000000000000300.ndjson.zst']);
    expect(readFileSync(join(folder, TOPIC, '00', '00000000000000000000.ndjson.zst'))).toEqual(first);
    const copy = fixture.emptyLog();
    expect(await imported(copy, folder)).toMatchObject({ records: 1_200 });
    await log.append(numbered(1_200, 1_500));
    await exported(log, folder);
    expect(await imported(copy, folder)).toMatchObject({ records: 300, already_there: 1_200, offsets_kept: true });
    expect(told(await copy.records())).toEqual(told(await log.records()));
  });

  it('given another log under the same name, when exported to the same folder, then it is noticed and nothing is written', async () => {
    const folder = fixture.folder('same-name');
    await exported(await fixture.logWith(numbered(0, 300)), folder);
    const before = [0, 1, 2].flatMap((partition) => segmentNames(folder, partition));

    await expect(exported(await fixture.logWith(numbered(0, 600)), folder)).rejects.toThrow(
      /transactions partition 0 holds another record at offset 99 than the backup/u,
    );
    await expect(exported(await fixture.logWith(numbered(0, 30)), folder)).rejects.toThrow(
      'transactions partition 0 holds the offsets from 0 up to 10, but the backup ends with offset 99',
    );
    expect([0, 1, 2].flatMap((partition) => segmentNames(folder, partition))).toEqual(before);
  });

  it('given a damaged segment, when imported, then it is named, and the import goes on once it is mended', async () => {
    const log = await fixture.logWith(numbered(0, 6_000));
    const folder = fixture.folder('damaged');
    await exported(log, folder);
    const path = (await segmentsOf(folder, TOPIC, 2))[2]?.path ?? '';
    const sound = readFileSync(path);
    writeFileSync(path, sound.subarray(0, sound.length >> 1));
    const copy = fixture.emptyLog();

    await expect(imported(copy, folder)).rejects.toThrow(`${path}: is truncated or damaged`);

    writeFileSync(path, sound);
    expect(await imported(copy, folder)).toMatchObject({ offsets_kept: true });
    expect(told(await copy.records())).toEqual(told(await log.records()));
  });

  it('given a folder without a backup, or with a manifest that is none, when imported, then the error names the file', async () => {
    const log = fixture.emptyLog();
    await expect(imported(log, fixture.folder('none'))).rejects.toThrow('manifest.json: there is none');
    await exported(await fixture.logWith([]), fixture.folder('bad-manifest'));
    appendFileSync(join(fixture.folder('bad-manifest'), 'manifest.json'), '}');
    await expect(imported(log, fixture.folder('bad-manifest'))).rejects.toThrow('manifest.json: is not JSON');
  });

  it('given 50,000 records, when exported and imported, then it says how fast', async () => {
    const log = await fixture.logWith(numbered(0, 50_000));
    const [there, back] = [new Progress(), new Progress()];
    await exported(log, fixture.folder('many'), { limits: SEGMENT_LIMITS, progress: there });
    const exportSpeed = there.summary();
    await imported(fixture.emptyLog(), fixture.folder('many'), { progress: back });
    const importSpeed = back.summary();

    expect([there.done, back.done]).toEqual([50_000, 50_000]);
    process.stdout.write(
      `${JSON.stringify({ export: exportSpeed, import: importSpeed, mb: there.bytes / 1_000_000 })}\n`,
    );
  });
});
