import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';
import type { Kernel } from './try-days.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A copy of the kernel with one fault in it. Throws if the text to replace does not stand there exactly once. */
export async function spoilKernel(
  mutant: Mutant,
): Promise<{ readonly kernel: Kernel; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-mutant-'));
  const own = join(folder, 'runner-provisioner');
  for (const part of ['machine', 'ec2', 'spot', 'reconcile.ts']) {
    await cp(join(ROOT, 'runner-provisioner', part), join(own, part), { recursive: true });
  }
  for (const below of ['math', 'text']) await symlink(join(ROOT, below), join(folder, below));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const file = join(own, mutant.file);
  const pieces = (await readFile(file, 'utf8')).split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  const require = createRequire(import.meta.url);
  const parts = ['reconcile.ts', 'machine/answer-launch.ts', 'machine/hear.ts'];
  const kernel = Object.assign(
    {},
    ...parts.map((part): unknown => require(join(own, part))),
  ) as Kernel;
  return { kernel, remove: () => rm(folder, { recursive: true, force: true }) };
}
