import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { databaseConfig, kafkaConfig } from './engines.config.js';

describe('the engines of a command', () => {
  it('given no setting, when asked for, then they are where `start` runs them', () => {
    expect(kafkaConfig({}).brokers).toEqual(['127.0.0.1:19092']);
    expect(databaseConfig({}).url).toBe('postgres://tidemark:tidemark@127.0.0.1:15432/tidemark');
  });

  it('given other ports of the embedded ones, when asked for, then they are looked for there', () => {
    const env = { EMBEDDED_KAFKA_PORT: '1', EMBEDDED_POSTGRES_PORT: '2', KAFKA_BROKERS: '', KAFKA_TOPIC_PREFIX: 'a.' };

    expect(kafkaConfig(env)).toMatchObject({ brokers: ['127.0.0.1:1'], prefix: 'a.' });
    expect(databaseConfig(env).url).toBe('postgres://tidemark:tidemark@127.0.0.1:2/tidemark');
  });

  it('given engines by name or by a file, when asked for, then ports of embedded ones play no part', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'engines-')), 'url');
    writeFileSync(file, 'postgres://db.test/app\n');
    const env = {
      EMBEDDED_KAFKA_PORT: '1',
      EMBEDDED_POSTGRES_PORT: '2',
      KAFKA_BROKERS: 'a:9092',
      DATABASE_URL_FILE: file,
    };

    expect(kafkaConfig(env).brokers).toEqual(['a:9092']);
    expect(databaseConfig(env).url).toBe('postgres://db.test/app');
  });
});
