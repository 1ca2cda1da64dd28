import { html, raw } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { modelCard } from '../../reports/models/model-card.ts';
import type { VersionFacts } from '../../reports/models/model-facts.ts';
import { saidOf, type Said } from '../../runtime/models/said-of.ts';
import type { Html } from '../frame/document.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { late } from '../run/plots/late.ts';

export type Card = {
  readonly markdown: string;
  readonly laidOut: Html;
  /** Why what people wrote is not in it; null: it is, or nobody wrote anything. */
  readonly problem: string | null;
};

/** The card of a version, with what the default branch says of its model. */
export async function loadCard(
  deps: Pick<PagesDeps, 'modelFile' | 'drawing' | 'warn'>,
  repository: RepositoryRef,
  facts: VersionFacts,
): Promise<Card> {
  const { said, problem } = await saidOnGitHub(deps, repository, facts.version.model);
  const markdown = modelCard(facts, said);
  const prose = await Promise.race([
    deps.drawing.layOut(String(repository.id), belowTitle(markdown)),
    late(),
  ]);
  const laidOut =
    prose === null
      ? html`<p class="dim">
          The card could not be laid out in time. Load the page again, or read it as Markdown.
        </p>`
      : html`<div class="prose">${raw(prose.html)}</div>`;
  return { markdown, laidOut, problem };
}

async function saidOnGitHub(
  { modelFile, warn }: Pick<PagesDeps, 'modelFile' | 'warn'>,
  repository: RepositoryRef,
  model: string,
): Promise<Said> {
  try {
    return await saidOf(model, (file) => modelFile(repository, file));
  } catch (error) {
    warn(`GitHub did not say what is written of a model: ${String(error)}`, {
      repository: repository.id,
    });
    return { said: null, problem: 'GitHub could not be asked just now for what people wrote' };
  }
}

/** The page has a title of its own, and what is laid out begins with headings of the third level. */
function belowTitle(markdown: string): string {
  return markdown.replace(/^# .*\n+/, '').replaceAll(/^## /gm, '# ');
}
