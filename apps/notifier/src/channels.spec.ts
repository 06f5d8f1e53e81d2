import { loadConfig, type Log } from '@app/platform';
import { describe, expect, it } from '@jest/globals';

import { channelsOf } from './channels.js';
import { NotifierConfig } from './notifier.config.js';

const LOG = {} as Log;
const ENGINES = { KAFKA_BROKERS: '127.0.0.1:1', DATABASE_URL: 'postgres://u@127.0.0.1:1/d' };

describe('channelsOf', () => {
  const channels = (settings: Readonly<Record<string, string>>): ReturnType<typeof channelsOf> => {
    const environment = { ...ENGINES, ...settings };
    return channelsOf(loadConfig(NotifierConfig, environment), LOG, environment);
  };

  it('given several senders without settings, when created, then all that is missing is named at once', () => {
    const missing = (): unknown => channels({ SMS_PROVIDERS: 'twilio,kavenegar', WEBHOOK_PROVIDERS: 'webhook' });

    expect(missing).toThrow(/TWILIO_ACCOUNT_SID[^]*TWILIO_FROM[^]*KAVENEGAR_API_KEY[^]*WEBHOOK_SIGNING_SECRET/u);
  });

  it('given a sender twice, when created, then it is asked once a turn', () => {
    const [sms] = channels({ SMS_PROVIDERS: 'log,log' });

    expect(sms?.providers.map(({ name }) => name)).toEqual(['log']);
  });
});
