import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Builder } from './build-environment.ts';
import type { RequirementFile } from './read-requirements.ts';

// Grows when the meaning of the parts changes, so that no environment of an older version is taken.
const FORMAT = 1;

/**
 * What a Python environment is made of, as one name: equal names, one environment, whoever built it. The interpreter's
 * real path is in it: an environment breaks when that goes away.
 */
export async function environmentDigest(
  builder: Builder,
  requirements: readonly RequirementFile[],
): Promise<string> {
  const interpreter =
    builder.type === 'uv'
      ? (builder.version ?? 'default')
      : [builder.python.version, await realpath(builder.python.program)];
  const content = requirements.map(({ path, text }) => [path, text]);
  const parts = [FORMAT, process.platform, process.arch, builder.type, interpreter, content];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
