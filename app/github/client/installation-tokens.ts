import githubAppJwt from 'universal-github-app-jwt';
import type { Octokit } from '@octokit/rest';
import type { Clock } from '../../runtime/ports/clock.ts';

export type AppIdentity = {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
};

/** A token lives for an hour; one with less than this left is not used for a new request. */
const SPARE_MS = 300_000;

/**
 * Tokens of installations, each asked for once in its life, however many want it. Their form is GitHub's business: they
 * are neither looked into nor cut. https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export class InstallationTokens {
  readonly #octokit: Octokit;
  readonly #app: AppIdentity;
  readonly #clock: Clock;
  readonly #known = new Map<
    number,
    Promise<{ readonly token: string; readonly expiresAt: number }>
  >();

  /** `octokit` has no credentials of its own. */
  constructor(octokit: Octokit, app: AppIdentity, clock: Clock) {
    this.#octokit = octokit;
    this.#app = app;
    this.#clock = clock;
  }

  async of(installation: number): Promise<string> {
    const known = this.#known.get(installation);
    if (known !== undefined) {
      const { token, expiresAt } = await known;
      if (expiresAt - SPARE_MS > this.#clock.now()) return token;
      // Whoever comes first asks anew; the others wait for the same answer.
      if (this.#known.get(installation) === known) this.forget(installation);
      return this.of(installation);
    }
    const asked = this.#ask(installation);
    this.#known.set(installation, asked);
    // One that failed is asked for again by whoever comes next.
    asked.catch(() => this.#known.delete(installation));
    return (await asked).token;
  }

  /** GitHub no longer takes it. */
  forget(installation: number): void {
    this.#known.delete(installation);
  }

  async #ask(installation: number) {
    const now = Math.floor(this.#clock.now() / 1000);
    const jwt = await githubAppJwt({ id: this.#app.appId, privateKey: this.#app.privateKey, now });
    const { data } = await this.#octokit.rest.apps.createInstallationAccessToken({
      installation_id: installation,
      headers: { authorization: `bearer ${jwt.token}` },
    });
    return { token: data.token, expiresAt: Date.parse(data.expires_at) };
  }
}
