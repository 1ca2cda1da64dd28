import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { RunnerArch, RunnerProgram } from '../../runtime/ports/hosted/runners.ts';
import type { RunnerScopes } from './runner-scope.ts';

/**
 * GitHub gives no jobs to runners that are a month behind its newest:
 * https://docs.github.com/actions/reference/runners/self-hosted-runners#runner-software-updates-on-self-hosted-runners
 */
const KEPT_MS = 24 * 60 * 60_000;

type Listed = {
  readonly os?: string;
  readonly architecture?: string;
  readonly filename?: string;
  readonly download_url?: string;
  readonly sha256_checksum?: string;
};

/** The runner that GitHub offers for download, read once a day. https://docs.github.com/rest/actions/self-hosted-runners#list-runner-applications-for-a-repository */
export function findProgram(
  scopes: RunnerScopes,
  clock: Pick<Clock, 'now'>,
): (repository: RepositoryRef, arch: RunnerArch, anew: boolean) => Promise<RunnerProgram> {
  let kept: { readonly at: number; readonly listed: readonly Listed[] } | null = null;
  return async (repository, arch, anew) => {
    if (kept === null || anew || clock.now() - kept.at > KEPT_MS) {
      kept = { at: clock.now(), listed: await list(scopes, repository) };
    }
    return programIn(kept.listed, arch);
  };
}

async function list(scopes: RunnerScopes, repository: RepositoryRef): Promise<readonly Listed[]> {
  const { owner, name: repo } = repository;
  return scopes.ask(repository, async (scope, { octokit: { rest } }) => {
    const { data } =
      scope === 'organization'
        ? await rest.actions.listRunnerApplicationsForOrg({ org: owner })
        : await rest.actions.listRunnerApplicationsForRepo({ owner, repo });
    return data;
  });
}

function programIn(listed: readonly Listed[], arch: RunnerArch): RunnerProgram {
  const found = listed.find((each) => each.os === 'linux' && each.architecture === arch);
  const { download_url: url = '', sha256_checksum: sha256 = '', filename = '' } = found ?? {};
  const version = /-(\d+\.\d+\.\d+)\.tar\.gz$/.exec(filename)?.[1];
  const isWhole = version !== undefined && /^[0-9a-f]{64}$/.test(sha256) && isPlainUrl(url);
  if (!isWhole) throw new Error(`GitHub offers no runner for linux ${arch} that can be verified.`);
  return { version, url, sha256 };
}

/** It stands in a line of words. */
function isPlainUrl(url: string): boolean {
  return /^https?:\/\/[!-~]+$/.test(url);
}
