/**
 * `npm run bench [-- steps | overhead | large | kernel | starts | commands | artifacts | webhooks | machines | examples | pages | pictures]… [--scale 0.1]`: the figures of bench/README.md, each beside a reference
 * measured in the same run. Read the ratios: absolute times are this machine's.
 */
import { parseArgs } from 'node:util';
import { benchArtifacts } from './artifacts.ts';
import { benchCommands } from './commands.ts';
import { benchExamples } from './examples.ts';
import { benchKernel } from './kernel.ts';
import { benchLarge } from './large.ts';
import { benchMachines } from './machines.ts';
import { benchPages } from './pages.ts';
import { benchPictures } from './pictures.ts';
import { benchOverhead } from './overhead.ts';
import { benchStarts } from './starts.ts';
import { benchSpot } from './machines/spot/bench-spot.ts';
import { benchSteps } from './steps.ts';
import { benchWebhooks } from './webhooks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' } },
});
type Bench = () => Promise<readonly object[]> | readonly object[];
/** Each a table, or several. */
const BENCHES: Readonly<Record<string, Bench | readonly Bench[]>> = {
  steps: () => benchSteps(),
  overhead: () => benchOverhead(),
  large: () => benchLarge({ scale: Number(values.scale) }),
  kernel: () => benchKernel(),
  starts: () => benchStarts(),
  commands: () => benchCommands(),
  webhooks: () => benchWebhooks(),
  machines: [() => benchMachines(), () => benchSpot()],
  pages: () => benchPages({ scale: Number(values.scale) }),
  pictures: () => benchPictures(),
  examples: () => benchExamples({ scale: Number(values.scale) }),
  artifacts: () => benchArtifacts({ scale: Number(values.scale) }),
};

for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  if (bench === undefined) {
    console.error(`There is no bench ${name}. There are: ${Object.keys(BENCHES).join(', ')}.`);
    process.exit(2);
  }
  console.log(`\n${name}`);
  for (const table of [bench].flat()) console.table(await table());
}
