import { loadConfig } from '@app/platform';
import { pollUntil } from '@app/testing';

import { createProcessorApp, startProcessor } from '../../apps/processor/src/create-processor-app.js';
import { ProcessorConfig } from '../../apps/processor/src/processor.config.js';
import { logUnderTest, type LogUnderTest } from './tested-log.js';

type Env = Readonly<Record<string, string>>;

export interface RunningProcessor {
  readonly url: string;
  stop(): Promise<void>;
}

/** Processors in this process, with a database and a topic of their own. */
export interface ProcessorsUnderTest extends LogUnderTest {
  start(more?: Env): Promise<RunningProcessor>;
  /** Starts one and waits until it has its partitions. */
  startReady(more?: Env): Promise<RunningProcessor>;
}

export async function processorsUnderTest(): Promise<ProcessorsUnderTest> {
  const under = await logUnderTest('transactions', 'processor');
  const running = new Set<RunningProcessor>();

  const start = async (more: Env = {}): Promise<RunningProcessor> => {
    const config = loadConfig(ProcessorConfig, { ...under.env, ...more });
    const app = await createProcessorApp({ config, log: under.log });
    const port = await startProcessor(app, 0);
    const processor: RunningProcessor = {
      url: `http://127.0.0.1:${String(port)}`,
      async stop() {
        if (running.delete(processor)) await app.close();
      },
    };
    running.add(processor);
    return processor;
  };
  return {
    ...under,
    start,
    async startReady(more) {
      const processor = await start(more);
      const isReady = async (): Promise<boolean> => (await fetch(`${processor.url}/health/ready`)).ok;
      await pollUntil(isReady, { what: 'the processor is ready' });
      return processor;
    },
    async close() {
      await Promise.all([...running].map((processor) => processor.stop()));
      await under.close();
    },
  };
}
