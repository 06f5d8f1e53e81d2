import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JournalEntry {
  readonly key: string;
  readonly text: string;
}

/** Not real: an SMS provider. It takes `{"key", "text"}` by POST over a socket and writes down what it took. */
export class JournalServer {
  readonly entries: JournalEntry[] = [];
  /** How long it takes to answer. */
  answerAfterMs = 0;
  /** Answers 503 and takes nothing. */
  isDown = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<JournalServer> {
    const server = createServer();
    const journal = new JournalServer(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (journal.isDown) {
          response.writeHead(503).end();
          return;
        }
        journal.entries.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as JournalEntry);
        setTimeout(() => response.writeHead(200).end('{}'), journal.answerAfterMs);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return journal;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/sms`;
  }

  /** Settings of a notifier that sends its SMS here. */
  get settings(): Readonly<Record<string, string>> {
    return {
      SMS_PROVIDERS: 'sms-http',
      SMS_HTTP_URL: this.url,
      SMS_HTTP_BODY: '{"to":"{{recipient}}","key":"{{key}}","text":"{{text}}"}',
      SMS_HTTP_TIMEOUT_MS: '1000',
    };
  }

  /** How often each text was taken. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { text } of this.entries) counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
