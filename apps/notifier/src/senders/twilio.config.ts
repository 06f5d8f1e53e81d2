import { Env, int, url } from '@app/platform';

export class TwilioConfig {
  @Env('TWILIO_ACCOUNT_SID', { describe: 'Account at Twilio; required with SMS_PROVIDERS=twilio' })
  readonly accountSid!: string;

  @Env('TWILIO_AUTH_TOKEN', { secret: true, describe: 'Token of the account at Twilio' })
  readonly authToken!: string;

  @Env('TWILIO_FROM', { describe: 'Number that messages come from, or a messaging service (MG…)' })
  readonly from!: string;

  @Env('TWILIO_URL', {
    as: url('http', 'https'),
    default: 'https://api.twilio.com',
    describe: 'Where Twilio is asked',
  })
  readonly url!: string;

  @Env('TWILIO_TIMEOUT_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '10000',
    describe: 'Longest time that one question to Twilio takes',
  })
  readonly timeoutMs!: number;
}
