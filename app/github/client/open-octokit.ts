import { Octokit } from '@octokit/rest';

/**
 * The version of the REST API that answers are read as. One that is left out would be the oldest that GitHub still
 * serves, and not the same one next year. https://docs.github.com/rest/about-the-rest-api/api-versions
 */
const API_VERSION = '2022-11-28';

export type OctokitOptions = {
  /** `https://api.github.com`, or of another GitHub its own. */
  readonly apiUrl: string;
  readonly auth?: string;
  /** How requests are sent; the global one when left out. */
  readonly fetch?: typeof fetch | undefined;
};

/** A client of GitHub's REST and GraphQL API. Every error reaches whoever asked; Octokit's own log would tell it twice. */
export function openOctokit({ apiUrl, auth, fetch }: OctokitOptions): Octokit {
  const octokit = new Octokit({
    baseUrl: apiUrl,
    userAgent: 'mlpipelines',
    log: SILENT,
    ...(auth !== undefined && { auth }),
    request: { fetch },
  });
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = API_VERSION;
  });
  return octokit;
}

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
