import { InvalidArgumentError } from 'commander';
import { line } from '../../reports/layout/line.ts';
import { size } from '../../../text/size.ts';
import { count } from '../../reports/words/step-words.ts';
import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { withDriver } from '../workspace/open-driver.ts';
import { withRoom } from '../workspace/with-room.ts';
import { printJson, printLines } from '../terminal/print.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

type Options = { readonly keep: number; readonly json?: true };

async function gc(shell: Shell, options: Options): Promise<ExitCode> {
  return withRoom(shell, () => collect(shell, options));
}

async function collect(shell: Shell, options: Options): Promise<ExitCode> {
  return withDriver(shell, async ({ runtime, blobs }) => {
    const collected = await runtime.collectGarbage({
      sweep: blobs,
      keepRunsMs: options.keep * DAY_MS,
      keepBytesMs: DAY_MS,
    });
    const { runs, blobs: files, bytes, waiting } = collected;
    if (options.json) {
      printJson(shell, { format: 1, runs, blobs: files, bytes, waiting: waiting.length });
      return 0;
    }
    printLines(shell, [
      line(`Forgot ${count(runs, 'run')}; removed ${count(files, 'blob')}, ${size(bytes)}.`),
      ...(waiting.length === 0
        ? []
        : [
            line(
              `${count(waiting.length, 'more blob')} nobody wants; removed once that is so for a day.`,
              'dim',
            ),
          ]),
    ]);
    return 0;
  });
}

function parseDays(text: string): number {
  const days = /^(\d+)d$/.exec(text)?.[1];
  if (days === undefined) throw new InvalidArgumentError('Write days, such as 90d.');
  return Number(days);
}

export const gcCommand: CommandModule = {
  help: {
    summary: 'forget old runs and remove what nobody wants',
    description:
      'Forget runs that ended long ago and remove bytes that no run, model or cache entry wants. Kept are the newest ' +
      'run of each pipeline and whatever a model version came from.',
    examples: [
      ['mlpipelines gc', 'forgets runs older than 90 days'],
      ['mlpipelines gc --keep 7d', 'older than a week'],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--keep <days>', 'runs that ended within so many days stay', parseDays, 90)
      .option('--json', 'one JSON document on stdout')
      .action(async (options: Options) => shell.exit(await gc(shell, options))),
};
