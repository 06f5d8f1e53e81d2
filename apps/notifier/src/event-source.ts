/** `ce_source` of everything that this process writes. */
export const EVENT_SOURCE = '/tidemark/notifier';
