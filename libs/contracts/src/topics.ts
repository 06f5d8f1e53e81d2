/** The keyed topics. Their partition count is part of the contract: a key's partition never changes. */
export const TOPICS = ['transactions', 'notifications'] as const;
export type Topic = (typeof TOPICS)[number];

/** Partitions of every keyed topic. Changing it would move keys between partitions, so tools refuse to. */
export const PARTITIONS = 12;
