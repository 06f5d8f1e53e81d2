import { askHttp } from '@app/outbound';

import { fieldsOf, MAX_ANSWER_BYTES, quoted, resultOfProvider, type Told } from './http-result.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';
import { TwilioConfig } from './twilio.config.js';

/** Errors of status 400 that blame the number that we send from. Other numbers may change without notice, says Twilio. */
const OUR_NUMBER = new Set(['21212', '21603', '21606', '21659', '21660']);

/** Twilio's Programmable Messaging. It takes no idempotency key. */
export class TwilioSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent = false;
  readonly timeoutMs: number;
  private readonly url: URL;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly config: TwilioConfig) {
    super();
    const { url, accountSid, authToken, timeoutMs } = config;
    this.timeoutMs = timeoutMs;
    this.url = new URL(`${url}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`);
    this.headers = {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
  }

  receiverOf(): string {
    return 'twilio';
  }

  async send({ recipient, body }: Message, stopping: AbortSignal): Promise<SendResult> {
    const { from, authToken } = this.config;
    const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };
    const answer = await askHttp(
      {
        destination: { url: this.url },
        headers: this.headers,
        body: new URLSearchParams({ To: recipient, ...sender, Body: body }).toString(),
        timeoutMs: this.timeoutMs,
        maxBodyBytes: MAX_ANSWER_BYTES,
      },
      stopping,
    );
    if (answer.kind !== 'answered' || answer.status < 400) return resultOfProvider(answer);
    const told = toldIn(answer.body, [authToken, recipient]);
    const blamesUs = answer.status === 400 && OUR_NUMBER.has(told.code ?? '');
    return resultOfProvider(blamesUs ? { ...answer, status: 403 } : answer, told);
  }
}

/** `{"code": 21211, "message": "…", "more_info": "…", "status": 400}` */
function toldIn(body: string | undefined, hidden: readonly string[]): Told {
  const { code, message } = fieldsOf(body);
  return {
    ...(typeof code === 'number' && { code: String(code) }),
    ...(typeof message === 'string' && { message: quoted(message, hidden) }),
  };
}

export const twilio = defineSender({
  name: 'twilio',
  channels: ['sms'],
  config: TwilioConfig,
  create: (config) => new TwilioSender(config),
});
