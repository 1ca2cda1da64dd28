import { Octokit } from '@octokit/rest';

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
      const octokit = new Octokit({
        baseUrl: deps.apiUrl,
        userAgent: 'mlpipelines',
        log: SILENT,
        auth: await exchange(deps, code, verifier),
      });
      const { id, login } = (await octokit.rest.users.getAuthenticated()).data;
      return { id, login };
    },
  };
}

async function exchange(deps: LoginDeps, code: string, verifier: string): Promise<string> {
  const response = await fetch(`${deps.webUrl}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      client_id: deps.clientId,
      client_secret: deps.clientSecret,
      code,
      redirect_uri: deps.callbackUrl,
      code_verifier: verifier,
    }),
    signal: AbortSignal.timeout(MOST_MS),
  });
  const answer: unknown = await response.json();
  const token = fieldOf(answer, 'access_token');
  if (token !== null) return token;
  // Errors come with status 200: https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
  const why = fieldOf(answer, 'error') ?? `it answered ${response.status}`;
  throw new Error(`GitHub gave no token for the code of a sign-in: ${why}`);
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
