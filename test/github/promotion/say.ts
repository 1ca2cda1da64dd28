import type { Promotion } from './open-promotion.ts';

/** What the App answers to a command that somebody writes. */
export async function say(
  { github, repo, settle, messages }: Promotion,
  login: string,
  text: string,
): Promise<string> {
  await messages();
  const issue = github.user('ada').openIssue(repo, 'x');
  github.user(login).comment(repo, issue, text);
  await settle();
  const told = await messages();
  return told.flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
}
