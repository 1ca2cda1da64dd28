import type { Person } from '../../github/people/person.ts';
import type { Issue, Review } from '../../github/state/repository.ts';
import type { Fields } from '../fields.ts';
import { Refused, type RepositoryVisit } from '../visit.ts';

/** Does what a button under an issue or a pull request says, as who is picked at the top. */
export async function actOnIssue(
  visit: RepositoryVisit,
  issue: Issue,
  fields: Fields,
): Promise<void> {
  const { github, me, seeded, canWrite } = visit;
  const act = fields.get('act');
  const body = fields.get('body').replaceAll('\r\n', '\n').trim();
  const person = github.user(me.login);
  const verdict = VERDICTS[act];
  if (verdict !== undefined) return review(visit, issue, { person, verdict, body });
  if (act === 'comment') {
    if (body === '') throw new Refused('Write something first.');
    person.comment(seeded, issue.number, body);
    return undefined;
  }
  if (!canWrite && issue.author.account !== me)
    throw new Refused(`${me.login} needs write access for that.`);
  return change(visit, issue, { person, act });
}

const VERDICTS: Readonly<Record<string, Review['state']>> = {
  approve: 'APPROVED',
  'request-changes': 'CHANGES_REQUESTED',
  review: 'COMMENTED',
};

function review(
  { seeded, me }: RepositoryVisit,
  { number, author }: Issue,
  said: { readonly person: Person; readonly verdict: Review['state']; readonly body: string },
): void {
  const { person, verdict, body } = said;
  if (author.account === me) throw new Refused('Nobody reviews their own pull request.');
  if (verdict !== 'APPROVED' && body === '') throw new Refused('Say why: write something first.');
  person.review(seeded, number, { state: verdict, body });
}

async function change(
  { seeded, canWrite }: RepositoryVisit,
  { number }: Issue,
  { person, act }: { readonly person: Person; readonly act: string },
): Promise<void> {
  if (act === 'close') return person.setState(seeded, number, 'closed');
  if (act === 'reopen') return person.setState(seeded, number, 'open');
  if (act === 'ready') return person.setDraft(seeded, number, false);
  if (act !== 'merge') throw new Refused('There is no such button.');
  if (!canWrite) throw new Refused('Merging needs write access.');
  await person.merge(seeded, number);
  return undefined;
}
