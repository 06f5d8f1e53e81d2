import { Env, EnvGroup, int, loadConfig, RuntimeConfig, type Environment } from '@app/platform';

export class TopicsConfig {
  @Env('TOPIC_REPLICATION_FACTOR', {
    as: int({ min: 1, max: 32_767 }),
    optional: true,
    describe: 'Copies of each partition of a new topic; when empty, 3 in production and 1 elsewhere',
  })
  readonly replicationFactor!: number | undefined;

  @Env('TOPIC_MIN_INSYNC_REPLICAS', {
    as: int({ min: 1, max: 32_767 }),
    optional: true,
    describe: 'Copies that must have a record before it is confirmed; when empty, 2 of 3 or more copies, else 1',
  })
  readonly minInsyncReplicas!: number | undefined;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}

export function topicsConfig(env?: Environment): TopicsConfig {
  return loadConfig(TopicsConfig, env);
}
