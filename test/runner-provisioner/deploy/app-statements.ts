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

const FOLDER = 'runner-provisioner/deploy/cloudformation';

type Written = {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
};

/** What the App may do by the template of CloudFormation, by the names of the statements. */
export function appStatements(): Readonly<Record<string, Statement>> {
  const { AppPolicy } = resourcesOf('permissions') as {
    readonly AppPolicy: { readonly Properties: { readonly PolicyDocument: Document } };
  };
  return statementsOf(AppPolicy.Properties.PolicyDocument);
}

/** The same of the workflow that ends machines. */
export function expiryStatements(): Readonly<Record<string, Statement>> {
  const { ExpiryRole } = resourcesOf('expiry') as {
    readonly ExpiryRole: {
      readonly Properties: { readonly Policies: readonly [{ readonly PolicyDocument: Document }] };
    };
  };
  return statementsOf(ExpiryRole.Properties.Policies[0].PolicyDocument);
}

type Document = { readonly Statement: readonly (Written | unknown[])[] };

function resourcesOf(name: string): object {
  const text = readFileSync(`${FOLDER}/${name}.yaml`, 'utf8');
  return (parse(text, { logLevel: 'silent' }) as { readonly Resources: object }).Resources;
}

function statementsOf({ Statement: all }: Document): Readonly<Record<string, Statement>> {
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
