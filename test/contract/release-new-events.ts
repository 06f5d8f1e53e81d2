import { EVENT_CATALOG } from '@app/contracts';

import { release, releasedTypes } from './released-events.js';

/** `node dist/test/contract/release-new-events.js`: writes the snapshots that are missing, never one that is there. */
const released = new Set(releasedTypes());
for (const { type } of EVENT_CATALOG) if (!released.has(type)) release(type);
