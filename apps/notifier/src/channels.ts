import { CHANNELS, type Channel } from '@app/contracts';
import { loadConfig, type Environment, type Log } from '@app/platform';

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
 * @throws ConfigError when a sender that is named lacks a setting
 */
export function channelsOf(config: NotifierConfig, log: Log, environment?: Environment): readonly DeliveryChannel[] {
  const created = new Map<string, Provider>();
  const providerOf = (name: string): Provider => {
    const provider = created.get(name) ?? create(definitionOf(name), log, environment);
    created.set(name, provider);
    return provider;
  };
  return CHANNELS.map((channel) => {
    const { providers, concurrency } = config[channel];
    const distinct = [...new Set(providers)].map(providerOf);
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

function definitionOf(name: string): SenderDefinition {
  const definition = SENDERS.find((sender) => sender.name === name);
  if (definition === undefined) throw new Error(`no sender is called ${name}`);
  return definition;
}

function create({ name, config, create: make }: SenderDefinition, log: Log, environment?: Environment): Provider {
  const settings = config === undefined ? {} : loadConfig(config, environment);
  return { name, sender: make(settings, { log }) };
}
