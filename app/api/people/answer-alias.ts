import type { AliasAnswer } from '../../../schemas/people-answer.generated.ts';
import { FORMAT } from '../read-action-request.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Reading } from './reading.ts';

/** What models and aliases are called: schemas/pipeline.schema.json. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,199}$/;

/** The version that an alias points to now. */
export async function answerAlias(
  { store: { registry } }: Pick<PeopleApiDeps, 'store'>,
  { context, repository }: Reading,
): Promise<AliasAnswer> {
  const { model = '', alias = '' } = context.req.param();
  const scope = `${repository.id}`;
  const isName = NAME.test(model) && NAME.test(alias);
  const at = isName ? await registry.alias(model, alias, scope) : null;
  const version = at === null ? null : await registry.version(model, at.version, scope);
  return { format: FORMAT, type: 'alias', version };
}
