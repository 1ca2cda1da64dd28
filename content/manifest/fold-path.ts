/** A path as a file system sees it that ignores case and Unicode form (macOS, Windows): equal paths are one file there. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
