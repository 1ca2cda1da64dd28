import { existsSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, posix, relative } from 'node:path';
import { ignoringRule } from '../../../content/git/ignoring-rule.ts';
import { selectPaths } from '../../../content/manifest/select-files.ts';
import { adviceForIgnored } from '../../../text/advice-for-ignored.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Attempt } from '../attempt.ts';
import { readTree } from '../workspace/prepare-workspace.ts';
import { writtenPaths } from '../workspace/written-paths.ts';

type Place = Pick<Attempt, 'ticket' | 'host'>;

/**
 * Why a step did not find a file that it asked for, and what to write: where it lies in the repository, who makes it, or
 * what keeps it from every run. Null: nobody can say. Only looks, and only at names.
 */
export async function explainMissing(attempt: Place, named: string): Promise<string | null> {
  const { ticket, host } = attempt;
  const path = pathInRepository(attempt, named);
  if (path === null) return null;
  const written = relative(ticket.command.workingDirectory, path);
  if (ownPlaces(attempt).some((own) => overlap(own, path))) {
    return existsSync(join(host.folders.workspace, dirname(path)))
      ? null
      : `the step is to write ${written} itself: make its folder first (mkdir -p ${dirname(written)}).`;
  }
  const told = inAnInput(ticket, path, written);
  if (told !== null) return told.reason;
  return ticket.workspace.mode === 'copy' ? inTheRepository(attempt, path, written) : null;
}

/** Where it lies in an input that there is or could be; its reason is null where nobody can say. Null: in none. */
function inAnInput(
  { absent = [], inputs, made = [] }: Ticket,
  path: string,
  written: string,
): { readonly reason: string | null } | null {
  const left = absent.find((input) => overlap(input.path, path));
  if (left !== undefined) return { reason: `input ${left.name} is optional, and ${left.reason}.` };
  if (inputs.some((input) => overlap(input.path, path))) return { reason: null };
  const maker = made.find((one) => overlap(one.path, path));
  if (maker === undefined) return null;
  const [step = '', name = ''] = maker.output.split('.');
  return {
    reason: `${written} is made by \`${step}\`: take it as an input, inputs: { ${name}: ${maker.output} }.`,
  };
}

async function inTheRepository(
  attempt: Place,
  path: string,
  written: string,
): Promise<string | null> {
  const { ticket, host } = attempt;
  const { found, all } = await lookUp(attempt, path);
  if (found.length > 0) {
    const { selected } = selectPaths(found, ticket.workspace.files);
    if (selected.length === 0)
      return `a step sees its files and inputs only: add ${written} to its files.`;
    return linkWithoutTarget(ticket, found[0], all);
  }
  const { repository, checkout } = host.folders;
  const rule = await ignoringRule(repository ?? checkout ?? null, path);
  if (rule !== null) {
    const advice = adviceForIgnored(
      { written, path },
      repository === undefined ? 'github' : 'local',
    );
    return `git ignores ${written} (${rule}), so no run sees it: ${advice}.`;
  }
  const near = closestName(path, all);
  const meant =
    near === null ? '' : `: did you mean ${relative(ticket.command.workingDirectory, near)}?`;
  return `the repository has no ${path}${meant === '' ? '.' : meant}`;
}

/** A link that a step sees, and that leads where it does not. */
function linkWithoutTarget(
  { command, workspace }: Ticket,
  found: Entry | undefined,
  all: readonly string[],
): string | null {
  if (found?.target === undefined) return null;
  const target = posix.join(posix.dirname(found.path), found.target);
  const inside = all.filter((path) => path === target || path.startsWith(`${target}/`));
  const asked = (inside.length > 0 ? inside : [target]).map((path) => ({ path }));
  if (selectPaths(asked, workspace.files).selected.length > 0) return null;
  const [link, to] = [found.path, target].map((path) => relative(command.workingDirectory, path));
  return `${link} is a link to ${to}, which the step does not see: add ${to} to its files.`;
}

type Entry = { readonly path: string; readonly target?: string };
type Known = {
  readonly found: readonly Entry[];
  readonly all: readonly string[];
};

/** What the repository has at a path or below it, and all that it has, where that is at hand. */
async function lookUp({ ticket, host }: Place, path: string): Promise<Known> {
  const { tree } = ticket.workspace;
  if (tree === null) {
    const { checkout } = host.folders;
    return { found: checkout === undefined ? [] : await entryAt(checkout, path), all: [] };
  }
  const { entries } = await readTree(host.blobs, tree);
  const found = entries.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  return { found, all: entries.map((entry) => entry.path) };
}

async function entryAt(checkout: string, path: string): Promise<readonly Entry[]> {
  const place = join(checkout, path);
  const there = await lstat(place).catch(() => null);
  if (there === null) return [];
  return [there.isSymbolicLink() ? { path, target: await readlink(place) } : { path }];
}

/** Relative to the root; null: elsewhere. A program that changed its folder is taken to stand where it began. */
function pathInRepository({ ticket, host }: Place, named: string): string | null {
  const { workspace } = host.folders;
  const path = isAbsolute(named)
    ? relative(workspace, named)
    : normalize(join(ticket.command.workingDirectory, named));
  const isInside = path !== '' && path !== '.' && path !== '..' && !path.startsWith('../');
  return isInside && !isAbsolute(path) ? path.replace(/\/$/, '') : null;
}

function ownPlaces({ ticket }: Place): readonly string[] {
  return writtenPaths(ticket).map((path) => normalize(path).replace(/\/$/, ''));
}

function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
