import { createInterface } from 'node:readline/promises';
import { printable } from '../../../text/printable.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Asks a person before something that cannot be taken back. Throws a `UsageError` on no, and where nobody can be asked:
 * a script says with `--yes` that it means it.
 */
export async function confirm(
  { stdin, stderr }: Pick<Shell, 'stdin' | 'stderr'>,
  { what, refused }: { readonly what: string; readonly refused: string },
): Promise<void> {
  if (!stdin.isTTY || stderr.isTTY !== true) {
    throw new UsageError(`${what} Nobody can be asked here; ${refused}`, 'To go on: --yes');
  }
  const prompt = createInterface({ input: stdin, output: process.stderr });
  const reply = await prompt.question(`${printable(what)} Go on? [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(reply.trim())) throw new UsageError(capitalised(refused));
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
