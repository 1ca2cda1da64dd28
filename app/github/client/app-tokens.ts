import { createAppAuth } from '@octokit/auth-app';
import type { Octokit } from '@octokit/rest';
import githubAppJwt from 'universal-github-app-jwt';
import type { Clock } from '../../runtime/ports/clock.ts';
import { NoToken } from './call-errors.ts';

export type AppIdentity = {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
};

/** A token lives for an hour; one with less than this left is not used for a new request. */
const SPARE_MS = 300_000;

/**
 * Tokens of the App, and of its installations: each of these is asked for once in its life, however many want it. The
 * library shares a request among all who name the same installation, whichever App they are: a process is one App.
 * https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export class AppTokens {
  readonly #auth: ReturnType<typeof createAppAuth>;
  readonly #clock: Clock;
  // Beside the library's cache, which goes by the wall clock, and has no way to forget a token that GitHub refused.
  readonly #known = new Map<number, { readonly token: string; readonly expiresAt: number }>();

  /** `octokit` has no credentials of its own. */
  constructor(octokit: Octokit, app: AppIdentity, clock: Clock) {
    this.#auth = createAppAuth({
      appId: app.appId,
      // As the library makes it, but by our clock.
      createJwt: async () => {
        const now = Math.floor(clock.now() / 1000);
        const { token, expiration } = await githubAppJwt({
          id: app.appId,
          privateKey: app.privateKey,
          now,
        });
        return { jwt: token, expiresAt: new Date(expiration * 1000).toISOString() };
      },
      request: octokit.request,
    });
    this.#clock = clock;
  }

  /** Of the App itself: made here, it lives for minutes. */
  async ofApp(): Promise<string> {
    return (await this.#auth({ type: 'app' })).token;
  }

  async of(installation: number): Promise<string> {
    const known = this.#known.get(installation);
    if (known !== undefined && known.expiresAt - SPARE_MS > this.#clock.now()) return known.token;
    // Those who want it at once wait for the same answer; one that failed is asked for again by whoever comes next.
    const asked = { type: 'installation', installationId: installation, refresh: true } as const;
    const { token, expiresAt } = await this.#auth(asked).catch((error: unknown) => {
      throw new NoToken(installation, error);
    });
    this.#known.set(installation, { token, expiresAt: Date.parse(expiresAt) });
    return token;
  }

  /** GitHub no longer takes it. */
  forget(installation: number): void {
    this.#known.delete(installation);
  }
}
