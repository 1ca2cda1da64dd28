import type { Outline } from '../compile/commit/outline-file.ts';

/** The words that a pipeline file declares as commands; none for a broken one. */
export function declaredCommands({ triggers }: Pick<Outline, 'triggers'>): readonly string[] {
  return triggers.command ?? [];
}
