import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Generated } from './generated.ts';

const DOCS = new URL('../../docs/', import.meta.url);

/** A page of docs/ with `text` between its two comments `generated: NAME` and `end of NAME`; the rest is written by hand. */
export async function fillPage(page: string, name: string, text: string): Promise<Generated> {
  const file = fileURLToPath(new URL(page, DOCS));
  const [begin, end] = [`<!-- generated: ${name} -->\n`, `<!-- end of ${name} -->\n`];
  const [before, filled, ...rest] = (await readFile(file, 'utf8')).split(begin);
  const after = filled?.split(end)[1];
  if (before === undefined || after === undefined || rest.length > 0) {
    throw new Error(`docs/${page} has no single place for ${name}.`);
  }
  const whole = `${before}${begin}\n${text}\n${end}${after}`;
  return { file, text: await format(whole, { ...(await resolveConfig(file)), filepath: file }) };
}
