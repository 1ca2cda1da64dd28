import { join, normalize } from 'node:path';
import { importsOf } from './read-sources.ts';

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Folders of one room that know each other in a circle, at any depth: each circle as the folders that are in it. */
export function findCircles(files: readonly string[]): string[][] {
  return roomsOf(files).flatMap((room) => circlesIn(room, edgesIn(room, files)));
}

function roomsOf(files: readonly string[]): string[] {
  const rooms = files.flatMap((file) => {
    const parts = file.split('/');
    return parts.map((_, depth) => parts.slice(0, depth).join('/'));
  });
  return [...new Set(rooms)];
}

function circlesIn(room: string, edges: Edges): string[][] {
  const reached = new Map([...edges.keys()].map((folder) => [folder, reach(edges, folder)]));
  const inCircles = [...reached.keys()].filter((folder) => reached.get(folder)?.has(folder));
  const isWith = (a: string, b: string) => reached.get(a)?.has(b) && reached.get(b)?.has(a);
  const firstOf = (folder: string) => inCircles.find((other) => isWith(folder, other)) ?? folder;
  return [...Map.groupBy(inCircles, firstOf).values()].map((circle) =>
    circle.map((folder) => (room === '' ? folder : `${room}/${folder}`)),
  );
}

/** Which of its folders import from which others. */
function edgesIn(room: string, files: readonly string[]): Edges {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = childFolder(room, file);
    if (from === null) continue;
    const targets = importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => childFolder(room, normalize(join(file, '..', specifier))));
    const known = edges.get(from) ?? new Set();
    for (const to of targets) if (to !== null && to !== from) known.add(to);
    edges.set(from, known);
  }
  return edges;
}

function childFolder(room: string, file: string): string | null {
  const prefix = room === '' ? '' : `${room}/`;
  if (!file.startsWith(prefix)) return null;
  const [child, ...rest] = file.slice(prefix.length).split('/');
  return rest.length === 0 ? null : (child ?? null);
}

function reach(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(edges.get(from) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
  return reached;
}
