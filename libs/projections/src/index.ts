export { applyBatch, subscriptionOf } from './apply-batch.js';
export { deadLetterPage } from './dead-letters/dead-letter-page.js';
export type { DeadLetter, DeadLetterFilters, DeadLetterPlace } from './dead-letters/dead-letter.js';
export { deadLetterResponse, keyAsText } from './dead-letters/dead-letter.response.js';
export {
  createGeneration,
  lockGenerations,
  runStatements,
  type NewGeneration,
} from './generations/create-generation.js';
export { differenceFrom, followedGenerations, type FollowedGenerations } from './generations/followed-generations.js';
export { ddlHash, generationOf, projectionOf, readerOf, type Generation } from './generations/generation.js';
export { liveGeneration } from './generations/live-generation.js';
export { defineProjection, type Projection } from './projection.js';
export { projectionNamed, PROJECTIONS, UnknownProjectionError } from './projections.js';
export { readerOptionsOf } from './reader-options.js';
export { ReportingConfig } from './reporting.config.js';
export { loadPositions } from './freshness/load-positions.js';
export { LogFrontier, type Ends } from './freshness/log-frontier.js';
export { NoLiveGenerationError } from './generations/live-generations.js';
export { ReadModelsModule, type ReadEngines } from './read-models.module.js';
export { liveSummaries, settledOnDay, type SettledOnDay, type SettledPage } from './summaries/settled-on-day.js';
