import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from '../simulate/mutants.ts';
import { loadReporting, ROOT, type Reporting } from './reporting.ts';

/** What imports the file with the fault has to be copied with it. */
const COPIED = ['app/domain', 'app/engine/gates', 'app/reports', 'math'];
const SHARED = ['evaluation', 'schemas', 'text', 'node_modules'];

/** A copy of what reports are made by, with one fault in it. Throws if the text to replace does not stand there exactly once. */
export async function spoilReporting(
  mutant: Mutant,
): Promise<{ readonly reporting: Reporting; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-mutant-'));
  for (const part of COPIED) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  for (const below of SHARED) await symlink(join(ROOT, below), join(folder, below));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const file = join(folder, mutant.file);
  const pieces = (await readFile(file, 'utf8')).split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { reporting: loadReporting(folder), remove };
}
