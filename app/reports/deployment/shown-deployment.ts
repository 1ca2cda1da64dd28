import { inlineCode, inlineText } from '../markdown/inline-text.ts';

/** A deployment that GitHub shows, or refuses to. */
export type ShownDeployment = { readonly name: string; readonly environment: string } & (
  { readonly url: string | null } | { readonly refused: string }
);

/** What a check says of a run's deployments, as Markdown; none where there is nothing to say. */
export function deploymentLines(deployments: readonly ShownDeployment[]): readonly string[] {
  return deployments.map((one) => {
    const { name, environment } = one;
    if ('refused' in one) {
      return `GitHub shows no deployment of ${inlineText(name, 120)}: ${inlineText(one.refused, 450)}`;
    }
    const place = inlineCode(environment);
    const link = one.url === null ? place : `[${place}](${one.url})`;
    return `Deployment of ${inlineText(name, 120)}: ${link}.`;
  });
}
