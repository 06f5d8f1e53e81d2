import { resolve } from 'node:path';

import { freePort } from '@app/embedded';
import { pollUntil } from '@app/testing';

import { AppProcess } from '../../apps/cli/src/start/app-process.js';
import { inheritedEnvironment } from './system.config.js';

/** The built projector as a process of its own, so that it can die. */
export class ProjectorProcess {
  private constructor(
    readonly url: string,
    private readonly app: AppProcess,
    private readonly printed: { text: string },
  ) {}

  /** Started and ready. */
  static async start(env: Readonly<Record<string, string>>): Promise<ProjectorProcess> {
    const port = await freePort();
    const printed = { text: '' };
    const app = new AppProcess({
      name: 'projector',
      port,
      main: resolve('dist/apps/projector/src/main.js'),
      env: { ...inheritedEnvironment(), NODE_ENV: 'test', ...env, PROJECTOR_PORT: String(port), LOG_FORMAT: 'json' },
      attachOutput: (_name, child) => {
        child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.text += text));
      },
    });
    const projector = new ProjectorProcess(`http://127.0.0.1:${String(port)}`, app, printed);
    await app.start();
    await pollUntil(async () => (await fetch(`${projector.url}/health/ready`)).ok, {
      what: 'the projector is ready',
    });
    return projector;
  }

  /** How often it has said that something happened. */
  count(event: string): number {
    return this.printed.text.split(`"event":"${event}"`).length - 1;
  }

  async kill(): Promise<void> {
    this.app.kill('SIGKILL');
    await this.app.exited;
  }

  stop(): Promise<void> {
    return this.app.stop();
  }
}
