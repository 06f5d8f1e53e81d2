/** Work to be put into a queue. */
export interface NewWorkItem<Payload extends object> {
  /** Unique within the queue; an item that is there already stays as it is. */
  readonly id: string;
  readonly partition: number;
  /** From when `delayMs` counts, RFC 3339; a time that the database's clock has not reached counts as now. */
  readonly since: string;
  readonly delayMs: number;
  readonly payload: Payload;
}

/** Work that was claimed. */
export interface WorkItem<Payload extends object> {
  readonly id: string;
  readonly partition: number;
  /** Claims so far, this one included. */
  readonly attempts: number;
  readonly payload: Payload;
}

/** What became of a claimed item. */
export type WorkResult =
  /** Its effect is where it belongs; the item goes. */
  | { readonly id: string; readonly kind: 'done' }
  /** To be claimed again in `delayMs`; `counted` is whether this claim was an attempt. */
  | Postponement;

export interface Postponement {
  readonly id: string;
  readonly kind: 'later';
  readonly delayMs: number;
  readonly counted: boolean;
}
