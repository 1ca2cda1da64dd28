import { readFile } from 'node:fs/promises';
import { ownCommit } from './own-commit.ts';

const MANIFEST = new URL('../../package.json', import.meta.url);

/** The version of this program and the commit that it was made of: `0.1.0 (3f2c…)`; the version alone where no commit is known. */
export async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(MANIFEST, 'utf8'));
  const { version } = Object(manifest);
  const commit = await ownCommit();
  return commit === null ? String(version) : `${version} (${commit})`;
}
