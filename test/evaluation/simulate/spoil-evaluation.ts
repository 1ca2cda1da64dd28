import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation } from './finding.ts';
import type { Mutant } from './mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A copy of the statistics with one fault in it. */
export async function spoilEvaluation(
  mutant: Mutant,
): Promise<{ readonly evaluation: Evaluation; readonly remove: () => Promise<void> }> {
  const { load, remove } = await spoiled(mutant);
  const parts = ['compare/compare-examples.ts', 'compare/measure-examples.ts'];
  const evaluation = Object.assign({}, ...parts.map(load)) as Evaluation;
  return { evaluation, remove };
}

/** A copy of all of it. Throws if the text to replace does not stand there exactly once. */
export async function spoiled(mutant: Omit<Mutant, 'law'>): Promise<{
  readonly load: (part: string) => unknown;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-mutant-'));
  const own = join(folder, 'evaluation');
  await cp(join(ROOT, 'evaluation'), own, { recursive: true });
  for (const below of ['math', 'text', 'node_modules']) {
    await symlink(join(ROOT, below), join(folder, below));
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const file = join(own, mutant.file);
  const pieces = (await readFile(file, 'utf8')).split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  const require = createRequire(import.meta.url);
  return {
    load: (part) => require(join(own, part)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
