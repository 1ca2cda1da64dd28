/**
 * Lists what the code relies on and does not decide (answers of GitHub, of databases, of Git), each with its place and
 * the page that says so: `npm run facts`, or `npm run facts -- github` for places and links that name a word.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { factsIn } from './facts/facts-in.ts';

const FOLDERS = ['app', 'action', 'content', 'schemas', 'test/doubles'];
const [word = ''] = process.argv.slice(2);

const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...FOLDERS], {
  encoding: 'utf8',
});
const files = listed.split('\n').filter((file) => /\.(?:ts|sh|yml)$/.test(file));
const lines = files.flatMap((file) =>
  factsIn(readFileSync(file, 'utf8')).map(
    ({ line, sentence, link }) => `${file}:${line}\n  ${sentence}\n  ${link}`,
  ),
);
const found = lines.filter((each) => each.includes(word));
console.log(found.join('\n\n'));
console.log(`\n${found.length} facts in ${files.length} files`);
