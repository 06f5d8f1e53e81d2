import autocannon from 'autocannon';

const CONNECTIONS = 64;
const BODY = JSON.stringify({
  user_id: '12345',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is 490000 Rials.',
  channels: ['sms'],
});

/** Posts so many notifications over 64 connections. */
export async function postNotifications(url: string, amount: number): Promise<{ readonly accepted: number }> {
  const result = await autocannon({
    url: `${url}/v1/notifications`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: BODY,
    connections: CONNECTIONS,
    amount,
  });
  return { accepted: result['2xx'] };
}
