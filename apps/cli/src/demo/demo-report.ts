import { printLine, printTable } from '../print.js';
import type { DemoOutcome, DemoSystem } from './run-demo.js';

/** For people: what was posted, what came of it, and where to look. */
export function printDemo({ posted, result, complete }: DemoOutcome, system: DemoSystem): void {
  const { transactions, processing, processed, failed, duplicates, conflicts, currencies, examples } = result;
  const others = Object.entries(posted.others).map(([status, count]) => `, ${count} answered ${status}`);
  printLine('');
  printLine(`Posted in ${posted.seconds} s: ${posted.accepted} webhooks answered 202${others.join('')}`);
  printLine(`${transactions} transactions: ${processed} processed, ${failed} failed, ${processing} still open`);
  printLine(`${duplicates} duplicates and ${conflicts} conflicts, which changed no total`);
  if (!complete)
    printLine('Not everything was decided in time: tidemark doctor, or the log of the processor, may say why.');
  printLine('');
  printTable([
    ['currency', 'transactions', 'processed', 'failed', 'amount received', 'amount processed'],
    ...currencies.map((total) => [
      total.currency,
      String(total.transactions),
      String(total.processed),
      String(total.failed),
      total.amount_received,
      total.amount_processed,
    ]),
  ]);
  printLine('');
  printLine('Look at one of each:');
  for (const [kind, id] of Object.entries(examples)) {
    printLine(`  curl ${system.readApiUrl}/v1/transactions/${id}  # ${kind}`);
  }
  printLine('');
  printLine('Run the demo again: every webhook is a duplicate or a conflict then, and no total changes.');
}
