import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { askServer, type AnswerOf, type ServerAt, type Type } from './ask-server.ts';
import { chooseServer, repositoryMeant, serverMeant } from './choose-server.ts';

/** The server that a run is to read of, as it was typed. */
export type ServerNamed = {
  /** True: the usual one. */
  readonly server: string | true;
  /** Left out: that of the checkout. */
  readonly repository?: string;
};

/** A repository at a server, of which a run only reads. */
export type ServerReads = {
  readonly url: string;
  /** As people call it: `mlp.example.com`. */
  readonly host: string;
  readonly repository: string;
  readonly isNamed: boolean;
  /** Asks for something of the repository; throws a `UsageError`, and at once where it could not be asked before. */
  readonly ask: <T extends Type>(type: T, path: string) => Promise<AnswerOf<T>>;
  /** Does something there that may fail by itself. */
  readonly at: <T>(act: (at: ServerAt, path: string) => Promise<T>) => Promise<T>;
};

/** Throws a `UsageError` where nothing says which server, or which repository. Whoever is away is only told when asked. */
export async function openServerReads(
  shell: Pick<Io, 'env' | 'cwd'>,
  named: ServerNamed,
): Promise<ServerReads> {
  const url = await serverMeant(shell, named.server);
  const repository = await repositoryMeant(shell, named.repository);
  const path = `/repos/${repository}`;
  let chosen: Promise<ServerAt> | null = null;
  let failure: UsageError | null = null;
  const at = () => (chosen ??= chooseServer(shell, named.server));
  return {
    url,
    host: new URL(url).host,
    repository,
    isNamed: named.repository !== undefined,
    ask: async (type, below) => {
      if (failure !== null) throw failure;
      try {
        return await askServer(await at(), type, `${path}${below}`);
      } catch (error) {
        if (error instanceof UsageError) failure = error;
        throw error;
      }
    },
    at: async (act) => act(await at(), path),
  };
}
