import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PIPELINE, type Demo } from './open-demo.ts';
import { writeText } from './working-copy.ts';

/** A commit of the story. */
export type Pushed = {
  readonly branch: string;
  readonly by: string;
  readonly message: string;
  /** The pipeline file; left out: as it is. */
  readonly text?: string;
  /** What is done to the training code; left out: nothing. */
  readonly source?: (text: string) => string;
};

const SOURCE = 'src/train.py';

/** Commits and pushes it; gives the commit. */
export function push({ copy, pushAddress }: Demo, pushed: Pushed): Promise<string> {
  const { branch, by, message, text, source } = pushed;
  return copy.push({
    branch,
    by,
    message,
    to: pushAddress(by),
    edit: (folder) => {
      if (text !== undefined) writeText(folder, PIPELINE, text);
      if (source === undefined) return;
      writeText(folder, SOURCE, source(readFileSync(join(folder, SOURCE), 'utf8')));
    },
  });
}
