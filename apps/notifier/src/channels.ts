import { CHANNELS, type Channel } from '@app/contracts';
import { ConfigError, loadConfig, type ConfigProblem, type Environment, type Log } from '@app/platform';

import type { Patience } from './deliver/attempt-outcome.js';
import { DeliveryChannel, type Provider } from './deliver/delivery-channel.js';
import { Lanes } from './deliver/lanes.js';
import type { NotifierConfig } from './notifier.config.js';
import { SENDERS } from './senders/index.js';
import type { SenderDefinition } from './senders/sender.js';

/** A lost SMS is cheaper than one that is charged and read twice. */
const UNKNOWN_OUTCOME: Readonly<Record<Channel, 'retry' | 'hold'>> = {
  sms: 'hold',
  email: 'retry',
  telegram: 'retry',
  webhook: 'retry',
};

/**
 * Every channel with the senders that its configuration names; others are not created and need no settings.
 *
 * @throws ConfigError with every setting that senders which are named lack
 */
export function channelsOf(config: NotifierConfig, log: Log, environment?: Environment): readonly DeliveryChannel[] {
  const created = createAll(new Set(CHANNELS.flatMap((channel) => config[channel].providers)), log, environment);
  return CHANNELS.map((channel) => {
    const { providers, concurrency } = config[channel];
    const distinct = [...new Set(providers)].flatMap((name) => created.get(name) ?? []);
    const lanes = new Lanes(() => performance.now());
    return new DeliveryChannel(
      { channel, providers: distinct, patience: patienceOf(config, channel), concurrency },
      lanes,
    );
  });
}

function patienceOf(config: NotifierConfig, channel: Channel): Patience {
  const { maxAttempts, deadlineMs, unknownOutcome } = config[channel];
  return {
    maxAttempts,
    deadlineMs,
    rhythm: { firstMs: config.retryFirstMs, longestMs: config.retryLongestMs },
    unknownOutcome: unknownOutcome ?? config.unknownOutcome ?? UNKNOWN_OUTCOME[channel],
  };
}

function createAll(names: ReadonlySet<string>, log: Log, environment?: Environment): ReadonlyMap<string, Provider> {
  const created = new Map<string, Provider>();
  const problems: ConfigProblem[] = [];
  for (const name of names) {
    try {
      created.set(name, create(definitionOf(name), log, environment));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return created;
}

function definitionOf(name: string): SenderDefinition {
  const definition = SENDERS.find((sender) => sender.name === name);
  if (definition === undefined) throw new Error(`no sender is called ${name}`);
  return definition;
}

function create({ name, config, create: make }: SenderDefinition, log: Log, environment?: Environment): Provider {
  const settings = config === undefined ? {} : loadConfig(config, environment);
  return { name, sender: make(settings, { log }) };
}
