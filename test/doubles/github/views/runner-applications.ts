import type { RunnerRelease, World } from '../state/world.ts';
import type { View } from './scalars.ts';

export const RELEASES = '/actions/runner/releases/download/';
const ARCHITECTURES = ['x64', 'arm64'];

/**
 * The newest runner, for the machines that this stand-in can be; GitHub lists Windows and macOS too.
 * https://docs.github.com/rest/actions/self-hosted-runners#list-runner-applications-for-a-repository
 */
export function runnerApplications(world: World): View[] {
  const release = world.runnerReleases.at(-1);
  if (release === undefined)
    throw new Error('No runner was released here; call releaseRunner of the stand-in first.');
  return ARCHITECTURES.map((architecture) => ({
    os: 'linux',
    architecture,
    download_url: `${world.urls.server}${pathOf(release, architecture)}`,
    filename: fileOf(release, architecture),
    sha256_checksum: release.sha256,
  }));
}

/** The release that is downloaded from this path; undefined: there is none. */
export function releaseAt(world: World, pathname: string): RunnerRelease | undefined {
  return world.runnerReleases.find((release) =>
    ARCHITECTURES.some((architecture) => pathOf(release, architecture) === pathname),
  );
}

function pathOf(release: RunnerRelease, architecture: string): string {
  return `${RELEASES}v${release.version}/${fileOf(release, architecture)}`;
}

function fileOf({ version }: RunnerRelease, architecture: string): string {
  return `actions-runner-linux-${architecture}-${version}.tar.gz`;
}
