import { log } from './log.sender.js';

/** Every sender there is: one line each. */
export const SENDERS = [log] as const;
