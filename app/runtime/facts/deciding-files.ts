/** A file of a commit, as version control lists it: `100644 <object>`. */
export type ListedFile = { readonly path: string; readonly identity: string };

/**
 * What decides beside the selected files what lies there once a commit is checked out: the attributes of their folders, by
 * which git changes line ends, encodings or whole contents (https://git-scm.com/docs/gitattributes), and submodules into
 * which the globs may reach, which a commit lists as one entry each.
 */
export function decidingFiles(
  all: readonly ListedFile[],
  selected: readonly ListedFile[],
  globs: readonly string[],
): readonly ListedFile[] {
  const folders = new Set<string>();
  for (const { path } of selected) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) {
      folders.add(folder);
    }
  }
  const known = new Set(selected);
  const starts = globs.filter((glob) => !glob.startsWith('!')).map(firmStart);
  return all.filter((file) => {
    if (known.has(file)) return false;
    const { path, identity } = file;
    if (identity.startsWith('160000 ')) return starts.some((start) => mayReach(start, path));
    return nameOf(path) === '.gitattributes' && folders.has(folderOf(path));
  });
}

/** Empty: the root, which lies in itself. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What every path that a glob matches begins with. */
function firmStart(glob: string): string {
  const plain = glob.replace(/^(?:\.\/)+/, '');
  const special = plain.search(/[*?[\\]/);
  return special < 0 ? plain : plain.slice(0, special);
}

function mayReach(start: string, submodule: string): boolean {
  const folder = `${submodule}/`;
  return start.startsWith(folder) || folder.startsWith(start);
}
