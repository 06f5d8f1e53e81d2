import { readFileSync } from 'node:fs';

export interface FileWebhook {
  readonly transactionId: string;
  /** The line as it stands in the file. */
  readonly body: string;
}

export class WebhookFileError extends Error {
  readonly code = 'DEMO.WEBHOOK_FILE';

  constructor(path: string, line: number, options?: ErrorOptions) {
    super(`${path}: line ${line} is not a JSON object with a transaction_id`, options);
    this.name = 'WebhookFileError';
  }
}

/** One webhook a line. @throws WebhookFileError */
export function readWebhooks(path: string): readonly FileWebhook[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((body, index) =>
    body.trim() === '' ? [] : { transactionId: idOf(body, path, index + 1), body },
  );
}

function idOf(body: string, path: string, line: number): string {
  let webhook: unknown;
  try {
    webhook = JSON.parse(body);
  } catch (cause) {
    throw new WebhookFileError(path, line, { cause });
  }
  if (typeof webhook === 'object' && webhook !== null && 'transaction_id' in webhook) {
    if (typeof webhook.transaction_id === 'string') return webhook.transaction_id;
  }
  throw new WebhookFileError(path, line);
}
