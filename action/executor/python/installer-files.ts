import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Variables } from '../process/environment.ts';

// Settings that name files, one or several. https://pip.pypa.io/en/stable/topics/configuration/#environment-variables
// https://docs.astral.sh/uv/reference/environment/
const NAMES_FILES =
  /^(?:PIP_(?:CONSTRAINT|BUILD_CONSTRAINT|REQUIREMENT|CONFIG_FILE)|UV_(?:CONSTRAINT|BUILD_CONSTRAINT|OVERRIDE|REQUIREMENT|EXCLUDE|CONFIG_FILE))$/;
const LARGEST_BYTES = 1024 * 1024;

/**
 * What the files say that settings of an installer name, as a digest by the setting's name: the setting stays the same
 * when its file changes. What cannot be read, or lies at an address, says nothing.
 */
export async function installerFiles(
  variables: Variables,
): Promise<Readonly<Record<string, string>>> {
  const named = Object.entries(variables).filter(([name]) => NAMES_FILES.test(name));
  const told = await Promise.all(
    named.map(async ([name, value]) => {
      const texts = await Promise.all(value.split(/\s+/).filter(Boolean).map(readOrNothing));
      return [name, createHash('sha256').update(JSON.stringify(texts)).digest('hex')] as const;
    }),
  );
  return Object.fromEntries(told);
}

async function readOrNothing(path: string): Promise<string | null> {
  try {
    const there = await stat(resolve(path));
    if (!there.isFile() || there.size > LARGEST_BYTES) return null;
    return await readFile(resolve(path), 'utf8');
  } catch {
    return null;
  }
}
