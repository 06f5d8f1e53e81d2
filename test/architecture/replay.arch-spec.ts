import { describe, expect, it } from '@jest/globals';

import { reachableFiles } from './reachable-files.js';
import { sourceFiles, textOf } from './source-files.js';

const REBUILDING = '{libs/rebuild/src,libs/projections/src,apps/projector/src/rebuild}/**/*.ts';
const TESTS = /\.(\w+-)?spec\.ts$|\.fixture\.ts$/u;

/** Everything that puts records into the log, and whatever will talk to the world. */
const WRITERS =
  /\/(create-log-sink|log-sink|batching-log-sink|kafkajs-produce-transport)\.ts$|\.sender\.ts$|\/senders\//u;

describe('a replay', () => {
  const code = sourceFiles(REBUILDING).filter((file) => !TESTS.test(file));
  const reached = [...reachableFiles(code)];

  it('given the code that rebuilds, when all that it loads is followed, then nothing of it can write to the log or send', () => {
    expect(code.length).toBeGreaterThan(50);
    expect(reached).toContain('libs/messaging/src/reader/batch-applier.ts');
    expect(reached.filter((file) => WRITERS.test(file))).toEqual([]);
    expect(reached.filter((file) => /\.producer\(|\bcreateTransport\(/u.test(textOf(file)))).toEqual([]);
  });

  it('given an app that does write, when followed the same way, then its way to the log is found', () => {
    const ingestion = [...reachableFiles(['apps/ingestion/src/main.ts'])];

    expect(ingestion).toContain('libs/messaging/src/kafkajs/kafkajs-produce-transport.ts');
    expect(ingestion.some((file) => textOf(file).includes('.producer('))).toBe(true);
  });
});
