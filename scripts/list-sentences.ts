/**
 * Lists the sentences that people read, each with its place: `npm run sentences`, or `npm run sentences -- app/cli` for
 * places and sentences that name a word; `--sample 50 --seed 7` draws some, for somebody who did not write them to read.
 */
import { parseArgs } from 'node:util';
import { sentencesIn } from './english/sentences-in.ts';
import { read, sources } from './house/read-sources.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const [word = ''] = positionals;
const lines = sources().flatMap((file) =>
  sentencesIn(file, read(file)).map(({ line, text }) => `${file}:${line}  ${text}`),
);
const named = lines.filter((line) => line.includes(word));
const sample = values.sample === undefined ? named : drawn(named, Number(values.sample));
console.log(sample.join('\n'));
console.log(`\n${sample.length} of ${lines.length} sentences`);

/** The same for the same seed: every so-manieth from a place that the seed names. */
function drawn(all: readonly string[], count: number): readonly string[] {
  const stride = Math.max(1, Math.floor(all.length / count));
  const start = Number(values.seed) % stride;
  return all.filter((_, index) => index % stride === start).slice(0, count);
}
