import { NO_POLICY } from '../../../app/domain/policy.ts';
import { describe, expect, test } from 'vitest';
import { COMMANDS, helpText } from '../../../app/github/commands/command-table.ts';
import { parseCommands } from '../../../app/github/commands/parse-commands.ts';

const names = (comment: string) =>
  parseCommands(comment).map((command) => `${command.type} ${command.name}`);

describe('commands in a comment', () => {
  test.each([
    ['/mlp status', ['known status']],
    ['/mlp', ['known help']],
    ['/MLP Status  ', ['known status']],
    ['Please\r\n/mlp run\r\nthanks\r\n/retrain', ['known run', 'bare retrain']],
    ['/retrain epochs=5', ['bare retrain']],
    [' /mlp run', []],
    ['please /mlp run', []],
    ['> /mlp run', []],
    ['```\n/mlp run\n```', []],
    ['```sh\n/mlp run\n```\n/mlp plan', ['known plan']],
    ['~~~\n```\n/mlp run\n~~~\n/mlp plan', ['known plan']],
    ['````\n```\n/mlp run\n````', []],
    ['```\n/mlp run', []],
    ['`/mlp run`', []],
    ['    /mlp run', []],
    ['<!--\n/mlp run\n-->\n/mlp plan', ['known plan']],
    ['<!-- /mlp run', []],
    [
      '/mlp status<!--\n/mlp run\n-->\n/mlp plan<!---->\n/mlp logs',
      ['known status', 'known plan', 'known logs'],
    ],
    ['a <!--a--> b <!--b\n/mlp run', []],
    ['<!-->\n/mlp run\n-->\n/mlp plan', ['known plan']],
    ['<!--\n/mlp run\n-->/mlp plan', ['known plan']],
    ['```sh `x`\n/mlp run', ['known run']],
    ['~~~sh `x`\n/mlp run', []],
    ['```\n```sh\n/mlp run\n```\n/mlp plan', ['known plan']],
    ['```\n~~~\n/mlp run', []],
    ['~~~\n~~~~\n/mlp plan', ['known plan']],
    ['  ```\n/mlp run\n   ```  \n/mlp plan', ['known plan']],
    ['/mlp run ``` x', ['known run']],
    ['/usr/bin/python is here', []],
    ['/', []],
    ['/123', []],
    ['/mlp frobnicate', ['unknown frobnicate']],
    ['/mlp run lr="3', ['malformed run']],
    ['/mlp run a=1 a=2', ['malformed run']],
    ["/retrain note=it's", ['malformed retrain']],
    ['/retrain note="no end', ['malformed retrain']],
    ['/retrain a=1 a=2', ['malformed retrain']],
    ['/mlp status\n'.repeat(9), Array.from({ length: 5 }, () => 'known status')],
    ['', []],
  ])('%j', (comment, expected) => {
    expect(names(comment)).toEqual(expected);
  });

  test('take an empty value behind a name', () => {
    expect(parseCommands('/retrain note= --day= epochs=5')).toMatchObject([
      { name: 'retrain', words: [], named: { note: '', day: '', epochs: '5' } },
    ]);
  });

  test('refuse names and values that nobody types', () => {
    expect(names(`/mlp run a=${'x'.repeat(1000)}`)).toEqual(['known run']);
    expect(names(`/mlp run a=${'x'.repeat(1001)}`)).toEqual(['malformed run']);
    expect(names(`/mlp run ${'x'.repeat(100)}=1`)).toEqual(['known run']);
    expect(names(`/mlp run ${'x'.repeat(101)}=1`)).toEqual(['malformed run']);
  });

  test('that cannot be read say why, bare words too', () => {
    const why = (comment: string) =>
      parseCommands(comment).map((command) =>
        command.type === 'malformed' ? `${command.isBare}: ${command.message}` : command.type,
      );
    expect(why("/retrain note=it's")).toEqual([
      `true: \`note=it's\` has a quote inside a word: put the whole value into quotes of the other kind, as \`note="it's"\``,
    ]);
    expect(why('/retrain note="no end')).toEqual([
      'true: `note="no` opens a quote that nothing closes',
    ]);
    expect(why('/retrain note="a\\"b"')).toEqual([
      expect.stringContaining('has a quote inside a word'),
    ]);
    expect(why('/mlp run a=1 a=2')).toEqual(['false: `a` is given twice']);
    // GitHub links a name that looks like an address.
    expect(why('/m www.epochs= www.epochs=')).toEqual(['true: `www.epochs` is given twice']);
    expect(why("/retrain `@team`'")).toEqual([expect.stringContaining("`'@team''`")]);
  });

  test('show at most forty characters of what is too long, and of what is after a blank', () => {
    const [long] = parseCommands(`/mlp run ${'x'.repeat(1001)}`);
    expect(long).toMatchObject({
      message: `\`${'x'.repeat(40)}\` is too long, or neither a word nor key=value`,
    });
    const [quoted] = parseCommands(`/mlp run   a"b`);
    expect(quoted).toMatchObject({ message: expect.stringMatching(/^`a"b` has a quote/) });
  });

  test('suggest what was meant', () => {
    expect(parseCommands('/mlp stauts')).toEqual([
      { type: 'unknown', name: 'stauts', meant: 'status' },
    ]);
    expect(parseCommands('/mlp zzzzzzz')).toMatchObject([{ meant: null }]);
  });

  test('carry words and values, quoted or not', () => {
    const line = `/mlp run churn lr=3e-4 --epochs=5 note="two words" who='a "b"' empty=""`;
    expect(parseCommands(line)).toEqual([
      {
        type: 'known',
        name: 'run',
        line,
        words: ['churn'],
        named: { lr: '3e-4', epochs: '5', note: 'two words', who: 'a "b"', empty: '' },
      },
    ]);
  });

  test('do not take the names that every object has for params', () => {
    const [command] = parseCommands('/mlp run __proto__=1 constructor=2');
    expect(command).toMatchObject({ type: 'known' });
    expect(Object.entries(command?.type === 'known' ? command.named : {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  test('are all in the help', () => {
    for (const { name } of COMMANDS) expect(helpText(NO_POLICY)).toContain(`\`/mlp ${name}`);
  });
});
