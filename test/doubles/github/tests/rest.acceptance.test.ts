import { test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';

const ALL = {
  contents: 'write',
  checks: 'write',
  pull_requests: 'write',
  issues: 'write',
  actions: 'write',
  administration: 'write',
  workflows: 'write',
  members: 'read',
} as const;

test('every operation answers a real client as GitHub describes it', async () => {
  const github = await openTestGitHub();
  github.user('ann');
  const repo = github.repository('acme/model', { collaborators: { ann: 'write' } });
  const first = await repo.commit({
    files: {
      'README.md': '# hi\n',
      'src/a.py': 'print(1)\n',
      '.github/workflows/x.yml':
        'name: x\nrun-name: r ${{ inputs.k }}\non: {workflow_dispatch: {inputs: {k: {required: true}}}}\njobs: {}\n',
    },
  });
  repo.protect('main', { approvals: 1, checks: ['mlp'] });
  const app = github.app({ permissions: ALL, events: ['push'], webhookUrl: 'http://127.0.0.1:9/' });
  const id = app.install([repo]);
  const asApp = clientOf(github, app);
  const kit = clientOf(github, app, id);
  const at = { owner: 'acme', repo: 'model' };
  await asApp.rest.apps.getAuthenticated();
  await asApp.rest.apps.listInstallations();
  await asApp.rest.apps.getInstallation({ installation_id: id });
  await asApp.rest.apps.getRepoInstallation(at);
  await asApp.rest.apps.getOrgInstallation({ org: 'acme' });
  await kit.rest.apps.listReposAccessibleToInstallation();
  await kit.rest.repos.get(at);
  await kit.rest.repos.listBranches(at);
  await kit.rest.repos.getBranch({ ...at, branch: 'main' });
  await kit.rest.repos.getBranchRules({ ...at, branch: 'main' });
  await kit.rest.repos.getBranchProtection({ ...at, branch: 'main' });
  await kit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: 'ann' });
  await kit.rest.repos.getContent({ ...at, path: 'src' });
  await kit.rest.repos.getContent({ ...at, path: 'src/a.py' });
  await kit.rest.repos.getContent({ ...at, path: '' });
  await kit.rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'src/b.py',
    message: 'b',
    content: Buffer.from('b').toString('base64'),
  });
  await kit.rest.repos.getCommit({ ...at, ref: 'main' });
  await kit.rest.repos.listCommits(at);
  await kit.rest.git.createRef({ ...at, ref: 'refs/heads/topic', sha: first });
  await kit.rest.git.getRef({ ...at, ref: 'heads/topic' });
  await kit.rest.git.listMatchingRefs({ ...at, ref: 'heads/' });
  const blob = await kit.rest.git.createBlob({ ...at, content: 'x' });
  await kit.rest.git.getBlob({ ...at, file_sha: blob.data.sha });
  const commit1 = await kit.rest.git.getCommit({ ...at, commit_sha: first });
  const tree = await kit.rest.git.createTree({
    ...at,
    base_tree: commit1.data.tree.sha,
    tree: [{ path: 'deep/er/x.txt', mode: '100644', type: 'blob', sha: blob.data.sha }],
  });
  await kit.rest.git.getTree({ ...at, tree_sha: tree.data.sha, recursive: '1' });
  const commit = await kit.rest.git.createCommit({
    ...at,
    message: 'm',
    tree: tree.data.sha,
    parents: [first],
  });
  await kit.rest.git.updateRef({ ...at, ref: 'heads/topic', sha: commit.data.sha });
  await kit.rest.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...topic' });
  const pull = await kit.rest.pulls.create({ ...at, title: 't', head: 'topic', base: 'main' });
  const n = { ...at, pull_number: pull.data.number };
  await kit.rest.pulls.list(at);
  await kit.rest.pulls.get(n);
  await kit.rest.pulls.listFiles(n);
  await kit.rest.pulls.listCommits(n);
  await kit.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: commit.data.sha });
  await kit.rest.pulls.update({ ...n, title: 't2' });
  github.user('ann').review(repo, 1, { state: 'APPROVED' });
  await kit.rest.pulls.listReviews(n);
  const review = await kit.rest.pulls.createReview({ ...n, event: 'COMMENT', body: 'x' });
  await kit.rest.pulls.getReview({ ...n, review_id: review.data.id });
  await kit.rest.pulls.dismissReview({ ...n, review_id: review.data.id, message: 'no' });
  const comment = await kit.rest.issues.createComment({ ...at, issue_number: 1, body: 'hello' });
  const c = { ...at, comment_id: comment.data.id };
  await kit.rest.issues.updateComment({ ...c, body: 'hello 2' });
  await kit.rest.issues.getComment(c);
  await kit.rest.issues.listComments({ ...at, issue_number: 1 });
  await kit.rest.reactions.createForIssueComment({ ...c, content: 'eyes' });
  const r = await kit.rest.reactions.listForIssueComment(c);
  await kit.rest.reactions.deleteForIssueComment({ ...c, reaction_id: r.data[0]!.id });
  await kit.rest.issues.deleteComment(c);
  const issue = await kit.rest.issues.create({ ...at, title: 'bad', labels: ['x'] });
  await kit.rest.issues.update({ ...at, issue_number: issue.data.number, state: 'closed' });
  await kit.rest.issues.get({ ...at, issue_number: issue.data.number });
  await kit.rest.issues.listForRepo({ ...at, state: 'all' });
  const check = await kit.rest.checks.create({
    ...at,
    name: 'mlp',
    head_sha: commit.data.sha,
    status: 'in_progress',
  });
  const k = { ...at, check_run_id: check.data.id };
  await kit.rest.checks.update({
    ...k,
    conclusion: 'success',
    output: {
      title: 't',
      summary: 's',
      annotations: [
        { path: 'src/a.py', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'm' },
      ],
    },
    actions: [{ label: 'Retry', description: 'd', identifier: 'retry' }],
  });
  await kit.rest.checks.get(k);
  await kit.rest.checks.listAnnotations(k);
  await kit.rest.checks.listForRef({ ...at, ref: 'topic' });
  await kit.rest.checks.listSuitesForRef({ ...at, ref: 'topic' });
  await kit.rest.checks.getSuite({ ...at, check_suite_id: check.data.check_suite!.id });
  await kit.rest.checks.listForSuite({ ...at, check_suite_id: check.data.check_suite!.id });
  await kit.rest.checks.rerequestRun(k);
  await kit.rest.checks.rerequestSuite({ ...at, check_suite_id: check.data.check_suite!.id });
  github.user('ann').press(repo, check.data.id, 'retry');
  await kit.rest.actions.listRepoWorkflows(at);
  await kit.rest.actions.getWorkflow({ ...at, workflow_id: 'x.yml' });
  const d = await kit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      ...at,
      workflow_id: 'x.yml',
      ref: 'main',
      inputs: { k: 'v' },
      return_run_details: true,
    } as never,
  );
  const run_id = (d.data as unknown as { workflow_run_id: number }).workflow_run_id;
  await kit.rest.actions.listWorkflowRunsForRepo(at);
  await kit.rest.actions.listWorkflowRuns({ ...at, workflow_id: 'x.yml' });
  await kit.rest.actions.getWorkflowRun({ ...at, run_id });
  await kit.rest.actions.listJobsForWorkflowRun({ ...at, run_id });
  await kit.rest.actions.cancelWorkflowRun({ ...at, run_id });
  await kit.rest.actions.generateRunnerJitconfigForRepo({
    ...at,
    name: 'r',
    runner_group_id: 1,
    labels: ['x'],
  });
  await kit.rest.actions.listSelfHostedRunnersForRepo(at);
  await kit.rest.rateLimit.get();
  await kit.rest.users.getByUsername({ username: 'ann' });
  await kit.rest.orgs.get({ org: 'acme' });
  await kit.rest.pulls.merge(n);
  await asApp.rest.apps.listWebhookDeliveries();
  await kit.graphql(
    'query { repository(owner: "acme", name: "model") { object(expression: "main:src") { ... on Tree { oid entries { name path type mode oid object { ... on Blob { byteSize isBinary isTruncated text } } } } } pullRequest(number: 1) { headRefOid reviewDecision latestOpinionatedReviews(first: 50, writersOnly: true) { nodes { state author { login } commit { oid } authorCanPushToRepository onBehalfOf(first: 5) { nodes { slug } } } } } } }',
  );
}, 60_000);
