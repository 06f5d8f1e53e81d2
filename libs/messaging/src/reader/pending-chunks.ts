import { cutChunk, joinChunks, type Chunk } from './entry.js';

/**
 * Chunks that were read and not yet applied, by partition. A fetch may run ahead of PostgreSQL, but only so far: the
 * promise of `add` holds the next fetch back.
 */
export class PendingChunks {
  private readonly chunks = new Map<number, Chunk[]>();
  private entries = 0;
  private readonly held: (() => void)[] = [];
  private ceilings: ReadonlyMap<number, number> | undefined;

  /** @param limit entries that may wait before fetches are held back */
  constructor(private readonly limit: number) {}

  /** Queues a chunk; resolves when there is room for more. */
  add(chunk: Chunk): Promise<void> {
    const queued = this.chunks.get(chunk.partition);
    if (queued === undefined) this.chunks.set(chunk.partition, [chunk]);
    else queued.push(chunk);
    this.entries += chunk.entries.length;
    if (this.entries < this.limit) return Promise.resolve();
    return new Promise((resolve) => this.held.push(resolve));
  }

  /** From now on nothing at or past these offsets is taken, by partition (0 where there is none); undefined: no limit. */
  limitTo(ceilings: ReadonlyMap<number, number> | undefined): void {
    this.ceilings = ceilings;
  }

  /** Takes about `maxEntries` entries from the partitions that are free: at most one joined chunk of each. */
  take(maxEntries: number, busy: ReadonlySet<number>): Chunk[] {
    const taken: Chunk[] = [];
    let room = maxEntries;
    for (const [partition, queued] of this.chunks) {
      if (room <= 0) break;
      if (busy.has(partition)) continue;
      const chunk = this.belowCeiling(partition, queued, room);
      if (queued.length === 0) this.chunks.delete(partition);
      if (chunk === undefined) continue;
      room -= Math.max(chunk.entries.length, 1);
      taken.push(chunk);
    }
    this.release(taken);
    return taken;
  }

  private belowCeiling(partition: number, queued: Chunk[], room: number): Chunk | undefined {
    const ceiling = this.ceilings === undefined ? Infinity : (this.ceilings.get(partition) ?? 0);
    if ((queued[0]?.start ?? Infinity) >= ceiling) return undefined;
    const chunk = takeFirst(queued, room);
    if (chunk === undefined || chunk.end <= ceiling) return chunk;
    const [below, above] = cutChunk(chunk, ceiling);
    queued.unshift(above);
    return below;
  }

  drop(partitions: Iterable<number>): void {
    for (const partition of partitions) {
      this.release(this.chunks.get(partition) ?? []);
      this.chunks.delete(partition);
    }
  }

  dropAll(): void {
    this.drop([...this.chunks.keys()]);
  }

  private release(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.entries -= chunk.entries.length;
    if (this.entries < this.limit) for (const resolve of this.held.splice(0)) resolve();
  }
}

function takeFirst(queued: Chunk[], room: number): Chunk | undefined {
  let chunk = queued.shift();
  while (chunk !== undefined && chunk.entries.length + (queued[0]?.entries.length ?? Infinity) <= room) {
    const next = queued.shift();
    if (next !== undefined) chunk = joinChunks(chunk, next);
  }
  return chunk;
}
