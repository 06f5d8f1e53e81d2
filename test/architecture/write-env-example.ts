import { writeFileSync } from 'node:fs';

import { renderEnvExample } from './env-example.js';

writeFileSync('.env.example', renderEnvExample());
