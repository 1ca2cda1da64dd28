import { PIPELINE, type Demo } from './open-demo.ts';
import { writeText } from './working-copy.ts';

/** A commit of the story. */
export type Pushed = {
  readonly branch: string;
  readonly by: string;
  readonly message: string;
  /** The pipeline file. */
  readonly text: string;
};

/** Commits and pushes it; gives the commit. */
export function push({ copy, pushAddress }: Demo, pushed: Pushed): Promise<string> {
  const { branch, by, message, text } = pushed;
  return copy.push({
    branch,
    by,
    message,
    to: pushAddress(by),
    edit: (folder) => writeText(folder, PIPELINE, text),
  });
}
