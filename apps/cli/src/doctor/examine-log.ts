import { PARTITIONS, TOPICS } from '@app/contracts';
import type { LogAdmin, TopicDescription } from '@app/messaging';

import { healthy, problem, type Finding } from './finding.js';

/** Without these a topic loses records, or dates them by the clocks of clients. */
const REQUIRED_CONFIG = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
};

export async function examineLog(admin: LogAdmin): Promise<readonly Finding[]> {
  const { clusterId, brokers } = await admin.cluster();
  const addresses = brokers.map(({ id, host, port }) => `${id} (${host}:${port})`).join(', ');
  const findings: Finding[] = [healthy('Kafka', `cluster ${clusterId}, broker ${addresses}`)];
  for (const topic of TOPICS) findings.push(await examineTopic(admin, topic, brokers.length));
  return findings;
}

async function examineTopic(admin: LogAdmin, topic: string, brokers: number): Promise<Finding> {
  const check = `topic ${topic}`;
  const found = await admin.describe(topic);
  if (found === undefined) return problem(check, 'missing', 'tidemark topics create');
  if (found.partitions !== PARTITIONS) {
    return problem(
      check,
      `${found.partitions} partitions instead of ${PARTITIONS}: keys are not where readers look for them`,
      'use another KAFKA_TOPIC_PREFIX, or an empty cluster; the count cannot be changed',
    );
  }
  return (
    settingProblem(check, found) ?? (await beginningProblem(admin, topic)) ?? replicaFinding(check, found, brokers)
  );
}

function settingProblem(check: string, { config }: TopicDescription): Finding | undefined {
  const wrong = Object.entries(REQUIRED_CONFIG).filter(([name, value]) => config[name] !== value);
  if (wrong.length === 0) return undefined;
  const seen = wrong.map(([name]) => `${name}=${config[name] ?? ''}`).join(' ');
  const wanted = wrong.map(([name, value]) => `${name}=${value}`).join(',');
  return problem(check, seen, `kafka-configs.sh --alter --entity-type topics --add-config ${wanted}`);
}

/** Records that are gone are in no rebuild. */
async function beginningProblem(admin: LogAdmin, topic: string): Promise<Finding | undefined> {
  const begun = [...(await admin.offsets(topic))].filter(([, { low }]) => low > 0);
  if (begun.length === 0) return undefined;
  const places = begun.map(([partition, { low }]) => `partition ${partition} begins at ${low}`).join(', ');
  return problem(`topic ${topic}`, places, 'restore the log from a backup: what came before is gone');
}

function replicaFinding(
  check: string,
  { partitions, replicationFactor, config }: TopicDescription,
  brokers: number,
): Finding {
  const inSync = Number(config['min.insync.replicas'] ?? 1);
  const seen = `${partitions} partitions; copies: ${replicationFactor}, to be confirmed by ${inSync}; kept for ever`;
  if (inSync > replicationFactor) return problem(check, seen, 'lower min.insync.replicas: nothing can be written');
  if (brokers >= 3 && replicationFactor < 3) {
    return problem(
      check,
      seen,
      `${brokers} brokers can hold 3 copies: kafka-reassign-partitions.sh, then min.insync.replicas=2`,
    );
  }
  return healthy(check, seen);
}
