import { connect } from 'node:net';

const METADATA = { apiKey: 3, version: 1 };
const FIND_COORDINATOR = { apiKey: 10, version: 1 };
const DESCRIBE_GROUPS = { apiKey: 15, version: 0 };
const TIMEOUT_MS = 2_000;

const GROUP = 'probe';
const NO_ERROR = 0;
/** Another broker of the cluster serves this group. */
const NOT_COORDINATOR = 16;

// What is read of each answer stands at these places; before it are length and correlation id, 8 bytes.
const BROKER_COUNT_AT = 8;
const COORDINATOR_ERROR_AT = 12;
const GROUP_ERROR_AT = 12;

/**
 * How many brokers take part, as the broker itself sees it; 0 while it does not answer. A broker opens its port before
 * it may serve, and names itself in its metadata only afterwards. Written by hand as kafkajs belongs to libs/messaging.
 */
export async function liveBrokers(port: number): Promise<number> {
  const answer = await ask(port, METADATA, int32(0), BROKER_COUNT_AT + 4);
  return answer?.readInt32BE(BROKER_COUNT_AT) ?? 0;
}

/**
 * Whether consumers can join groups. The first question of a new broker makes it create the topic that groups are kept in,
 * and it has to load that before it lets anybody join.
 */
export async function servesGroups(port: number): Promise<boolean> {
  const asked = Buffer.concat([text(GROUP), Buffer.from([0])]);
  const found = await ask(port, FIND_COORDINATOR, asked, COORDINATOR_ERROR_AT + 2);
  if (found?.readInt16BE(COORDINATOR_ERROR_AT) !== NO_ERROR) return false;
  const groups = Buffer.concat([int32(1), text(GROUP)]);
  const described = await ask(port, DESCRIBE_GROUPS, groups, GROUP_ERROR_AT + 2);
  const error = described?.readInt16BE(GROUP_ERROR_AT);
  return error === NO_ERROR || error === NOT_COORDINATOR;
}

/** The first `length` bytes of the answer; undefined when there is none. */
function ask(port: number, question: Question, body: Buffer, length: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = Buffer.alloc(0);
    const finish = (answer: Buffer | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      finish(undefined);
    });
    socket.once('error', () => {
      finish(undefined);
    });
    socket.once('close', () => {
      finish(undefined);
    });
    socket.once('connect', () => socket.write(requestOf(question, body)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= length) finish(received);
    });
  });
}

interface Question {
  readonly apiKey: number;
  readonly version: number;
}

/** Length, then header v1: api key, version, correlation id, null client id. */
function requestOf({ apiKey, version }: Question, body: Buffer): Buffer {
  const header = Buffer.alloc(14);
  header.writeInt32BE(10 + body.length, 0);
  header.writeInt16BE(apiKey, 4);
  header.writeInt16BE(version, 6);
  header.writeInt32BE(1, 8);
  header.writeInt16BE(-1, 12);
  return Buffer.concat([header, body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeInt16BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
}
