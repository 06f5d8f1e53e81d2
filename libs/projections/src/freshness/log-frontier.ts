import type { Topic } from '@app/contracts';

/** Where a topic's partitions end: the next offset to be written, by partition. */
export type Ends = ReadonlyMap<number, number>;

/** All that reads ask of the log; the app ties it to the broker. Nothing here can write to it. */
export abstract class LogFrontier {
  abstract partitionOf(key: string): number;

  /** Asked of the broker at the time of the call. */
  abstract ends(topic: Topic): Promise<Ends>;
}
