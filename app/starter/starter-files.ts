import { readFileSync } from 'node:fs';

/** Paths of the starter pipeline and its scripts in a repository, and here. */
export const STARTER_FILES = [
  '.mlpipelines/starter.yml',
  'starter/prepare.py',
  'starter/train.py',
  'starter/model.py',
  'starter/evaluate.py',
] as const;

/** The starter pipeline and its scripts, text by path: what `init` and the onboarding pull request bring. */
export function starterFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    STARTER_FILES.map((file) => [file, readFileSync(new URL(file, import.meta.url), 'utf8')]),
  );
}
