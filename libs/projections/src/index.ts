export { defineProjection, type Projection } from './projection.js';
