import { foldPath } from './fold-path.ts';

/** Why a path cannot stand beside those before it. */
export type Conflict =
  /** One file system that folds case or Unicode form would take both for one. */
  | { readonly type: 'alike'; readonly path: string; readonly other: string }
  | { readonly type: 'below'; readonly entry: string };

type Name = {
  /** As it was written first. */
  readonly name: string;
  readonly isEntry: boolean;
  /** By the name as a file system sees it that folds; null: nothing lies below. */
  inside: Map<string, Name> | null;
};

/**
 * Paths name by name, so that one costs its length and no more, however deep it lies. They come in their order: each
 * after what it lies below.
 */
export class NameTree {
  readonly #top: Name = { name: '', isEntry: false, inside: null };
  /** Of the path before, which most share their folders with. */
  #names: readonly string[] = [];
  #nodes: Name[] = [];

  /** Puts a path in; null: nothing is in its way. */
  add(path: string): Conflict | null {
    const names = path.split('/');
    const shared = this.#shared(names);
    const nodes = this.#nodes.slice(0, shared);
    for (let at = shared; at < names.length; at += 1) {
      const parent = nodes.at(-1) ?? this.#top;
      if (parent.isEntry) return { type: 'below', entry: names.slice(0, at).join('/') };
      const node = nodeIn(parent, names[at] ?? '', at === names.length - 1);
      if (node.name !== names[at]) {
        const [path, other] = [names[at] ?? '', node.name].map((name) =>
          [...names.slice(0, at), name].join('/'),
        );
        return { type: 'alike', path: path ?? '', other: other ?? '' };
      }
      nodes.push(node);
    }
    this.#names = names;
    this.#nodes = nodes;
    return null;
  }

  #shared(names: readonly string[]): number {
    const most = Math.min(names.length - 1, this.#names.length);
    let shared = 0;
    while (shared < most && names[shared] === this.#names[shared]) shared += 1;
    return shared;
  }
}

function nodeIn(parent: Name, name: string, isEntry: boolean): Name {
  const folded = foldPath(name);
  parent.inside ??= new Map();
  const known = parent.inside.get(folded);
  if (known !== undefined) return known;
  const node: Name = { name, isEntry, inside: null };
  parent.inside.set(folded, node);
  return node;
}
