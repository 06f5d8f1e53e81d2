import { Env, int, url } from '@app/platform';

export class KavenegarConfig {
  @Env('KAVENEGAR_API_KEY', {
    secret: true,
    describe: 'Key of the account at Kavenegar; required with SMS_PROVIDERS=kavenegar',
  })
  readonly apiKey!: string;

  @Env('KAVENEGAR_SENDER', {
    optional: true,
    describe: 'Line that messages come from; the default line of the account when empty',
  })
  readonly sender!: string | undefined;

  @Env('KAVENEGAR_URL', {
    as: url('http', 'https'),
    default: 'https://api.kavenegar.com',
    describe: 'Where Kavenegar is asked',
  })
  readonly url!: string;

  @Env('KAVENEGAR_TIMEOUT_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '10000',
    describe: 'Longest time that one question to Kavenegar takes',
  })
  readonly timeoutMs!: number;
}
