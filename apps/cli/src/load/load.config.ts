import { Env, loadConfig, port, url, type Environment } from '@app/platform';

export class LoadConfig {
  @Env('INGESTION_URL', { as: url('http', 'https'), optional: true, describe: 'Where the CLI reaches ingestion' })
  readonly url!: string | undefined;

  @Env('INGESTION_PORT', { as: port(), default: '3000', describe: 'Port of ingestion' })
  readonly port!: number;
}

export function loadTarget(env?: Environment): { readonly ingestionUrl: string } {
  const config = loadConfig(LoadConfig, env);
  return { ingestionUrl: config.url ?? `http://127.0.0.1:${config.port}` };
}
