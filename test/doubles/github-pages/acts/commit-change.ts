import { runGit } from '../../github/git/run-git.ts';
import { readCommit, resolveCommit } from '../../github/git/read-objects.ts';
import { editTree, writeCommit, ZERO_SHA } from '../../github/git/write-objects.ts';
import { signatureOf } from '../../github/acts/commit-to-branch.ts';
import { moveRef } from '../../github/acts/move-ref.ts';
import type { SeededRepository } from '../../github/people/seeded-repository.ts';
import type { Fields } from '../fields.ts';
import { Refused, type RepositoryVisit } from '../visit.ts';
import { encodePath } from '../addresses.ts';

/** Commits what was typed into the box, on its branch, a new branch or a fork; answers the page to show then. */
export async function commitChange(visit: RepositoryVisit, fields: Fields): Promise<string> {
  const { seeded, base, canWrite } = visit;
  const change = readChange(fields);
  await refuseStale(seeded, change);
  if (canWrite && fields.get('how') === 'branch') {
    await commitOn(visit, seeded, { ...change, target: change.branch });
    return `${base}/blob/${encodePath(change.branch)}/${encodePath(change.path)}`;
  }
  const number = await propose(visit, change, canWrite ? seeded : await forkOf(visit));
  return `${base}/pull/${number}`;
}

type Change = {
  readonly branch: string;
  /** The commit that was edited. */
  readonly at: string;
  readonly path: string;
  readonly text: string;
  readonly message: string;
};

function readChange(fields: Fields): Change {
  const path = fields.get('path').trim();
  const isInside = path.split('/').every((part) => !['', '.', '..', '.git'].includes(part));
  if (!isInside) throw new Refused(`"${path}" is no path of a file.`);
  const message = fields.get('message').trim();
  if (message === '') throw new Refused('A commit needs a message.');
  // Browsers send line ends as on Windows: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html
  const typed = fields.get('text').replaceAll('\r\n', '\n');
  const text = typed.endsWith('\n') ? typed : `${typed}\n`;
  return { branch: fields.get('branch'), at: fields.get('at'), path, text, message };
}

async function refuseStale(seeded: SeededRepository, { branch, at, path, text }: Change) {
  const { gitDir } = seeded.record;
  if ((await resolveCommit(gitDir, `refs/heads/${branch}`)) === null)
    throw new Refused(`There is no branch ${branch}.`);
  const isKnown = /^[0-9a-f]{40}$/.test(at) && (await readCommit(gitDir, at)) !== null;
  if (!isKnown) throw new Refused('Load the page again: it does not say what was edited.');
  const edited = await seeded.file(path, at);
  const current = await seeded.file(path, branch);
  if (edited !== current)
    throw new Refused(`${path} changed meanwhile. Copy what you typed and load the page again.`);
  if (current === text) throw new Refused('Nothing was changed.');
}

async function propose(visit: RepositoryVisit, change: Change, from: SeededRepository) {
  const { github, me, seeded } = visit;
  const target = await freeName(from, `${me.login}-patch`);
  await commitOn(visit, from, { ...change, target });
  const person = github.user(me.login);
  const isFork = from.record !== seeded.record;
  return person.openPull(seeded, {
    head: target,
    base: change.branch,
    title: change.message,
    ...(isFork && { from }),
  });
}

async function freeName(from: SeededRepository, stem: string): Promise<string> {
  const taken = await from.branches();
  for (let n = 1; ; n += 1) if (!taken.has(`refs/heads/${stem}-${n}`)) return `${stem}-${n}`;
}

async function forkOf({ github, me, repository, seeded }: RepositoryVisit) {
  const known = [...github.world.repositories.values()].find(
    ({ forkOf, owner }) => forkOf === repository && owner === me,
  );
  if (known === undefined) return seeded.fork(me.login);
  const fork = github.repository(`${me.login}/${known.name}`);
  // What was pushed since it was forked.
  await runGit(known.gitDir, ['fetch', '-q', repository.gitDir, 'refs/heads/*:refs/upstream/*']);
  return fork;
}

async function commitOn(
  { github, me }: RepositoryVisit,
  { record }: SeededRepository,
  change: Change & { readonly target: string },
): Promise<void> {
  const { world } = github;
  const actor = { account: me, app: null };
  const ref = `refs/heads/${change.target}`;
  const head = await resolveCommit(record.gitDir, ref);
  const parent = head ?? change.at;
  const signature = signatureOf(world, actor);
  const edits = [{ path: change.path, content: change.text }];
  const after = await writeCommit(record.gitDir, {
    tree: await editTree(record.gitDir, parent, edits),
    parents: [parent],
    message: change.message,
    author: signature,
    committer: signature,
  });
  const move = { ref, before: head ?? ZERO_SHA, after };
  if (!(await moveRef(world, record, { move, actor })))
    throw new Refused(`${change.target} moved meanwhile. Load the page again.`);
}
