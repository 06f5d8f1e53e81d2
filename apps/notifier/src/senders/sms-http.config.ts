import { validateHeaderName, validateHeaderValue } from 'node:http';

import { boolean, Env, EnvValueError, int, url, type EnvParser } from '@app/platform';

import { parseBodyTemplate, type BodyTemplate } from './body-template.js';

type Headers = Readonly<Record<string, string>>;

/** Names in lower case, so that one of ours is never sent twice. */
const headers = (): EnvParser<Headers> => (value) => {
  try {
    const entries = Object.entries(JSON.parse(value) as object).map(([name, content]: [string, unknown]) => {
      if (typeof content !== 'string') throw new Error('no text');
      validateHeaderName(name);
      validateHeaderValue(name, content);
      return [name.toLowerCase(), content] as const;
    });
    return Object.fromEntries(entries);
  } catch (cause) {
    throw new EnvValueError('must be a JSON object of header names and texts', { cause });
  }
};

const template = (): EnvParser<BodyTemplate> => (value) => {
  try {
    return parseBodyTemplate(value);
  } catch (cause) {
    throw new EnvValueError(cause instanceof Error ? cause.message : 'is no template', { cause });
  }
};

export class SmsHttpConfig {
  @Env('SMS_HTTP_URL', {
    as: url('http', 'https'),
    secret: true,
    describe:
      'Where the SMS provider takes messages, by POST; secret, as it may hold a key; required with SMS_PROVIDERS=sms-http',
  })
  readonly url!: string;

  @Env('SMS_HTTP_HEADERS', {
    as: headers(),
    default: '{}',
    secret: true,
    describe: 'Headers for the SMS provider as a JSON object, such as {"authorization":"Bearer …"}',
  })
  readonly headers!: Headers;

  @Env('SMS_HTTP_BODY', {
    as: template(),
    default: '{"to":"{{recipient}}","text":"{{text}}"}',
    describe: 'What the SMS provider is sent: JSON or a form with {{recipient}}, {{text}}, {{title}} and {{key}}',
  })
  readonly body!: BodyTemplate;

  @Env('SMS_HTTP_IDEMPOTENT', {
    as: boolean(),
    default: 'false',
    describe: 'The SMS provider sends only once per Idempotency-Key header, so it may be asked again',
  })
  readonly idempotent!: boolean;

  @Env('SMS_HTTP_TIMEOUT_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '10000',
    describe: 'Longest time that one question to the SMS provider takes',
  })
  readonly timeoutMs!: number;
}
