import type { Context } from 'hono';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { shown } from '../../reports/html/shown.ts';
import type { PagesDeps } from '../pages-deps.ts';
import type { Whose } from '../repo/within-repository.ts';
import { modelLink, modelsLink, repositoryLink } from '../run/run-links.ts';

/** The name in the address, where it can be one of a model. */
export function modelIn(context: Context): string | null {
  const model = context.req.param('model') ?? '';
  return /^[a-z0-9][a-z0-9_-]{0,199}$/.test(model) ? model : null;
}

/** The model of the address; null: there is none. */
export async function modelNamed(
  context: Context,
  { store }: Pick<PagesDeps, 'store'>,
  { id }: RepositoryRef,
): Promise<string | null> {
  const model = modelIn(context);
  return model !== null && (await store.registry.count(model, `${id}`)) > 0 ? model : null;
}

/** Where the models of a repository are in the site. */
export function modelsTrail({ repository }: Whose) {
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  return [
    { text: name, to: repositoryLink(repository) },
    { text: 'Models', to: modelsLink(repository) },
  ] as const;
}

/** Below a model. */
export function modelTrail(whose: Whose, model: string) {
  return [
    ...modelsTrail(whose),
    { text: shown(model), to: modelLink(whose.repository, model) },
    { text: 'What would happen', to: null },
  ] as const;
}
