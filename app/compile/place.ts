import type { Path } from './problems/finding.ts';

/**
 * Whether a path lies at a place of the format, written with `*` for one name or index and a last `**` for anything
 * below: `env/*`, `resources/**`.
 */
export function isAt(path: Path, place: string): boolean {
  const { parts, isOpen } = read(place);
  if (isOpen ? path.length < parts.length : path.length !== parts.length) return false;
  return parts.every((part, index) => part === '*' || part === String(path[index]));
}

type Place = { readonly parts: readonly string[]; readonly isOpen: boolean };

// Places are constants of the code, asked for every text of a file.
const PLACES = new Map<string, Place>();

function read(place: string): Place {
  const known = PLACES.get(place);
  if (known !== undefined) return known;
  const words = place.split('/');
  const isOpen = words.at(-1) === '**';
  const made = { parts: isOpen ? words.slice(0, -1) : words, isOpen };
  PLACES.set(place, made);
  return made;
}
