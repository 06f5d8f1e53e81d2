export { boundedText, plainText } from './bounded-text.js';
export { CircuitBreaker, type BreakerOptions } from './circuit-breaker.js';
export { parseRetryAfter, retryDelay, type RetryRhythm } from './retry-delay.js';
