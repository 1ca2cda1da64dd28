import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINE_FOLDER, loadEngine, type Engine } from './engine-under-test.ts';
import type { Mutant } from './mutant.ts';

/** A copy of the kernel with one fault in it, loaded beside the real one. Throws if the text to replace does not stand there exactly once. */
export async function spoilEngine(
  mutant: Mutant,
): Promise<{ readonly engine: Engine; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-mutant-'));
  const engine = join(folder, 'app', 'engine');
  await cp(ENGINE_FOLDER, engine, { recursive: true });
  // The layers below are shared, so that each copy costs only the kernel itself.
  for (const below of ['app/domain', 'app/expressions', 'evaluation', 'math', 'text']) {
    await symlink(join(ENGINE_FOLDER, '../..', below), join(folder, below));
  }
  const file = join(engine, mutant.file);
  const text = await readFile(file, 'utf8');
  const pieces = text.split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { engine: loadEngine(engine), remove };
}
