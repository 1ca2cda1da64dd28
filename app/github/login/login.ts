import { exchangeWebFlowCode } from '@octokit/oauth-methods';
import { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { openOctokit } from '../client/open-octokit.ts';

export type LoginDeps = {
  /** Of the App: its settings page has them. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** `https://github.com`, or an Enterprise Server. */
  readonly webUrl: string;
  /** `https://api.github.com`, or of an Enterprise Server `https://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Where GitHub sends people back to; one of the App's callback URLs, to the letter. */
  readonly callbackUrl: string;
};

/** What is told to GitHub when somebody is sent there; both texts are fit for an address. */
export type LoginRequest = {
  readonly state: string;
  /** SHA-256 of the verifier, base64url: https://www.rfc-editor.org/rfc/rfc7636 */
  readonly challenge: string;
};

/** Whom GitHub says somebody is. The id stays when the login changes. */
export type Person = { readonly id: number; readonly login: string };

/**
 * Signs people in by the App's web flow:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 * The user's token serves to ask who they are, and is then forgotten.
 */
export function openLogin(deps: LoginDeps): {
  readonly authorizeUrl: (request: LoginRequest) => string;
  /** Throws when GitHub does not take the code, or cannot be asked. */
  readonly identify: (code: string, verifier: string) => Promise<Person>;
} {
  return {
    authorizeUrl: ({ state, challenge }) => {
      const url = new URL(`${deps.webUrl}/login/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: deps.clientId,
        redirect_uri: deps.callbackUrl,
        state,
        // An Enterprise Server that does not know PKCE passes over these two.
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    identify: async (code, verifier) => {
      const auth = await exchange(deps, code, verifier);
      const octokit = openOctokit({ apiUrl: deps.apiUrl, auth });
      const { id, login } = (await octokit.rest.users.getAuthenticated()).data;
      return { id, login };
    },
  };
}

async function exchange(deps: LoginDeps, code: string, verifier: string): Promise<string> {
  const { clientId, clientSecret, callbackUrl, webUrl } = deps;
  const { request } = new Octokit({
    // The library takes the address of the API for that of the site, less `api.` and `/api/v3`: this has neither.
    baseUrl: webUrl,
    userAgent: 'mlpipelines',
    log: SILENT,
    request: { signal: AbortSignal.timeout(MOST_MS) },
  });
  const answer = await exchangeWebFlowCode({
    clientType: 'github-app',
    clientId,
    clientSecret,
    code,
    redirectUrl: callbackUrl,
    // It knows no PKCE; what a request has by default goes into its body.
    request: request.defaults({ code_verifier: verifier }),
  }).catch(whyNot);
  if (typeof answer !== 'string') return answer.authentication.token;
  throw new Error(`GitHub gave no token for the code of a sign-in: ${answer}`);
}

/** In words: Octokit's errors carry the request, and with it the App's secret and the code. */
function whyNot(error: unknown): string {
  if (!(error instanceof RequestError)) return 'its answer cannot be read';
  if (error.response === undefined) return error.message;
  // Errors come with status 200: https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
  return fieldOf(error.response.data, 'error') ?? `it answered ${error.status}`;
}

const MOST_MS = 10_000;

function fieldOf(answer: unknown, name: string): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const value: unknown = Object.entries(answer).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : null;
}

// Every error reaches whoever asked; Octokit's own log would tell it twice.
const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
