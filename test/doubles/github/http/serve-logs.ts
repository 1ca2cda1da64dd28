import { repositoryOf, type World } from '../state/world.ts';
import { found } from './api-error.ts';

/** A job's log, where `GET …/jobs/{id}/logs` redirects to. */
export function serveLogs(world: World, pathname: string): Response {
  const [, owner = '', name = '', , , id] = pathname.split('/');
  const repository = found(repositoryOf(world, owner, name));
  return new Response(found(repository.jobs.get(Number(id))).log);
}
