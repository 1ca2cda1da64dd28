import { printable } from '../../../text/printable.ts';

/** Text that is not ours, fit to show in one line. */
export function shown(text: string): string {
  return printable(text.toWellFormed().replaceAll(/[\r\n]+/g, ' '));
}
