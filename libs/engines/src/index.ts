export { connectEngines, EnginesCloser, type EngineOptions, type Engines, type EngineSettings } from './engines.js';
