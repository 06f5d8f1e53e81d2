import { TOPICS } from '@app/contracts';
import type { LogAdmin, TopicDescription } from '@app/messaging';
import { Command } from 'commander';

import { withLog } from '../engines/with-log.js';
import { wholeNumber } from '../option-parsers.js';
import { printJson, printLine, printTable } from '../print.js';
import { topicSettings, type TopicFlags } from '../topics/topic-settings.js';
import { topicsConfig } from '../topics/topics.config.js';

interface JsonFlag {
  readonly json?: true;
}

type FoundTopic = TopicDescription & { readonly records: number };

export function topicsCommand(): Command {
  const topics = new Command('topics').description('the topics of the log at KAFKA_BROKERS');
  topics
    .command('create')
    .description('create the topics that are missing; refuses to change the partition count of one that is there')
    .option('--replication-factor <n>', 'copies of each partition (3 in production, else 1)', wholeNumber(1, 32_767))
    .option('--min-insync-replicas <n>', 'copies that must have a record (2 of 3, else 1)', wholeNumber(1, 32_767))
    .option('--json', 'print one line of JSON')
    .action(async (flags: TopicFlags & JsonFlag) => {
      const settings = topicSettings(flags, topicsConfig());
      const results = await withLog(({ admin }) =>
        inOrder(TOPICS, async (topic) => ({ topic, result: await admin.ensureTopic(topic, settings) })),
      );
      if (flags.json === true) printJson({ topics: results });
      else for (const { topic, result } of results) printLine(`${topic} ${result}`);
    });
  topics
    .command('describe')
    .description('show partitions, copies, settings and the number of records')
    .option('--json', 'print one line of JSON')
    .action(async (flags: JsonFlag) => {
      const found = await withLog(({ admin }) => inOrder(TOPICS, (topic) => describe(admin, topic)));
      if (flags.json === true) printJson({ topics: found });
      else for (const topic of found) printTopic(topic);
      if (found.some((topic) => 'missing' in topic)) process.exitCode = 1;
    });
  return topics;
}

async function describe(admin: LogAdmin, topic: string): Promise<FoundTopic | { topic: string; missing: true }> {
  const description = await admin.describe(topic);
  if (description === undefined) return { topic, missing: true };
  const ranges = await admin.offsets(topic);
  return { ...description, records: [...ranges.values()].reduce((sum, { low, end }) => sum + end - low, 0) };
}

function printTopic(topic: Awaited<ReturnType<typeof describe>>): void {
  if ('missing' in topic) {
    printLine(`${topic.topic}  missing: create it with tidemark topics create`);
    return;
  }
  printLine(topic.topic);
  printTable([
    ['  partitions', String(topic.partitions)],
    ['  replication factor', String(topic.replicationFactor)],
    ['  records', String(topic.records)],
    ...Object.entries(topic.config).map(([name, value]) => [`  ${name}`, value]),
  ]);
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
