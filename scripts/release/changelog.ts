import { ReleaseProblem } from './release-problem.ts';

/** Where entries wait for the next release. */
const PENDING = 'Pending';

/** The notes of a version: what its section says. Throws where it has none, or where entries still wait for a version. */
export function notesOf(changelog: string, version: string): string {
  const sections = sectionsOf(changelog);
  const waiting = sections.find(({ title }) => title === PENDING);
  if (waiting !== undefined && waiting.text !== '') {
    throw new ReleaseProblem(
      `CHANGELOG.md has entries under "## ${PENDING}". Run \`node scripts/release.ts ${version} --prepare\`, look at the change and commit it.`,
    );
  }
  const found = sections.find(({ title }) => nameOf(title) === version);
  if (found === undefined || found.text === '') {
    throw new ReleaseProblem(
      `CHANGELOG.md says nothing about ${version}: a section "## ${version} (YYYY-MM-DD)" with its changes is missing.`,
    );
  }
  return found.text;
}

/** The changelog once the pending entries are those of a version. Throws where none are pending, or the version is there. */
export function named(changelog: string, version: string, day: string): string {
  const sections = sectionsOf(changelog);
  if (sections.some(({ title }) => nameOf(title) === version)) {
    throw new ReleaseProblem(`CHANGELOG.md already has a section for ${version}.`);
  }
  const waiting = sections.find(({ title }) => title === PENDING);
  if (waiting === undefined || waiting.text === '') {
    throw new ReleaseProblem(`CHANGELOG.md has no entries under "## ${PENDING}" to release.`);
  }
  return changelog.replace(
    new RegExp(`^## ${PENDING}$`, 'm'),
    `## ${PENDING}\n\n## ${version} (${day})`,
  );
}

type Section = { readonly title: string; readonly text: string };

function sectionsOf(changelog: string): readonly Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const title = end < 0 ? part : part.slice(0, end);
      return { title: title.trim(), text: end < 0 ? '' : part.slice(end).trim() };
    });
}

/** `0.1.0 (2026-12-01)` and `[0.1.0] - 2026-12-01` are sections of `0.1.0`. */
function nameOf(title: string): string {
  return (title.split(' ')[0] ?? '').replace(/^\[|\]$/g, '');
}
