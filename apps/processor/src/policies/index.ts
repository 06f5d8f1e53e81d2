import { http } from './http.policy.js';
import { simulated } from './simulated.policy.js';

/** Every policy there is: one line each. */
export const POLICIES = [simulated, http] as const;
