import { createRequire } from 'node:module';

/**
 * Puts a function of ours in the place of one of kafkajs's modules. Its protocol is loaded with the first request that
 * needs it, so this is to be called before anything is sent.
 *
 * @param name of the file below `kafkajs/src/protocol/`; the version of kafkajs is pinned
 */
export function replaceInKafkaJs(name: string, replacement: (...given: never[]) => unknown): void {
  const require = createRequire(import.meta.url);
  const file = `kafkajs/src/protocol/${name}`;
  require(file);
  const loaded = require.cache[require.resolve(file)];
  if (loaded === undefined) throw new Error(`${file} cannot be replaced`);
  loaded.exports = replacement;
}
