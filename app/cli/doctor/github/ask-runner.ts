import { messageOf } from '../../../../text/message-of.ts';
import type { InstallationClients } from '../../../github/client/installation-clients.ts';
import type { InstallationFacts } from './ask-github.ts';
import { holds } from './judge-app.ts';

/** The newest runner that GitHub names, for Linux on x64. */
export type RunnerFacts =
  | { readonly ok: true; readonly file: string; readonly hasDigest: boolean }
  | { readonly ok: false; readonly message: string };

/**
 * Asks by any installation that may be asked; null: there is none, which is told of each of them.
 * https://docs.github.com/rest/actions/self-hosted-runners#list-runner-applications-for-an-organization
 */
export async function askRunner(
  clients: InstallationClients,
  installations: readonly InstallationFacts[],
): Promise<RunnerFacts | null> {
  const able = installations.find(
    ({ isOrganization, permissions }) =>
      isOrganization && holds(permissions, 'organization_self_hosted_runners', 'write'),
  );
  if (able === undefined) return null;
  try {
    const { octokit } = clients.of(able.id);
    const { data } = await octokit.request('GET /orgs/{org}/actions/runners/downloads', {
      org: able.account,
    });
    const found = data.find(({ os, architecture }) => os === 'linux' && architecture === 'x64');
    if (found === undefined) return { ok: false, message: 'none for Linux on x64 is listed' };
    const { filename: file, sha256_checksum: digest } = found;
    return { ok: true, file, hasDigest: digest !== undefined && digest !== '' };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}
