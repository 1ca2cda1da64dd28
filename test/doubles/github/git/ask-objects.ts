import { askGit } from './run-git.ts';

const answers = new Map<string, string>();

/** An argument that can never mean anything else: objects by their full names, or an option that names no refs. */
const LASTING = /^(-(?!-branches).*|\^?[0-9a-f]{40}((\.\.|:|\^\{).*)?)$/;

/**
 * As `askGit`, for questions about objects named by SHA: their answers hold for good, so each costs one process.
 * Starting git is most of what this stand-in spends its time on.
 */
export async function askObjects(gitDir: string, args: readonly string[]): Promise<string | null> {
  const [, ...rest] = args;
  if (!rest.every((arg) => LASTING.test(arg))) return askGit(gitDir, args);
  const key = [gitDir, ...args].join('\0');
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = await askGit(gitDir, args);
  if (answer !== null) answers.set(key, answer);
  return answer;
}
