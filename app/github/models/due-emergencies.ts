import { isMap } from '../../domain/json.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Subscription } from '../inbox/work-queue.ts';
import { messageChange } from '../message.ts';

/** Promotions that somebody else should have looked at by now: the check of the default branch says so. */
export function ofEmergenciesDue(deps: IngressDeps): Subscription {
  return {
    topic: 'emergency.due',
    laneOf: ({ id }) => id,
    handle: async ({ body }) => {
      const { run } = isMap(body) ? body : {};
      const header = typeof run === 'string' ? await deps.store.runs.header(run) : null;
      const repository = header?.hosted?.repository;
      if (header === null || repository === undefined) return [];
      return judgeDefault(deps, repository, `due ${header.id}`);
    },
  };
}

/** Has the check of the default branch's head judged anew. */
export async function judgeDefault(
  { api, store, clock }: Pick<IngressDeps, 'api' | 'store' | 'clock'>,
  known: RepositoryRef,
  once: string,
): Promise<readonly Change[]> {
  const repository = await store.repositories.today(known);
  const github = api(repository.installation);
  const config = await github.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  if (config === null || config.defaultSha === '') return [];
  const message = { type: 'judge', repository, sha: config.defaultSha } as const;
  return [messageChange(`judge emergency ${once}`, message, clock.now())];
}
