import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from './changelog.ts';
import { ReleaseProblem } from './release-problem.ts';
import { run } from './run.ts';

export type Ready = {
  /** The commit that is released. */
  readonly sha: string;
  /** When it was committed, in seconds since 1970: what is made of it bears that time, so that it can be made again. */
  readonly committedAt: string;
  readonly notes: string;
};

/** Whether the commit at hand can be released as a version. Throws a `ReleaseProblem` that says what is missing. */
export function checkReady(root: string, version: string): Ready {
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version)) {
    throw new ReleaseProblem(`"${version}" is not a version: name one such as 0.1.0.`);
  }
  const changed = run('git', ['status', '--porcelain'], { cwd: root });
  if (changed !== '') {
    throw new ReleaseProblem(
      `The working tree has changes that no commit holds; commit or remove them:\n${changed}`,
    );
  }
  for (const file of ['package.json', 'package-lock.json']) {
    const says = versionIn(readFileSync(join(root, file), 'utf8'));
    if (says === version) continue;
    throw new ReleaseProblem(
      `${file} says version ${String(says)}, not ${version}. Run \`node scripts/release.ts ${version} --prepare\`, look at the change and commit it.`,
    );
  }
  const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
  const sha = run('git', ['rev-parse', 'HEAD'], { cwd: root });
  refuseOtherTag(root, version, sha);
  const committedAt = run('git', ['show', '-s', '--format=%ct', 'HEAD'], { cwd: root });
  return { sha, committedAt, notes };
}

function versionIn(text: string): unknown {
  const content: unknown = JSON.parse(text);
  return typeof content === 'object' && content !== null && 'version' in content
    ? content.version
    : undefined;
}

/** A version that was released stays what it is. */
function refuseOtherTag(root: string, version: string, sha: string): void {
  const tag = `refs/tags/v${version}`;
  const tagged = run('git', ['for-each-ref', '--format=%(objectname) %(*objectname)', tag], {
    cwd: root,
  });
  if (tagged === '' || tagged.split(' ').includes(sha)) return;
  throw new ReleaseProblem(
    `The tag v${version} names another commit, ${tagged.slice(0, 12)}. Choose the next version, or check out that commit.`,
  );
}
