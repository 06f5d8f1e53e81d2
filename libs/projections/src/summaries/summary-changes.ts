import type { TransactionReceived } from '@app/contracts';
import type { OutcomeEvent } from '@app/domain';
import type { ReadEvent } from '@app/messaging';

/** The first post of a transaction in a batch, and the first outcome after it that names it. */
export interface Post {
  readonly partition: number;
  readonly event: TransactionReceived;
  outcome: OutcomeEvent | undefined;
}

interface PlacedOutcome {
  readonly partition: number;
  readonly event: OutcomeEvent;
}

/**
 * A batch, folded. Which of it counts depends on what is stored: a post counts if its transaction is new, and its
 * `outcome` with it; if it is not, the first outcome in `outcomes` counts that names the stored post.
 */
export class SummaryChanges {
  readonly deletedPartitions = new Set<number>();
  private readonly postsById = new Map<string, Post>();
  private readonly outcomesByPost = new Map<string, PlacedOutcome>();

  addPost({ event, partition }: ReadEvent<TransactionReceived>): void {
    const { transaction_id: id } = event.data;
    if (!this.postsById.has(id)) this.postsById.set(id, { partition, event, outcome: undefined });
  }

  addOutcome({ event, partition }: ReadEvent<OutcomeEvent>): void {
    const { transaction_id: id, received_event_id: postId } = event.data;
    const post = this.postsById.get(id);
    if (post?.event.id === postId) post.outcome ??= event;
    const key = `${id} ${postId}`;
    if (!this.outcomesByPost.has(key)) this.outcomesByPost.set(key, { partition, event });
  }

  /** Everything before this place in the partition is gone, what this batch said of it as well. */
  deletePartition(partition: number): void {
    this.deletedPartitions.add(partition);
    for (const [id, post] of this.postsById) if (post.partition === partition) this.postsById.delete(id);
    for (const [key, outcome] of this.outcomesByPost) {
      if (outcome.partition === partition) this.outcomesByPost.delete(key);
    }
  }

  get posts(): readonly Post[] {
    return [...this.postsById.values()];
  }

  /** At most one for each post that is named. */
  get outcomes(): readonly OutcomeEvent[] {
    return [...this.outcomesByPost.values()].map(({ event }) => event);
  }
}
