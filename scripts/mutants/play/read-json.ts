import { readFileSync } from 'node:fs';

// The type is what the caller wrote there itself.
/* oxlint-disable typescript/no-unnecessary-type-parameters, typescript/no-unsafe-type-assertion */

export function readJson<T>(path: string): T {
  return parseJson<T>(readFileSync(path, 'utf8'));
}

export function parseJson<T>(text: string): T {
  return JSON.parse(text) as T;
}
