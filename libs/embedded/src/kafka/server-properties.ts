export interface KafkaNode {
  readonly nodeId: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** @param nodes every node of the cluster, this one included; each is broker and controller in one process. */
export function serverProperties(node: KafkaNode, nodes: readonly KafkaNode[], logDir: string): string {
  const replicas = String(Math.min(3, nodes.length));
  const inSync = String(Math.min(2, nodes.length));
  const voters = nodes.map((each) => `${each.nodeId}@127.0.0.1:${each.controllerPort}`);
  const plain = `PLAINTEXT://127.0.0.1:${node.port}`;
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(node.nodeId),
    // Static voters: their addresses are not stored, so that a port may change between two starts.
    'controller.quorum.voters': voters.join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `${plain},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': plain,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDir,
    'num.network.threads': '2',
    'num.io.threads': '2',
    'auto.create.topics.enable': 'false',
    'log.message.timestamp.type': 'LogAppendTime',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    // A broker that was killed may come back only once its old session has ended; the default is 9 s.
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '1000',
    // Consumers of one machine start together or not at all: nothing is gained by waiting for more of them.
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '2097152',
  };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  return `${lines.join('\n')}\n`;
}
