import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ConfigError, type ConfigProblem } from './config.error.js';
import { DatabaseConfig } from './database.config.js';
import { describeConfig } from './describe-config.js';
import { type ConfigClass, Env, EnvGroup } from './env.decorator.js';
import { KafkaConfig } from './kafka.config.js';
import { loadConfig } from './load.config.js';
import { boolean, decimal, int, list, oneOf, port, text, url } from './parsers.js';
import type { Environment } from './read-variable.js';

class ShopConfig {
  @Env('SHOP_PORT', { as: port(), default: '3000', describe: 'Port' })
  readonly port!: number;

  @Env('SHOP_NAME', { describe: 'Name' })
  readonly name!: string;

  @Env('SHOP_TOKEN', { optional: true, secret: true, describe: 'Token' })
  readonly token!: string | undefined;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;
}

class ParserConfig {
  @Env('FLAG', { as: boolean(), default: 'false', describe: '' }) readonly flag!: boolean;
  @Env('COUNT', { as: int({ min: 1, max: 9 }), default: '1', describe: '' }) readonly count!: number;
  @Env('RATE', { as: decimal({ min: 0, max: 1 }), default: '0.5', describe: '' }) readonly rate!: number;
  @Env('MODE', { as: oneOf('fast', 'safe'), default: 'safe', describe: '' }) readonly mode!: 'fast' | 'safe';
  @Env('LINK', { as: url('http', 'https'), default: 'http://x', describe: '' }) readonly link!: string;
  @Env('NAMES', { as: list(text()), default: 'a,b', describe: '' }) readonly names!: readonly string[];
}

function problemsOf(config: ConfigClass<object>, env: Environment): readonly ConfigProblem[] {
  try {
    loadConfig(config, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('given defaults and one variable, when loaded, then the fields are typed and frozen', () => {
    const config = loadConfig(ShopConfig, { SHOP_NAME: ' corner shop ', KAFKA_BROKERS: 'a:9092, b:9092' });

    expect(config).toMatchObject({ port: 3000, name: 'corner shop', token: undefined });
    expect(config.kafka).toMatchObject({ brokers: ['a:9092', 'b:9092'], ssl: false, saslMechanism: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('given several wrong variables, when loaded, then all are named and none of their values', () => {
    const env = { SHOP_PORT: '99999', SHOP_NAME: '', KAFKA_SSL: 'hunter2', KAFKA_SASL_MECHANISM: 'plain' };

    expect(() => loadConfig(ShopConfig, env)).toThrow(ConfigError);
    expect(problemsOf(ShopConfig, env)).toEqual([
      { variable: 'SHOP_PORT', reason: 'must be a whole number from 0 to 65535' },
      { variable: 'SHOP_NAME', reason: 'is required' },
      { variable: 'KAFKA_SSL', reason: 'must be true or false' },
      { variable: 'KAFKA_SASL_USERNAME', reason: 'is required when KAFKA_SASL_MECHANISM is set' },
      { variable: 'KAFKA_SASL_PASSWORD', reason: 'is required when KAFKA_SASL_MECHANISM is set' },
    ]);
    expect(new ConfigError(problemsOf(ShopConfig, env)).message).not.toMatch(/hunter2|99999/u);
  });

  it('given a secret in a file, when loaded, then its content is the value', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'token');
    writeFileSync(file, 's3cret\n');

    expect(loadConfig(ShopConfig, { SHOP_NAME: 'x', SHOP_TOKEN_FILE: file }).token).toBe('s3cret');
    expect(problemsOf(ShopConfig, { SHOP_NAME: 'x', SHOP_TOKEN: 'a', SHOP_TOKEN_FILE: file })).toHaveLength(1);
    expect(problemsOf(ShopConfig, { SHOP_NAME: 'x', SHOP_TOKEN_FILE: `${file}-missing` })).toEqual([
      { variable: 'SHOP_TOKEN', reason: 'cannot be read from the file that SHOP_TOKEN_FILE names' },
    ]);
  });

  it.each([
    ['FLAG', 'yes'],
    ['COUNT', '0'],
    ['COUNT', '10'],
    ['COUNT', '1.5'],
    ['COUNT', '1e1'],
    ['RATE', '1.01'],
    ['RATE', 'NaN'],
    ['MODE', 'FAST'],
    ['LINK', 'ftp://x'],
    ['LINK', 'x'],
    ['NAMES', ' , '],
  ])('given %s=%s, when loaded, then it is refused', (name, value) => {
    expect(problemsOf(ParserConfig, { [name]: value })).toMatchObject([{ variable: name }]);
  });

  it('given valid text for every parser, when loaded, then the values are as written', () => {
    const env = { FLAG: 'true', COUNT: '9', RATE: '0.25', MODE: 'fast', LINK: 'https://x.y/z/', NAMES: 'c' };

    expect(loadConfig(ParserConfig, env)).toEqual({
      flag: true,
      count: 9,
      rate: 0.25,
      mode: 'fast',
      link: 'https://x.y/z',
      names: ['c'],
    });
  });
});

describe('describeConfig', () => {
  it('given a class with a group, when described, then every variable is there once with its default', () => {
    const variables = describeConfig(ShopConfig);

    expect(variables.map(({ name }) => name)).toEqual([
      'SHOP_PORT',
      'SHOP_NAME',
      'SHOP_TOKEN',
      ...describeConfig(KafkaConfig).map(({ name }) => name),
    ]);
    expect(variables[1]).toEqual({
      name: 'SHOP_NAME',
      default: undefined,
      required: true,
      secret: false,
      describe: 'Name',
    });
  });

  it('given the shared groups, when described, then what is secret says so', () => {
    const secrets = [KafkaConfig, DatabaseConfig].flatMap(describeConfig).filter(({ secret }) => secret);

    expect(secrets.map(({ name }) => name)).toEqual(['KAFKA_SASL_PASSWORD', 'DATABASE_URL']);
  });
});
