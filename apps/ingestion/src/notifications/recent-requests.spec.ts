import type { NotificationRequestedData } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { RecentRequests } from './recent-requests.js';

function request(id: number | string, change: Partial<NotificationRequestedData> = {}): NotificationRequestedData {
  return {
    notification_id: String(id),
    user_id: '12345',
    title: 'Summary',
    body: 'Settled',
    channels: ['sms'],
    requested_at: '2026-03-29T10:00:00.000Z',
    source: 'unsigned',
    ...change,
  };
}

describe('the requests that were written last', () => {
  it('given nothing, when asked, then nothing differs', () => {
    expect(new RecentRequests().differs(request(1))).toBe(false);
  });

  it('given a request, when it comes again later, then it is the same; with other words it is not', () => {
    const recent = new RecentRequests();
    recent.remember(request(1), 7);
    expect(recent.differs(request(1, { requested_at: '2027-01-01T00:00:00.000Z' }))).toBe(false);
    for (const change of [
      { title: 'Other' },
      { body: 'Other' },
      { user_id: '7' },
      { channels: ['email' as const] },
      { recipients: { sms: '1' } },
    ]) {
      expect(recent.differs(request(1, change))).toBe(true);
    }
    expect(recent.differs(request(2, { title: 'Other' }))).toBe(false);
  });

  it('given two that were in flight at once, when confirmed in any order, then the first in the log is the one', () => {
    for (const order of [
      [3, 4],
      [4, 3],
    ] as const) {
      const recent = new RecentRequests();
      for (const offset of order) recent.remember(request(1, { title: `at ${offset}` }), offset);
      expect(recent.differs(request(1, { title: 'at 3' }))).toBe(false);
      expect(recent.differs(request(1, { title: 'at 4' }))).toBe(true);
    }
  });

  it('given more than it keeps, when asked, then it has forgotten what was not used for longest', () => {
    const recent = new RecentRequests();
    for (let id = 0; id < 10_000; id += 1) recent.remember(request(id), id);
    recent.remember(request(0), 20_000);
    recent.remember(request('one more'), 20_001);
    const other = { title: 'Other' };
    expect([0, 1, 2].map((id) => recent.differs(request(id, other)))).toEqual([true, false, true]);
  });
});
