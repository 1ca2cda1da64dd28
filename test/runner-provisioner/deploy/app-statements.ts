import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A statement of a policy, as far as two ways of writing it down can be compared. */
export type Statement = {
  readonly actions: readonly string[];
  /** Of its resources what comes after the account: `instance/*`. */
  readonly resources: readonly string[];
  /** `StringLike aws:RequestTag/mlp:controller`; values only where they are written out. */
  readonly conditions: readonly string[];
};

const PERMISSIONS = 'runner-provisioner/deploy/cloudformation/permissions.yaml';

type Written = {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
};

/** What the App may do by the template of CloudFormation, by the names of the statements. */
export function appStatements(): Readonly<Record<string, Statement>> {
  const template = parse(readFileSync(PERMISSIONS, 'utf8'), { logLevel: 'silent' }) as {
    readonly Resources: {
      readonly AppPolicy: {
        readonly Properties: {
          readonly PolicyDocument: { readonly Statement: readonly (Written | unknown[])[] };
        };
      };
    };
  };
  const { Statement: all } = template.Resources.AppPolicy.Properties.PolicyDocument;
  // `!If` is a list of its condition and of what there is then.
  const statements = all.map((each) => (Array.isArray(each) ? each[1] : each) as Written);
  return Object.fromEntries(statements.map((each) => [each.Sid, statementOf(each)]));
}

function statementOf({ Action, Resource, Condition = {} }: Written): Statement {
  return {
    actions: [Action].flat().toSorted(),
    resources: [Resource].flat().map(kindOf).toSorted(),
    conditions: Object.entries(Condition)
      .flatMap(([test, keys]) =>
        Object.entries(keys).map(([key, values]) => conditionText(test, key, [values].flat())),
      )
      .toSorted(),
  };
}

export function kindOf(resource: string): string {
  return resource.slice(resource.lastIndexOf(':') + 1).replace(/^.*\.Arn$/, '(another)');
}

export function conditionText(test: string, key: string, values: readonly string[]): string {
  const written = values.filter((value) => !/^(?:\$|ec2\.\$|Controller$|Types$)/.test(value));
  return [test, key, ...written].join(' ');
}
