import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_FOLDER } from './product.ts';

/** One text that stands exactly once in a file of the App, and what a fault makes of it. */
export type Fault = {
  readonly breaks: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

/** A copy of the App with one fault in it, loaded beside the real one. Throws if the text to replace does not stand there exactly once. */
export async function spoilProduct<T>(
  mutant: Fault,
  load: (folder: string) => T,
): Promise<{ readonly product: T; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-spoiled-'));
  const app = join(folder, 'app');
  await cp(APP_FOLDER, app, { recursive: true });
  // The layers below are shared.
  for (const below of BELOW) await symlink(join(APP_FOLDER, '..', below), join(folder, below));
  const file = join(app, mutant.file);
  const text = await readFile(file, 'utf8');
  const pieces = text.split(mutant.from);
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file} has ${pieces.length - 1} places for: ${mutant.breaks}`);
  }
  await writeFile(file, pieces.join(mutant.to));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { product: load(app), remove };
}

const BELOW = [
  'schemas',
  'text',
  'math',
  'evaluation',
  'content',
  'runner-provisioner',
  'node_modules',
];
