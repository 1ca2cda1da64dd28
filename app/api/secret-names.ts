import type { Secrets } from '../runtime/ports/host.ts';

/**
 * Secrets of steps that run as jobs: their values are GitHub's to give to the job and never come here, so each name
 * stands for itself. A ticket made with these holds names; the action puts in the values.
 */
export const secretNames: Secrets = {
  read: async (names) => Object.fromEntries(names.map((name) => [name, name])),
  whereToPut: "add it to the repository's secrets",
};
