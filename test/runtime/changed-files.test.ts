import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import type { RunHeader } from '../../app/domain/run/run.ts';
import { ChangedFiles } from '../../app/runtime/facts/changed-files.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader } from '../support/rows.ts';

type Listing = Readonly<Record<string, string>>;

/** What differs between runs of the commits `was` and `now`, whose files GitHub lists so; null: it lists none. */
async function opened(listings: Readonly<Record<string, Listing | null>>) {
  const asked: (string | null)[] = [];
  const files = async ({ sha }: RunHeader) => {
    asked.push(sha);
    const listing = listings[sha ?? ''];
    if (listing === undefined) throw new Error('GitHub is away');
    return listing === null ? null : new Map(Object.entries(listing));
  };
  const blobs = await openFolderBlobStore(join(freshFolder(), 'objects'));
  const changed = new ChangedFiles(blobs, { files });
  const run = (sha: string) => aHeader({ sha, tree: null, hosted: aPlace(7) });
  return {
    asked,
    between: (globs: readonly string[]) => changed.between(run('now'), run('was'), globs),
  };
}

const WAS = { 'a.py': '1', 'b.py': '1', 'gone.py': '1', 'README.md': '1' };

test('files that changed, came or went are told, of those that are asked about, and asked for once', async () => {
  const now = { 'a.py': '2', 'b.py': '1', 'new.py': '1', 'README.md': '2' };
  const { asked, between } = await opened({ now, was: WAS });
  expect(await between(['*.py'])).toEqual(['a.py', 'gone.py', 'new.py']);
  expect(await between(['*.py'])).toEqual(['a.py', 'gone.py', 'new.py']);
  expect(asked).toEqual(['now', 'was']);
});

test('too many are not told apart, and what nobody lists is not known', async () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`${at}.py`, '1']));
  expect(await (await opened({ now: many, was: {} })).between(['*.py'])).toEqual([]);
  expect(await (await opened({ now: many, was: null })).between(['*.py'])).toBeNull();
});

test('who is away is asked again', async () => {
  const { asked, between } = await opened({ now: {} });
  await expect(between(['*.py'])).rejects.toThrow('away');
  await expect(between(['*.py'])).rejects.toThrow('away');
  expect(asked).toEqual(['now', 'was', 'now', 'was']);
});
