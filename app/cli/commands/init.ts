import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandModule, ExitCode } from '../command.ts';
import type { Io } from '../io.ts';
import { line, span, type Line } from '../../reports/line.ts';
import { findRoot } from '../../local/find-root.ts';
import { paint } from '../terminal/paint.ts';
import { terminalOf } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

const STARTER = fileURLToPath(new URL('../starter/', import.meta.url));
const FILES = [
  '.mlpipelines/starter.yml',
  'starter/prepare.py',
  'starter/train.py',
  'starter/model.py',
  'starter/evaluate.py',
] as const;

/** Writes the starter pipeline and its scripts into the repository around `cwd`. Throws a `UsageError` rather than overwrite a file. */
export async function init(io: Io): Promise<ExitCode> {
  const root = findRoot(io.cwd);
  const taken = FILES.filter((file) => existsSync(join(root, file)));
  if (taken.length > 0) {
    throw new UsageError(
      `${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already; nothing was written.`,
      'Run it: mlpipelines run starter. Or move the files away and call init again.',
    );
  }
  for (const file of FILES) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    // A file that appeared meanwhile is not overwritten either.
    await copyFile(join(STARTER, file), join(root, file), constants.COPYFILE_EXCL);
  }
  io.stdout.write(paint(story(root, io.cwd), terminalOf(io.stdout, io.env).colour));
  return 0;
}

function story(root: string, cwd: string): readonly Line[] {
  const place = relative(cwd, root);
  return [
    line(`Wrote a pipeline that runs as it is${place === '' ? '' : ` into ${place}`}:`, 'strong'),
    ...FILES.map((file) => [span('  + ', 'good'), span(file)]),
    [],
    ...NEXT.map(([command, meaning]) => [
      span('→ ', 'accent'),
      span(command.padEnd(26)),
      span(meaning, 'dim'),
    ]),
  ];
}

const NEXT = [
  ['mlpipelines plan starter', 'what would run, and why'],
  ['mlpipelines run starter', 'trains a model in a few seconds; needs only python3'],
  ['mlpipelines run starter', 'once more: nothing changed, so nothing is computed again'],
] as const;

export const initCommand: CommandModule = {
  help: {
    summary: 'write a starter pipeline that runs',
    description:
      'Write a starter pipeline and its scripts into this repository: it makes data, trains a model, tests it and ' +
      'keeps it, with python3 alone. Overwrites nothing.',
    examples: [
      ['mlpipelines init', 'writes .mlpipelines/starter.yml and the scripts in starter/'],
      ['mlpipelines run starter', 'runs it'],
    ],
  },
  declare: (command, shell) => command.action(async () => shell.exit(await init(shell))),
};
