/** A path or a branch name as part of an address: its slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The parts of an address's path, decoded; a part that is badly encoded stays as it is. */
export function partsOf(pathname: string): string[] {
  return pathname.split('/').filter(Boolean).map(decode);
}

/** A path of this site to go back to, never an address elsewhere. */
export function localPath(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])/.test(path) ? path : '/';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
