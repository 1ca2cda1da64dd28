import webhooksExamples from '@octokit/webhooks-examples' with { type: 'json' };

export type Body = { readonly event: string; readonly body: string };
export type Of = {
  readonly installation: number;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
};

// It is a CommonJS module whose types say that it has a default export.
const examples = webhooksExamples as unknown as typeof webhooksExamples.default;

/** Payloads that GitHub once sent, of their whole size, as if they came from these repositories. */
export function recordedBodies(events: readonly string[], repositories: readonly Of[]): Body[] {
  const recorded = examples.filter(({ name }) => events.includes(name));
  return repositories.flatMap(({ installation, id, owner, name }) =>
    recorded.flatMap(({ name: event, examples: payloads }) =>
      payloads.flatMap((payload: object) => {
        if (!('repository' in payload)) return [];
        const was = payload.repository as { readonly owner: object };
        const repository = { ...was, id, name, owner: { ...was.owner, login: owner } };
        const body = { ...payload, repository, installation: { id: installation } };
        return [{ event, body: JSON.stringify(body) }];
      }),
    ),
  );
}
