import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Secrets } from '../runtime/ports/host.ts';
import { parseEnvFile } from './parse-env-file.ts';

/** Secrets of a laptop: the process's environment, then `.mlpipelines/.env`, read anew for each attempt. */
export function createLocalSecrets(
  root: string,
  environment: Readonly<Record<string, string>>,
): Secrets {
  const file = join(root, '.mlpipelines', '.env');
  return {
    whereToPut: 'in the environment or in .mlpipelines/.env',
    read: async (names) => {
      if (names.length === 0) return {};
      const kept = await readEnvFile(file);
      return Object.fromEntries(
        names.flatMap((name) => {
          const value = environment[name] ?? kept.get(name);
          return value === undefined ? [] : [[name, value]];
        }),
      );
    },
  };
}

async function readEnvFile(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    return parseEnvFile(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
}
