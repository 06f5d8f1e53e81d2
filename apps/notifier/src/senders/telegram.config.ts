import { Env, EnvValueError, int, url, type EnvParser } from '@app/platform';

/** It becomes a part of the URL's path. */
const botToken = (): EnvParser<string> => (value) => {
  if (!/^\d+:[\w-]+$/u.test(value))
    throw new EnvValueError('must be a number, a colon and a key, as BotFather gives it');
  return value;
};

export class TelegramConfig {
  @Env('TELEGRAM_TOKEN', {
    as: botToken(),
    secret: true,
    describe: 'Token of the Telegram bot; required with TELEGRAM_PROVIDERS=telegram',
  })
  readonly token!: string;

  @Env('TELEGRAM_API_URL', {
    as: url('http', 'https'),
    default: 'https://api.telegram.org',
    describe: 'Where the Telegram Bot API is asked',
  })
  readonly apiUrl!: string;

  @Env('TELEGRAM_TIMEOUT_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '10000',
    describe: 'Longest time that one question to Telegram takes',
  })
  readonly timeoutMs!: number;
}
