import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { standardText } from './standard-texts.ts';

/**
 * The licences of packages, given as folders by name: each text once, below the packages that it is of. Throws where the
 * text of one is not known.
 */
export async function thirdParty(packages: ReadonlyMap<string, string>): Promise<string> {
  const notes = await Promise.all([...packages].map(([name, folder]) => noteOf(name, folder)));
  const byText = Map.groupBy(notes, ({ text }) => text);
  const parts = [...byText].map(([text, notes]) =>
    [RULE, ...notes.map(({ title }) => title), '', text, ''].join('\n'),
  );
  return `${HEAD}\n${parts.join('\n')}`;
}

const HEAD =
  'What mlpipelines is made of, in dist/ and action/dist/, and the licences of its parts. Its own is in LICENSE.\n';
const RULE = '-'.repeat(80);

type Note = { readonly title: string; readonly text: string };

async function noteOf(name: string, folder: string): Promise<Note> {
  const manifest = Object(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const { version, license } = manifest;
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const text = texts.length > 0 ? texts.map(tidied).join('\n\n') : standardText(manifest);
  if (text === null) throw new Error(`${name} ${version} (${license}) comes without its licence`);
  return { title: `${name} ${version} (${license})`, text };
}

function tidied(text: string): string {
  return text.replaceAll('\r', '').trim();
}
