import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hashTree } from '../../../content/save-tree.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';

const FEWEST_DIGITS = 6;

/**
 * The contents that a person means by a digest, or by a file or folder here; null: a model is meant. A name of a model,
 * of which `models` are all, comes before a file of that name.
 */
export async function digestMeant(
  { cwd }: Pick<Shell, 'cwd'>,
  models: readonly string[],
  reference: string,
): Promise<string | null> {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{6,64})$/.exec(reference) ?? [];
  if (models.includes(reference.replace(/@[^@]*$/, ''))) return null;
  if (digits !== undefined) return `sha256:${digits}`;
  if (reference.startsWith('sha256:')) {
    throw new UsageError(
      `${reference} is not a digest.`,
      `Write sha256: and at least ${FEWEST_DIGITS} of its digits (0-9, a-f).`,
    );
  }
  const path = resolve(cwd, reference);
  return existsSync(path) ? (await hashTree(path, { within: cwd })).digest : null;
}
