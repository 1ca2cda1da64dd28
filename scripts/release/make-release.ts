import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkReady } from './check-ready.ts';
import { type ActionRelease, makeAction } from './make-action.ts';
import { makeSource } from './make-source.ts';
import { packSource } from './pack-source.ts';
import { publishRelease } from './publish-release.ts';

export type Wishes = {
  readonly root: string;
  readonly out: string;
  readonly version: string;
  readonly action: ActionRelease | null;
  /** Else nothing leaves the folder `out`. */
  readonly publish: boolean;
};

/** Makes a release in the folder `out`: the package, the action and the notes. Returns what it made, for people. */
export function makeRelease({ root, out, version, action, publish }: Wishes): readonly string[] {
  const ready = checkReady(root, version);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const source = join(out, 'source');
  makeSource(root, source, ready.sha);
  const made = makeAction({ source, folder: join(out, 'action'), version, ready, action });
  const packed = packSource(source, out, made?.ref ?? null);
  writeFileSync(join(out, 'NOTES.md'), `${ready.notes}\n`);
  rmSync(source, { recursive: true });
  return [
    `${packed.file}: ${packed.bytes} bytes, sha256 ${packed.sha256}`,
    made === null
      ? 'action/: ready for a repository of its own; the package names none (`--action` as before)'
      : `action/: ${made.ref}${made.isPublished ? ' (published already, with the same bytes)' : ''}`,
    'NOTES.md: what CHANGELOG.md says',
    ...(publish
      ? publishRelease({ root, out, version, sha: ready.sha, action: made })
      : ['Nothing was published: `--publish` pushes the action and the tag.']),
  ];
}
