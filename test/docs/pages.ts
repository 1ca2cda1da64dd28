import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A page of Markdown, by its path in the repository. */
export type Page = { readonly path: string; readonly text: string };

export type Block = {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
};

/** What users read: README and docs/. */
export function userPages(): readonly Page[] {
  return pagesOf(['README.md', 'docs/*.md']);
}

/** Those, and what contributors and copiers of examples read. */
export function allPages(): readonly Page[] {
  return pagesOf([
    '*.md',
    'docs/*.md',
    'examples/*/*.md',
    'bench/*.md',
    'runner-provisioner/**/*.md',
  ]);
}

/** Blocks of code of a page. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((found) => ({
    page: path,
    line: text.slice(0, found.index).split('\n').length,
    language: found[1] ?? '',
    code: found[2] ?? '',
  }));
}

/** A page without its blocks of code, in which `#` and `[` mean something else. */
export function withoutBlocks(text: string): string {
  return text.replaceAll(/^(```|~~~).*\n[\s\S]*?^\1$/gm, '');
}

function pagesOf(globs: readonly string[]): readonly Page[] {
  const paths = globSync([...globs], { cwd: ROOT, exclude: ['**/node_modules/**'] }).sort();
  return paths.map((path) => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }));
}
