import { parseNetwork, type Network } from '@app/outbound';
import { boolean, Env, EnvValueError, int, list, type EnvParser } from '@app/platform';

/** A key of at least 24 bytes, as Standard Webhooks asks for. */
const signingSecret = (): EnvParser<string> => (value) => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/u.exec(value) ?? [];
  if (Buffer.from(base64, 'base64').length < 24) {
    throw new EnvValueError('must be whsec_ and the base64 of at least 24 bytes');
  }
  return value;
};

const network = (): EnvParser<Network> => (value) => {
  const parsed = parseNetwork(value);
  if (parsed === undefined) throw new EnvValueError('must be networks such as 10.1.0.0/16 or single addresses');
  return parsed;
};

export class WebhookConfig {
  @Env('WEBHOOK_SIGNING_SECRET', {
    as: signingSecret(),
    secret: true,
    describe:
      'Key that webhooks are signed with (Standard Webhooks): whsec_ and base64; required with WEBHOOK_PROVIDERS=webhook',
  })
  readonly signingSecret!: string;

  @Env('WEBHOOK_TIMEOUT_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '10000',
    describe: 'Longest time that one webhook takes',
  })
  readonly timeoutMs!: number;

  @Env('WEBHOOK_ALLOW_HTTP', {
    as: boolean(),
    default: 'false',
    describe: 'Also send webhooks to http:// URLs, unencrypted',
  })
  readonly allowHttp!: boolean;

  @Env('WEBHOOK_ALLOWED_NETWORKS', {
    as: list(network()),
    optional: true,
    describe: 'Networks that are not public but may receive webhooks, comma-separated, such as 10.1.0.0/16',
  })
  readonly allowedNetworks!: readonly Network[] | undefined;
}
