import { PARTITIONS, TOPICS } from '@app/contracts';
import { LogAdmin, LogSink } from '@app/messaging';
import { HealthRegistry, type HealthStatus } from '@app/platform';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** Ready while the log can be written; closes it when the last request has been answered. */
@Injectable()
export class LogHealth implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly health: HealthRegistry,
    private readonly admin: LogAdmin,
    private readonly sink: LogSink,
  ) {}

  onModuleInit(): void {
    this.health.add('log', () => this.check());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sink.close();
    await this.admin.close();
  }

  /** Asks the broker, not the sink: a process that gets no requests while it is not ready would never be ready again. */
  private async check(): Promise<HealthStatus> {
    for (const topic of TOPICS) {
      const { size } = await this.admin.offsets(topic);
      if (size === PARTITIONS) continue;
      return {
        healthy: false,
        reason: `topic ${topic} has ${String(size)} partitions with a leader, not ${String(PARTITIONS)}`,
      };
    }
    return { healthy: true };
  }
}
