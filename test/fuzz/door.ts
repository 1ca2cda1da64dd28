import type { Draw } from './draw/drawn.ts';

/** One place where something of a stranger's is read. */
export type Door = {
  readonly draw: Draw;
  /** Processor time that an input of at most 64 kB may take; left out: what nobody notices. */
  readonly mostMs?: number;
  /**
   * Lets an input in. Gives the law that was broken in a few words, null: none. Whatever it throws is one that was.
   */
  readonly take: (input: Buffer) => Broken | Promise<Broken>;
};

export type Broken = string | null;

/** Doors of one kind, opened for a while. */
export type Doors = {
  readonly doors: Readonly<Record<string, Door>>;
  /** That all is well after what came in: something ordinary works. */
  readonly isWell: () => Broken | Promise<Broken>;
};

/** The first of several laws that was broken; null: none. */
export function firstBroken(laws: Readonly<Record<string, boolean>>): Broken {
  return Object.entries(laws).find(([, holds]) => !holds)?.[0] ?? null;
}

/** What the YAML library takes for 64 kB of nothing but mistakes, each an error with a stack, and room for a busy machine. */
export const YAML_MS = 5000;
