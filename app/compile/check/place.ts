import type { Path } from '../finding.ts';

/**
 * Whether a path lies at a place of the format, written with `*` for one name or index and a last `**` for anything
 * below: `env/*`, `resources/**`.
 */
export function isAt(path: Path, place: string): boolean {
  const parts = place.split('/');
  const isOpen = parts.at(-1) === '**';
  if (isOpen) parts.pop();
  if (isOpen ? path.length < parts.length : path.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || part === String(path[index]));
}
