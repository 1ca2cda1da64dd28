import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComputeMutant } from './compute-mutants.ts';
import type { ComputeParts } from './compute-parts.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BELOW = ['runner-provisioner', 'schemas', 'text', 'math', 'content', 'node_modules'];

/** A copy of app/compute with one fault in it, beside the rest of the App. Throws if the text to replace does not stand there exactly once. */
export async function spoilCompute(
  mutant: ComputeMutant,
): Promise<{ readonly parts: ComputeParts; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-spoiled-'));
  const app = join(folder, 'app');
  await mkdir(app);
  for (const name of await readdir(join(ROOT, 'app'))) {
    if (name !== 'compute') await symlink(join(ROOT, 'app', name), join(app, name));
  }
  for (const name of BELOW) await symlink(join(ROOT, name), join(folder, name));
  await cp(join(ROOT, 'app/compute'), join(app, 'compute'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const file = join(app, 'compute', mutant.file);
  const pieces = (await readFile(file, 'utf8')).split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  const require = createRequire(import.meta.url);
  const parts = require(join(app, 'compute/open-machines.ts')) as ComputeParts;
  return { parts, remove: () => rm(folder, { recursive: true, force: true }) };
}
