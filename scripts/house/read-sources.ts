import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What a file imports, as it is written there. */
export function importsOf(file: string): string[] {
  const text = withoutComments(read(file));
  const found = text.matchAll(/(?:from\s+|import\s+|import\()\s*['"]([^'"\n]+)['"]/g);
  return [...found].map((match) => match[1] ?? '');
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The TypeScript that was written by hand: tracked, or new and not ignored. */
export function sources(): string[] {
  return filesIn(
    'app',
    'action',
    'content',
    'schemas',
    'text',
    'math',
    'evaluation',
    'runner-provisioner',
  ).filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));
}

/** Files of these folders that are there and not ignored. */
export function filesIn(...folders: readonly string[]): string[] {
  const asked = ['ls-files', '-co', '--exclude-standard', ...folders];
  const list = execFileSync('git', asked, { encoding: 'utf8' });
  return list.split('\n').filter((file) => file !== '' && existsSync(file));
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}
