/** `ce_source` of everything that this process writes. */
export const EVENT_SOURCE = '/tidemark/ingestion';

/** Whose key signed a post: until posts are signed there is nobody to name. */
export const UNSIGNED = 'unsigned';
