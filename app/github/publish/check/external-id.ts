import {
  publicationId,
  type PublicationTarget,
} from '../../../runtime/ports/hosted/publications.ts';

/**
 * What names a check of ours on GitHub: its publication, and how often that was begun anew at its commit, since a check
 * that is completed is never opened again.
 */
export function externalIdOf(target: PublicationTarget, generation: number): string {
  return `${publicationId(target)}#${generation}`;
}

/** The run that a check of this name shows; null: it is the check of no run. */
export function runOfExternalId(text: string): string | null {
  return /^run\/([^/#]+)#\d+$/.exec(text)?.[1] ?? null;
}
