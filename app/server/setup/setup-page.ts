import { html } from 'hono/html';
import type { Html } from '../../web/frame/document.ts';
import { sentenceWithCode } from '../../web/frame/sentence.ts';
import type { AppManifest } from './app-manifest.ts';
import type { PermissionNeed } from './app-needs.ts';

export type SetupPage = {
  /** GitHub's page that takes the manifest. */
  readonly action: string;
  readonly manifest: AppManifest;
  /** Why it asks for what. */
  readonly needs: readonly PermissionNeed[];
  /** Where GitHub will reach this server. */
  readonly url: string;
  /** Whose App it becomes; null: the visitor's own. */
  readonly organisation: string | null;
  readonly secret: string;
};

/** Says what will be registered for whom, and sends it to GitHub. */
export function setupPage(page: SetupPage): Html {
  const { action, manifest, url, organisation } = page;
  return html`<section class="message">
    <h1>Set up mlpipelines</h1>
    <p>
      mlpipelines is a GitHub App of your own. GitHub registers it and hands its credentials to this
      server alone, which keeps them in its state folder.
    </p>
    ${isReachable(url) ? '' : unreachable(url)} ${ownerCard(page)}
    <section class="card">
      <h2>What it may do</h2>
      <p class="note">
        In the repositories that you install it on. Each permission with what it is for, and what
        stops without it.
      </p>
      ${permissions(manifest, page.needs)}
      <p class="note">GitHub sends it events at <code>${manifest.hook_attributes.url}</code>.</p>
    </section>
    <form action="${action}" method="post">
      <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
      <button type="submit" class="button">
        Register the App for ${organisation ?? 'my account'}
      </button>
    </form>
    <p class="dim">
      GitHub then asks for a name that no other App has, and on which repositories to install it.
    </p>
    <p class="dim">
      One thing cannot be asked for here: for <code>mlpipelines login</code>, tick “Enable Device
      Flow” on the App’s settings page afterwards.
    </p>
  </section>`;
}

function ownerCard({ organisation, secret }: SetupPage): Html {
  return html`<section class="card">
    <h2><label for="organisation">Which organisation is to own it?</label></h2>
    <form class="field" action="/setup" method="get">
      <input type="hidden" name="secret" value="${secret}" />
      <input
        id="organisation"
        name="organisation"
        placeholder="none: my own account"
        value="${organisation ?? ''}"
      />
      <button type="submit" class="quiet">Choose</button>
    </form>
  </section>`;
}

function permissions(
  { default_permissions: permitted }: AppManifest,
  needs: readonly PermissionNeed[],
): Html {
  const reasons = new Map(needs.map((need) => [need.name, need]));
  return html`<div class="wide" tabindex="0" role="region" aria-label="Permissions">
    <table class="note needs">
      <thead>
        <tr>
          <th scope="col">Permission</th>
          <th scope="col">What it is for</th>
          <th scope="col">Without it</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(permitted).map(([name, level]) => {
          const { use = '', loss = '' } = reasons.get(name) ?? {};
          return html`<tr>
            <th scope="row">${name.replaceAll('_', ' ')}: ${level}</th>
            <td>${sentenceWithCode(use)}</td>
            <td><span class="lead">Without it:</span> ${sentenceWithCode(loss)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function isReachable(url: string): boolean {
  return !/^http:\/\/(?:localhost|127\.|\[::1\])/.test(url);
}

function unreachable(url: string): Html {
  return html`<p class="warning">
    GitHub cannot reach <code>${url}</code>. Start this server with <code>MLPIPELINES_URL</code> set
    to an address that it can reach, for instance that of a tunnel.
  </p>`;
}
