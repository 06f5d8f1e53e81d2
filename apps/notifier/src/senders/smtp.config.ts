import { Env, EnvValueError, int, url, type EnvParser } from '@app/platform';

import { parseMailbox, type Mailbox } from './mailbox.js';

const mailbox = (): EnvParser<Mailbox> => (value) => {
  const parsed = parseMailbox(value);
  if (parsed === undefined) throw new EnvValueError('must be an address, or a name and an <address>');
  return parsed;
};

export class SmtpConfig {
  @Env('SMTP_URL', {
    as: url('smtp', 'smtps'),
    secret: true,
    describe:
      'SMTP server with user and password, such as smtps://user:password@mail.example.com; required with EMAIL_PROVIDERS=smtp',
  })
  readonly url!: string;

  @Env('SMTP_FROM', { as: mailbox(), describe: 'Who e-mails come from, such as Tidemark <no-reply@example.com>' })
  readonly from!: Mailbox;

  @Env('SMTP_TIMEOUT_MS', {
    as: int({ min: 100, max: 300_000 }),
    default: '30000',
    describe: 'Longest time that one e-mail takes, the wait for a connection included',
  })
  readonly timeoutMs!: number;

  @Env('SMTP_MAX_CONNECTIONS', {
    as: int({ min: 1, max: 100 }),
    default: '5',
    describe: 'Most connections to the SMTP server at a time; each is used for many e-mails',
  })
  readonly maxConnections!: number;
}
