export { askHttp, type HttpAnswer, type HttpQuestion } from './ask-http.js';
export { boundedText, plainText } from './bounded-text.js';
export { CircuitBreaker, type BreakerOptions } from './circuit-breaker.js';
export {
  DestinationError,
  DestinationGuard,
  type Destination,
  type DestinationRules,
  type Resolve,
} from './destination-guard.js';
export { parseNetwork, type Network } from './public-address.js';
export { parseRetryAfter, retryDelay, type RetryRhythm } from './retry-delay.js';
