import { HealthRegistry, type HealthStatus } from '@app/platform';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';

import { ReadApiEngines } from './read-api-engines.js';

/** Ready while the database answers: what is there can be read then, even with the log away. */
@Injectable()
export class EngineHealth implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly health: HealthRegistry,
    private readonly engines: ReadApiEngines,
  ) {}

  onModuleInit(): void {
    this.health.add('database', () => this.check());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.engines.close();
  }

  private async check(): Promise<HealthStatus> {
    await sql`SELECT FROM projection_generations LIMIT 1`.execute(this.engines.database);
    return { healthy: true };
  }
}
