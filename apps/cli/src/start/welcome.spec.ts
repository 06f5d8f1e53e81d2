import { describe, expect, it } from '@jest/globals';

import { asText, endpointsOf } from './welcome.js';

const plan = { engines: [], kafkaBrokers: 'kafka.test:9092', databaseUrl: 'postgres://app:s3cret@db.test/app' };
const apps = [
  { name: 'ingestion', port: 3000 },
  { name: 'read-api', port: 3001 },
];

describe('welcome', () => {
  it("given somebody else's database, when the endpoints are listed, then its password is not shown", () => {
    const shown = JSON.stringify(endpointsOf(apps, plan));

    expect(shown).toContain('db.test');
    expect(shown).not.toContain('s3cret');
  });

  it('given ingestion and read-api, when shown, then there are curls for a transaction, a notification and their reading', () => {
    const text = asText({ endpoints: endpointsOf(apps, plan), startedInMs: 4_321, late: [] }, 'txn-1');

    expect(text).toContain('Ready in 4.3 s');
    expect(text).toContain('curl -i http://127.0.0.1:3000/v1/webhooks/transactions');
    expect(text).toContain('"transaction_id":"txn-1"');
    expect(text).toContain("curl 'http://127.0.0.1:3001/v1/transactions/txn-1'");
    expect(text).toContain('curl -i http://127.0.0.1:3000/v1/notifications');
    expect(text).toContain("curl 'http://127.0.0.1:3001/v1/notifications?user_id=alice'");
  });

  it('given an app that is not ready, when shown, then it is named', () => {
    const text = asText({ endpoints: endpointsOf(apps, plan), startedInMs: 60_000, late: ['projector'] }, 'txn-1');

    expect(text).toContain('Not ready after 60.0 s: projector');
  });
});
