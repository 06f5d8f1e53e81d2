import { describe, expect, it } from '@jest/globals';

import { consequenceId, newEventId } from './event-ids.js';

describe('event ids', () => {
  it('given ten thousand new ids, when compared, then all differ and each is a UUIDv7 of now', () => {
    const before = Date.now();
    const ids = Array.from({ length: 10_000 }, newEventId);

    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
      const madeAt = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
      expect(madeAt).toBeGreaterThanOrEqual(before);
      expect(madeAt).toBeLessThanOrEqual(Date.now());
    }
  });

  // Pinned: an id that came out differently would make one outcome two.
  it.each([
    ['outcome', '01960f6e-9a41-7c3b-8d52-6f1f0a7be001', '779d938f-5292-5145-8d71-ab1d616d5353'],
    ['conflict', '01960f6e-9a41-7c3b-8d52-6f1f0a7be001', 'd796d189-d83b-5b75-88de-db43d215a47c'],
  ] as const)('given the %s of an event, when named, then it is the UUIDv5 that it always was', (what, cause, id) => {
    expect(consequenceId(what, cause)).toBe(id);
  });
});
