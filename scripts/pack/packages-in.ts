/** The folders of the packages that files lie in, by name. */
export function packagesIn(files: readonly string[]): ReadonlyMap<string, string> {
  const found = files.flatMap((file) => {
    const [folder = '', name = ''] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    return name === '' ? [] : [[name, folder] as const];
  });
  return new Map(found.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
