import { shellWord } from './shell-word.ts';
import { withoutTrailing } from './without-trailing.ts';

/**
 * What to do with a file or folder that git ignores and a step wants. `written`: as the step's paths are written; `path`:
 * relative to the root. Only where people work is there something that git ignores.
 */
export function adviceForIgnored(
  { written, path }: { readonly written: string; readonly path: string },
  where: 'local' | 'github',
): string {
  const others = `make it in a step, or commit it (git add -f ${shellWord(path)})`;
  if (where === 'github') return others;
  const uri = withoutTrailing(written.startsWith('../') ? written : `./${written}`, '/');
  return `take it as an input, inputs: { ${nameFor(path)}: { uri: ${quoted(uri)} } }, ${others}`;
}

function nameFor(path: string): string {
  const last = withoutTrailing(path, '/').split('/').at(-1) ?? '';
  const [stem = ''] = last.split('.', 1);
  const name = stem.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(name) ? name : 'data';
}

function quoted(uri: string): string {
  return /^[\w./-]+$/.test(uri) ? uri : JSON.stringify(uri);
}
