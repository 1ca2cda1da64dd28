import { readTriggers } from '../compile/triggers/read-triggers.ts';

/** The words that a pipeline file declares as commands; none for a broken one. */
export function declaredCommands(text: string): readonly string[] {
  return readTriggers(text)?.triggers.command ?? [];
}
