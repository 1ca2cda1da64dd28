/**
 * `node scripts/release.ts VERSION [--prepare] [--action OWNER/REPO [--action-url URL]] [--out FOLDER] [--publish]`
 *
 * Makes a release of the commit at hand in a folder (`dist/release`): the package, the action as a folder for a repository
 * of its own, and the notes. Publishes nothing unless asked to. `--prepare` gives the pending changes a version instead.
 * CONTRIBUTING.md says how the steps follow each other.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRelease } from './release/make-release.ts';
import { prepareVersion } from './release/prepare-version.ts';
import { ReleaseProblem } from './release/release-problem.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prepare: { type: 'boolean', default: false },
    action: { type: 'string' },
    'action-url': { type: 'string' },
    out: { type: 'string', default: 'dist/release' },
    publish: { type: 'boolean', default: false },
  },
});

try {
  const [version, ...others] = positionals;
  if (version === undefined || others.length > 0) {
    throw new ReleaseProblem('Name the version to release, such as 0.1.0.');
  }
  const root = process.cwd();
  if (values.prepare) {
    prepareVersion(root, version, new Date().toISOString().slice(0, 10));
    console.log(`CHANGELOG.md and package.json say ${version}: look at the change and commit it.`);
  } else {
    const action = actionOf(values.action, values['action-url']);
    const out = resolve(values.out);
    for (const line of makeRelease({ root, out, version, action, publish: values.publish })) {
      console.log(line);
    }
  }
} catch (error) {
  if (!(error instanceof ReleaseProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function actionOf(name: string | undefined, url: string | undefined) {
  // A workflow passes a variable on that may not be set.
  if (name === undefined || name === '') return null;
  if (/^[\w.-]+\/[\w.-]+$/.test(name))
    return { name, url: url ?? `https://github.com/${name}.git` };
  throw new ReleaseProblem(`--action takes OWNER/REPO, not "${name}".`);
}
