import { spawnSync } from 'node:child_process';

import { beforeAll, describe, expect, it } from '@jest/globals';

/** Each is judged as if it were the file at `path`. */
const SAMPLES = {
  app: {
    path: 'apps/ingestion/src/main.ts',
    lines: [
      `import { env } from 'node:process';`,
      ``,
      `import kafkajs from 'kafkajs';`,
      `import pg from 'pg';`,
      ``,
      `import { ProblemError } from '../../../libs/platform/src/http/problem-error.js';`,
      `import { ProcessorConfig } from '../../processor/src/processor.config.js';`,
      ``,
      `console.log(kafkajs, pg, env, process.env['HOME'], ProblemError, ProcessorConfig);`,
    ],
  },
  domain: {
    path: 'libs/domain/src/index.ts',
    lines: [
      `import { readFileSync } from 'node:fs';`,
      ``,
      `import { EVENT_CATALOG, type TransactionReceived } from '@app/contracts';`,
      `import { ProblemError } from '@app/platform';`,
      `import { Injectable } from '@nestjs/common';`,
      ``,
      `export const all: readonly unknown[] = [readFileSync, EVENT_CATALOG, ProblemError, Injectable];`,
      `export type Received = TransactionReceived;`,
    ],
  },
  controller: {
    path: 'libs/platform/src/health/health.controller.ts',
    lines: [
      `import { Body, Controller, Post } from '@nestjs/common';`,
      `import type { FastifyReply } from 'fastify';`,
      ``,
      `import { Metrics } from '../metrics/metrics.js';`,
      `import { type HealthRegistry } from './health-registry.js';`,
      `import type { MetricsController as Dto } from '../metrics/metrics.controller.js';`,
      ``,
      `@Controller()`,
      `export class BrokenController {`,
      `  constructor(private readonly health: HealthRegistry, private readonly metrics: Metrics) {}`,
      `  @Post()`,
      `  add(@Body() body: Dto, @Body() reply: FastifyReply): unknown {`,
      `    return [body, reply, this.health, this.metrics];`,
      `  }`,
      `  plain(dto: Dto): unknown {`,
      `    return [this, dto];`,
      `  }`,
      `}`,
    ],
  },
} as const;

/** ESLint takes seconds to load the types of the repository: once for all samples, in a process of its own. */
const PROGRAM = `
  import { text } from 'node:stream/consumers';
  import { ESLint } from 'eslint';
  const eslint = new ESLint({ overrideConfigFile: 'libs/tooling/eslint.config.js' });
  const broken = {};
  for (const [name, { path, lines }] of Object.entries(JSON.parse(await text(process.stdin)))) {
    const [{ messages }] = await eslint.lintText(lines.join('\\n') + '\\n', { filePath: path });
    broken[name] = messages.map(({ line, ruleId }) => line + ' ' + ruleId);
  }
  process.stdout.write(JSON.stringify(broken));
`;

let broken: Readonly<Record<keyof typeof SAMPLES, readonly string[]>>;
beforeAll(() => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    input: JSON.stringify(SAMPLES),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  broken = JSON.parse(stdout) as typeof broken;
});

describe('the lint rules', () => {
  it('given an app, when it reaches around its layer, then each way is an error', () => {
    expect(broken.app).toEqual([
      '1 @typescript-eslint/no-restricted-imports',
      '3 @typescript-eslint/no-restricted-imports',
      '4 @typescript-eslint/no-restricted-imports',
      '6 import-x/no-restricted-paths',
      '7 import-x/no-restricted-paths',
      '9 no-restricted-properties',
    ]);
  });

  it('given the domain, when it uses a framework, IO or more of the contracts than types, then each is an error', () => {
    expect(broken.domain).toEqual([
      '1 @typescript-eslint/no-restricted-imports',
      '3 @typescript-eslint/no-restricted-imports',
      '4 import-x/no-restricted-paths',
      '5 @typescript-eslint/no-restricted-imports',
    ]);
  });

  it('given a decorated class, when a class is imported as a type only, then it is an error, an interface is none', () => {
    expect(broken.controller.filter((rule) => rule.includes('tidemark'))).toEqual([
      '10 tidemark/no-type-import-of-injected-class',
      '12 tidemark/no-type-import-of-injected-class',
    ]);
  });
});
