import type { CheckRun } from '../../github/state/checks.ts';
import type { Fields } from '../fields.ts';
import { Refused, type RepositoryVisit } from '../visit.ts';

/** Presses a button of a check run; without a name it is GitHub's own "Re-run". */
export function pressCheck(visit: RepositoryVisit, run: CheckRun, fields: Fields): void {
  const { github, me, seeded, canWrite } = visit;
  if (!canWrite) throw new Refused(`${me.login} needs write access for that.`);
  const person = github.user(me.login);
  const identifier = fields.get('press');
  if (identifier === '') person.rerun(seeded, run.id);
  else person.press(seeded, run.id, identifier);
}
