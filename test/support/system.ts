import { createWriteStream, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { PARTITIONS, TOPICS } from '@app/contracts';
import { createDatabase, migrateUp } from '@app/database';
import {
  freePort,
  startEmbeddedKafka,
  startEmbeddedPostgres,
  type EmbeddedKafka,
  type EmbeddedPostgres,
} from '@app/embedded';
import { createLogAdmin, type FactLogger } from '@app/messaging';
import { pollUntil } from '@app/testing';

import { AppProcess } from '../../apps/cli/src/start/app-process.js';
import { MIGRATIONS } from '../../migrations/index.js';
import { inheritedEnvironment } from './system.config.js';

/** The built apps; tests and benchmarks run from the top of the repository. */
const DIST = resolve('dist');
export const SILENT: FactLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PORT_VARIABLES = {
  ingestion: 'INGESTION_PORT',
  processor: 'PROCESSOR_PORT',
  projector: 'PROJECTOR_PORT',
  notifier: 'NOTIFIER_PORT',
  'read-api': 'READ_API_PORT',
} as const;

export type SystemApp = keyof typeof PORT_VARIABLES;

export interface SystemOptions {
  /** Engines keep their data and apps their logs here. */
  readonly folder: string;
  /** Settings of the apps, such as PROCESSING_DELAY_MS. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of PostgreSQL; `fsync: off` is fine where only processes are killed. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
}

/** A whole system of its own: real engines, and built apps as child processes, all on 127.0.0.1. */
export class System {
  private readonly apps = new Map<SystemApp, AppProcess>();
  private readonly running = new Set<SystemApp>();

  private constructor(
    readonly kafka: EmbeddedKafka,
    readonly postgres: EmbeddedPostgres,
    private readonly options: SystemOptions,
    private readonly ports: Readonly<Record<SystemApp, number>>,
  ) {}

  /** Starts the engines, migrates and creates the topics; apps are started one by one. */
  static async create(options: SystemOptions): Promise<System> {
    const { folder, postgresSettings: settings = {} } = options;
    mkdirSync(folder, { recursive: true });
    const ports = {} as Record<SystemApp, number>;
    for (const app of Object.keys(PORT_VARIABLES) as SystemApp[]) ports[app] = await freePort();
    const [kafka, postgres] = await Promise.all([
      startEmbeddedKafka({ dataDir: join(folder, 'kafka'), port: await freePort() }),
      startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: await freePort(), settings }),
    ]);
    const system = new System(kafka, postgres, options, ports);
    await system.prepare();
    return system;
  }

  url(app: SystemApp): string {
    return `http://127.0.0.1:${String(this.ports[app])}`;
  }

  /** What a client of the engines needs, such as the CLI. */
  get environment(): NodeJS.ProcessEnv {
    const { kafka, postgres, ports, options } = this;
    const portSettings = Object.entries(PORT_VARIABLES).map(([app, name]) => [name, String(ports[app as SystemApp])]);
    return {
      ...inheritedEnvironment(),
      KAFKA_BROKERS: kafka.brokers,
      DATABASE_URL: postgres.url,
      READ_API_URL: this.url('read-api'),
      LOG_FORMAT: 'json',
      ...(Object.fromEntries(portSettings) as Record<string, string>),
      ...options.env,
    };
  }

  /** Starts those that do not run yet and waits until all are ready. */
  async start(...names: SystemApp[]): Promise<void> {
    await this.launch(...names);
    await Promise.all(names.map((name) => this.untilReady(name)));
  }

  /** Starts those that do not run yet. */
  async launch(...names: SystemApp[]): Promise<void> {
    for (const name of names) {
      if (this.running.has(name)) continue;
      this.running.add(name);
      const app = this.process(name);
      await app.start();
      void app.exited.then(() => this.running.delete(name));
    }
  }

  /** A consumer with a backlog is not ready until it has come near its end, however long that takes. */
  async untilReady(name: SystemApp): Promise<void> {
    await pollUntil(async () => (await fetch(`${this.url(name)}/health/ready`)).ok, {
      what: `${name} is ready`,
      timeoutMs: 180_000,
    });
  }

  process(name: SystemApp): AppProcess {
    const known = this.apps.get(name);
    if (known !== undefined) return known;
    const log = createWriteStream(join(this.options.folder, `${name}.log`), { flags: 'a' });
    const app = new AppProcess({
      name,
      port: this.ports[name],
      main: join(DIST, 'apps', name, 'src/main.js'),
      env: this.environment,
      attachOutput: (_name, child) => {
        child.stdout?.pipe(log, { end: false });
        child.stderr?.pipe(log, { end: false });
      },
    });
    this.apps.set(name, app);
    return app;
  }

  async stop(...names: SystemApp[]): Promise<void> {
    const apps = names.flatMap((name) => this.apps.get(name) ?? []);
    await Promise.all(apps.map((app) => app.stop()));
  }

  /** Apps first, so that they can drain. */
  async close(): Promise<void> {
    await Promise.all([...this.apps.values()].map((app) => app.stop()));
    await Promise.all([this.kafka.stop(), this.postgres.stop()]);
  }

  private async prepare(): Promise<void> {
    const database = createDatabase({ url: this.postgres.url, poolSize: 1, applicationName: 'system' });
    await migrateUp(database, MIGRATIONS);
    await database.destroy();
    const admin = createLogAdmin({ brokers: [this.kafka.brokers], clientId: 'system' }, SILENT);
    const settings = { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 };
    for (const topic of TOPICS) await admin.ensureTopic(topic, settings);
    await admin.close();
  }
}
