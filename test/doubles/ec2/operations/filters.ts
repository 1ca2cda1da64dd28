import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { Ec2Error } from '../state/ec2-error.ts';

/** What each filter looks at in an item. */
export type FilterTable<Item> = Readonly<
  Record<string, (item: Item) => string | undefined | readonly (string | undefined)[]>
>;

/**
 * The items that pass all filters; a filter lets through whatever one of its values fits. `*` and `?` stand for any
 * characters, `tag:NAME` and `tag-key` look at tags; a filter that EC2 does not know is refused.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export function filtered<Item>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  { table, tagsOf }: { table: FilterTable<Item>; tagsOf?: (item: Item) => readonly Tag[] },
): Item[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    const look = lookFor(Name, table, tagsOf);
    const patterns = Values.map(patternOf);
    return (item: Item) => {
      const found = [look(item)].flat();
      return found.some((text) => text !== undefined && patterns.some((each) => each.test(text)));
    };
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function lookFor<Item>(
  name: string,
  table: FilterTable<Item>,
  tagsOf: ((item: Item) => readonly Tag[]) | undefined,
): (item: Item) => string | undefined | readonly (string | undefined)[] {
  if (tagsOf !== undefined && name.startsWith('tag:'))
    return (item) => tagsOf(item).find(({ Key }) => Key === name.slice(4))?.Value;
  if (tagsOf !== undefined && name === 'tag-key')
    return (item) => tagsOf(item).map(({ Key }) => Key);
  const look = table[name];
  if (look === undefined)
    throw new Ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
  return look;
}

function patternOf(value: string): RegExp {
  const escaped = value.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
