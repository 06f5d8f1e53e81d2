import { PARTITIONS, type Topic } from '@app/contracts';
import { partitionOf, type LogAdmin } from '@app/messaging';
import { LogFrontier, type Ends } from '@app/projections';

/** The log's ends, as the broker knows them. */
export class BrokerFrontier extends LogFrontier {
  constructor(private readonly admin: LogAdmin) {
    super();
  }

  partitionOf(key: string): number {
    return partitionOf(key, PARTITIONS);
  }

  async ends(topic: Topic): Promise<Ends> {
    const offsets = await this.admin.offsets(topic);
    return new Map([...offsets].map(([partition, { end }]) => [partition, end]));
  }
}
