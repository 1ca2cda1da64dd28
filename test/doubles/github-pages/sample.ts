import type { GitHub } from '../github/open-github.ts';

const TRAIN = `"""Trains a model."""
import argparse


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=500)
    args = parser.parse_args()
    for epoch in range(args.epochs):
        print(f"epoch {epoch}")


if __name__ == "__main__":
    main()
`;

const PIPELINE = `name: penguins
on:
  push: { branches: [main] }
  pull_request: {}
  command: [retrain]

params:
  epochs: { type: number, default: 500 }

steps:
  ingest:
    run: python3 src/ingest.py
  train:
    needs: [ingest]
    run: python3 src/train.py --epochs \${{ params.epochs }}
  evaluate:
    needs: [trian]
    run: python3 src/evaluate.py
`;

const GRAPH = `flowchart LR
  n0["ingest: cached"]:::good
  n1["train × 3 cells#58; running"]:::live
  n2["evaluate: waits"]:::muted
  n0 --> n1
  n1 --> n2
  classDef good fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  classDef live fill:#ddf4ff,stroke:#0969da,color:#1f2328
  classDef muted fill:#f6f8fa,stroke:#8c959f,color:#59636e
`;

const TABLE = `| Step | Result | Time | Metric | Gates |
| --- | --- | ---: | --- | --- |
| <code>ingest</code> | ✅ cached |  |  |  |
| <code>train</code> | 🔵 running | 12.4 s | <code>val&#95;accuracy</code> 0.9706 | 2 of 2 hold |
| <code>evaluate</code> | ⚪ waits |  |  |  |`;

/** What an App says of a run in a pull request. */
export const REPORT = `<!-- report -->

### 🔵 penguins

[Run #1](http://127.0.0.1:9/runs/1) of <code>4f2a91c</code> is running. <code>██████░░░░░░</code> 1/3

\`\`\`mermaid
${GRAPH}\`\`\`

<details open><summary>Steps</summary>

${TABLE}

</details>

<sub>This comment is kept up to date. <code>/mlp help</code> lists the commands.</sub>
`;

/** What an App says of a run in a check; it also tries what GitHub's sanitizer takes away. */
export const SUMMARY = `The model is **better**: accuracy 0.9706 (was 0.9612).

${TABLE}

### What failed

\`\`\`text
Traceback (most recent call last):
  File "src/train.py", line 9, in main
\`\`\`

<script>document.title = 'taken over'</script><img src="data:image/png;base64,AAAA" alt="a plot" onerror="alert(1)">
`;

/** A repository with pipelines, an App and two people; a pull request that changes the model. */
export async function openSample(github: GitHub, webhookUrl: string | null) {
  github.user('morgan');
  github.user('riley');
  const repo = github.repository('acme/penguins', {
    collaborators: { morgan: 'maintain', riley: 'write' },
  });
  await repo.commit({
    by: 'morgan',
    message: 'Tell penguins apart',
    files: {
      '.mlpipelines/penguins.yml': PIPELINE,
      'src/train.py': TRAIN,
      'src/ingest.py': 'print("ingest")\n',
      'README.md': '# Penguins\n',
    },
  });
  const app = github.app({
    name: 'mlpipelines',
    permissions: { checks: 'write', pull_requests: 'write', contents: 'read', issues: 'write' },
    events: ['push', 'pull_request', 'issue_comment', 'pull_request_review', 'check_run'],
    ...(webhookUrl !== null && { webhookUrl }),
  });
  const installation = app.install([repo]);
  await repo.commit({
    branch: 'more-epochs',
    by: 'riley',
    message: 'Train for longer',
    files: { 'src/train.py': TRAIN.replace('default=500', 'default=900') },
  });
  const number = await github.user('riley').openPull(repo, {
    head: 'more-epochs',
    title: 'Train for longer',
    body: 'The curve still **rises** at 500 epochs.\n\n- [x] tried locally\n- [ ] read the report',
  });
  return { repo, app, installation, number };
}
