import {
  DatabaseConfig,
  Env,
  EnvGroup,
  EnvValueError,
  KafkaConfig,
  port,
  ReadinessConfig,
  RuntimeConfig,
  text,
} from '@app/platform';
import { PROJECTIONS, ReportingConfig, type Projection } from '@app/projections';

export class ProjectorConfig {
  @Env('PROJECTOR_PORT', { as: port(), default: '3003', describe: 'HTTP port of the projector: health and metrics' })
  readonly port!: number;

  @Env('PROJECTIONS', {
    as: projections,
    default: 'all',
    describe: 'Read models that this process builds: all, or some of them by name, separated by commas',
  })
  readonly projections!: readonly Projection[];

  @EnvGroup(ReadinessConfig)
  readonly readiness!: ReadinessConfig;

  @Env('ADMIN_API_KEY', {
    as: text(),
    optional: true,
    secret: true,
    describe:
      'Bearer token of actions that change something, such as rebuilds; without it they are refused in production',
  })
  readonly adminKey!: string | undefined;

  @EnvGroup(ReportingConfig)
  readonly reporting!: ReportingConfig;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;

  @EnvGroup(DatabaseConfig)
  readonly database!: DatabaseConfig;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}

function projections(text: string): readonly Projection[] {
  if (text === 'all') return PROJECTIONS;
  const wanted = new Set(text.split(',').map((name) => name.trim()));
  const found = PROJECTIONS.filter(({ name }) => wanted.has(name));
  if (found.length === wanted.size) return found;
  throw new EnvValueError(`must be all, or some of ${PROJECTIONS.map(({ name }) => name).join(', ')}`);
}
