import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startSmtpReceiver, type SmtpReceiver } from '../../apps/notifier/src/senders/smtp-receiver.fixture.js';

const SIGNING_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** Receivers on this machine: a mail server, one that answers webhooks and one that never does. */
export class Receivers {
  private constructor(
    readonly smtp: SmtpReceiver,
    private readonly quick: Server,
    private readonly dead: Server,
  ) {}

  static async start(): Promise<Receivers> {
    const quick = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200).end());
    });
    const dead = createServer((request) => request.resume());
    for (const server of [quick, dead]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Receivers(await startSmtpReceiver(), quick, dead);
  }

  get quickUrl(): string {
    return urlOf(this.quick);
  }

  get deadUrl(): string {
    return urlOf(this.dead);
  }

  get settings(): Readonly<Record<string, string>> {
    return {
      EMAIL_PROVIDERS: 'smtp',
      SMTP_URL: this.smtp.url,
      SMTP_FROM: 'bench@example.com',
      WEBHOOK_PROVIDERS: 'webhook',
      WEBHOOK_SIGNING_SECRET: SIGNING_SECRET,
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
    };
  }

  async close(): Promise<void> {
    for (const server of [this.quick, this.dead]) {
      server.closeAllConnections();
      server.close();
    }
    await this.smtp.close();
  }
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`;
}
