import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';

/** path → text, `{ link }`, `{ exec }` or `null` for an empty folder. */
export type Spec = Readonly<Record<string, string | { link: string } | { exec: string } | null>>;

/** Trees that can stand on every machine. */
export function randomTrees(): fc.Arbitrary<Spec> {
  const name = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'data',
      '.hidden',
      'ä ö',
      '日本',
      '🙂',
      'with space',
      'quote\'"',
      'line\nbreak',
      '-rf',
      'a\\b',
      '[x]',
      '...',
    ),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[/\0\uFFFD]|^\.{1,2}$/.test(text)),
  );
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const item = fc.oneof(
    { weight: 5, arbitrary: fc.string({ maxLength: 200 }) },
    { weight: 2, arbitrary: fc.string({ maxLength: 20 }).map((exec) => ({ exec })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('.', 'a', './b', 'nowhere', 'data/a').map((link) => ({ link })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return fc.array(fc.tuple(path, item), { maxLength: 15 }).map(withoutConflicts);
}

/** Keeps of several items that cannot stand in one tree on every machine the first. */
function withoutConflicts(items: readonly (readonly [string, Spec[string]])[]): Spec {
  const kept: [string, Spec[string]][] = [];
  const fold = (path: string) => path.normalize('NFC').toLowerCase();
  const clashes = (one: string, two: string) => {
    const [a, b] = [one.split('/'), two.split('/')];
    const shared = Math.min(a.length, b.length);
    for (let at = 0; at < shared; at += 1) {
      if (fold(a[at] ?? '') !== fold(b[at] ?? '')) return false;
      if (a[at] !== b[at]) return true;
    }
    return true;
  };
  for (const [path, item] of items) {
    const isClash = kept.some(([other]) => clashes(path, other));
    if (!isClash && Buffer.byteLength(path) < 200) kept.push([path, item]);
  }
  return Object.fromEntries(kept);
}

/** Makes a tree in the file system. */
export async function plant(root: string, spec: Spec): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [path, item] of Object.entries(spec)) {
    const at = join(root, path);
    await mkdir(item === null ? at : dirname(at), { recursive: true });
    if (typeof item === 'string') await writeFile(at, item);
    else if (item !== null && 'exec' in item) await writeFile(at, item.exec, { mode: 0o755 });
    else if (item !== null) await symlink(item.link, at);
  }
}

/** A tree as `find`, `readlink` and `cat` would show it. */
export async function observe(root: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const item of await readdir(root, { withFileTypes: true, recursive: true })) {
    const path = join(item.parentPath, item.name);
    const name = path.slice(root.length + 1);
    if (item.isSymbolicLink()) seen[name] = `link ${await readlink(path)}`;
    else if (item.isDirectory()) seen[name] = 'folder';
    else
      seen[name] =
        `${((await lstat(path)).mode & 0o100) === 0 ? '644' : 'exec'} ${await readFile(path, 'utf8')}`;
  }
  return seen;
}
