import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutAsks, type CheckoutAsks } from '../../github/workflow/checkout-asks.ts';
import { askGit } from '../../local/ask-git.ts';

/** What the repository in a folder asks of its checkout, by all its `.gitattributes` that git does not ignore. */
export async function readCheckoutAsks(root: string): Promise<CheckoutAsks> {
  const listing = ['-z', '--cached', '--others', '--exclude-standard'] as const;
  const listed = await askGit(root, 'ls-files', ...listing, '--', ':(glob)**/.gitattributes');
  const files = listed?.split('\0').filter((name) => name !== '') ?? ['.gitattributes'];
  const texts = files.flatMap((file) => textOf(join(root, file)) ?? []);
  return checkoutAsks(texts, textOf(join(root, '.gitmodules')));
}

function textOf(path: string): string | null {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? readFileSync(path, 'utf8') : null;
}
