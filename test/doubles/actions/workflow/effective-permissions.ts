import { isMap, type Json } from '../json.ts';

export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
const SCOPES = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
];

/** What the job's token may do: the job's `permissions`, else the workflow's, else the restricted default. */
export function effectivePermissions(
  workflow: Json | undefined,
  job: Json | undefined,
): Permissions {
  const asked = job ?? workflow;
  if (asked === undefined || asked === null) {
    return { contents: 'read', packages: 'read', metadata: 'read' };
  }
  return { ...granted(asked), metadata: 'read' };
}

function granted(asked: Json): Permissions {
  if (asked === 'read-all') return all('read');
  if (asked === 'write-all') return all('write');
  const permissions: Record<string, 'read' | 'write'> = {};
  for (const [scope, level] of Object.entries(isMap(asked) ? asked : {})) {
    if (level === 'read' || level === 'write') permissions[scope] = level;
  }
  return permissions;
}

// There is no reading of an id-token: https://docs.github.com/actions/concepts/security/openid-connect
function all(level: 'read' | 'write'): Permissions {
  const scopes = SCOPES.filter((scope) => level === 'write' || scope !== 'id-token');
  return Object.fromEntries(scopes.map((scope) => [scope, level]));
}
