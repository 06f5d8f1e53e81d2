/** Where a parked record stands in the log, and for whom it is parked. Lists are in this order. */
export interface DeadLetterPlace {
  readonly reader: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The first parked record of a key: what keeps it and those behind it from being applied. */
export interface DeadLetter extends DeadLetterPlace {
  /** The reader's name without the generation. */
  readonly projection: string;
  /** Null for a reader that is no projection. */
  readonly generation: number | null;
  /** Null for a record without a key: nothing waits behind it. */
  readonly key: Buffer | null;
  readonly errorClass: string;
  readonly message: string;
  readonly parkedAt: Date;
  /** Records of the same key that wait behind it. */
  readonly waiting: number;
}

/** What dead letters have in common; all of it at once. */
export interface DeadLetterFilters {
  readonly reader?: string | undefined;
  /** A reader's name without the generation. */
  readonly projection?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly key?: Buffer | undefined;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetter[];
  /** Where to go on; undefined at the end of the list. */
  readonly next: DeadLetterPlace | undefined;
}
