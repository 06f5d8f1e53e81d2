import type { DeliveryStatus } from '@app/domain';
import { Command, Option } from 'commander';

import { shownMessage } from '../dead-letters/shown-bytes.js';
import { withDatabase } from '../engines/with-database.js';
import { withLog } from '../engines/with-log.js';
import { isAgreed } from '../is-agreed.js';
import { withDeliveryFlags, type DeliveryFlags } from '../notifications/delivery-flags.js';
import { findDeliveries, type FoundDelivery } from '../notifications/find-deliveries.js';
import { printRetries, printRetriesAsJson } from '../notifications/retry-report.js';
import { requestRetries, retriesOf, type RequestedRetry, type Retry } from '../notifications/retry-run.js';
import { operatorName } from '../operator-name.js';
import { perSecond, wholeNumber } from '../option-parsers.js';
import { printJson, printLine, printTable } from '../print.js';
import { progressBar } from '../progress-bar.js';

interface ListFlags extends DeliveryFlags<DeliveryStatus> {
  readonly limit: number;
  readonly json?: true;
}

interface RetryFlags extends DeliveryFlags<'failed' | 'unknown'> {
  readonly dryRun?: true;
  readonly rate?: number;
  readonly json?: true;
  readonly yes?: true;
}

/** Of what a dry run found. */
const MOST_SHOWN = 1_000;
const HEADING = ['notification', 'user', 'channel', 'status', 'attempts', 'last tried', 'error'];
const BATCHING = { deadlineMs: 9_000, queueLimit: 10_000 };

const RETRY_HELP = `
Only channels that failed are tried again or, with --status unknown, those of which nobody knows whether the provider took
the message: these may reach their user twice. What is pending or has succeeded is not touched, whenever that comes true.`;

export function notificationsCommand(): Command {
  const notifications = new Command('notifications').description(
    'what was sent to whom, and what is to be tried again',
  );
  withDeliveryFlags(
    notifications.command('list').description('channels of notifications, by when they were last tried'),
  )
    .addOption(new Option('--status <status>', 'with this status').choices(['pending', 'success', 'failed', 'unknown']))
    .option('--limit <n>', 'lines at most', wholeNumber(1), 100)
    .option('--json', 'print one line of JSON')
    .action(list);
  withDeliveryFlags(
    notifications.command('retry').description('ask for channels that did not succeed to be tried again'),
  )
    .addOption(new Option('--status <status>', 'with this status').choices(['failed', 'unknown']).default('failed'))
    .option('--dry-run', 'only list what would be tried again')
    .option('--rate <n/s>', 'notifications per second at most', perSecond)
    .option('--json', 'print one line of JSON')
    .option('--yes', 'do not ask')
    .addHelpText('after', RETRY_HELP)
    .action(retry);
  return notifications;
}

async function list({ limit, json, ...flags }: ListFlags): Promise<void> {
  const found = await withDatabase((database) =>
    findDeliveries(database, { ...flags, newestFirst: true, limit: limit + 1 }),
  );
  const shown = found.slice(0, limit);
  const more = found.length > shown.length;
  if (json === true) printJson({ items: shown, more });
  else {
    printDeliveries(shown);
    if (more) printLine('and more (--limit)');
  }
}

async function retry({ dryRun, rate, json, yes, ...search }: RetryFlags, command: Command): Promise<void> {
  const mayAsk = process.stdin.isTTY && json !== true;
  if (dryRun !== true && yes !== true && !mayAsk) command.error('error: say --yes, or --dry-run first');
  const found = await withDatabase((database) => findDeliveries(database, { ...search, ended: true }));
  const retries = retriesOf(found);
  if (dryRun === true) {
    if (json === true) printJson({ items: found });
    else printDryRun(found, retries);
    return;
  }
  if (yes !== true && retries.length > 0) {
    if (!(await isAgreed(`try ${found.length} channels of ${retries.length} notifications again?`))) return;
  }
  const results = await request(retries, rate, process.stderr.isTTY && json !== true);
  if (json === true) printRetriesAsJson(results);
  else printRetries(results);
  if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
}

async function request(
  retries: readonly Retry[],
  rate: number | undefined,
  isWatched: boolean,
): Promise<readonly RequestedRetry[]> {
  if (retries.length === 0) return [];
  const bar = progressBar(retries.length, 'notifications', isWatched);
  return withLog(async (log) => {
    const sink = log.newSink(BATCHING);
    try {
      return await requestRetries(sink, retries, { requestedBy: operatorName(), rate, onProgress: bar.show });
    } finally {
      bar.stop();
      await sink.close();
    }
  });
}

function printDryRun(found: readonly FoundDelivery[], retries: readonly Retry[]): void {
  printDeliveries(found.slice(0, MOST_SHOWN));
  if (found.length > MOST_SHOWN) printLine('and more (--json has all of them)');
  printLine(`${found.length} channels of ${retries.length} notifications would be tried again`);
}

function printDeliveries(deliveries: readonly FoundDelivery[]): void {
  if (deliveries.length === 0) printLine('there are none');
  else printTable([HEADING, ...deliveries.map(rowOf)]);
}

function rowOf(delivery: FoundDelivery): readonly string[] {
  const { notification_id: id, user_id: user, channel, status, attempts, last_attempt_at: triedAt } = delivery;
  const error = shownMessage(delivery.error_message ?? '');
  return [id, user, channel, status, String(attempts), triedAt?.toISOString() ?? 'never', error];
}
