/** Texts that steps, programs and runners leave where we read them. */
export const METRICS: readonly string[] = [
  '{"auc": 0.91, "loss": {"train": 1e-3, "val": NaN}, "n": 12345678901234567890}',
  '{"a.b": 1, "a": {"b": 2}}',
  '{"value": 0.9, "low": 0.8, "high": 0.95}',
  'auc: 0.91\nloss: { train: 0.1, val: .nan }\nx: &a { y: 1 }\nz: *a\n',
  'a: &a [1, 2]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n',
];
export const LIVE: readonly string[] = [
  '{"step": 1, "loss": 0.5}\n{"step": 2, "loss": Infinity}\n',
  '{"step": 1, "hunter2-hunter2": 1}\n{"step": 2, "a": "hunter2-hunter2"}\n',
  '{"step": -1}\n\n{"step": 1e400, "a": {"b": {"c": 1}}}',
];
export const OUTPUTS: readonly string[] = [
  'a=1\nn=2.5\nb=true\nj={"x": [1]}\n',
  'j<<EOF\n{"a":\n1}\nEOF\n',
  'toString=x\n__proto__=y\n',
  'j=[[[[[[1]]]]]]\n',
];
export const TABLES: readonly string[] = [
  'x,y\n1,2\n2,3\n3,5\n',
  'x\ty\n1\t2\n',
  '{"x":1,"y":2}\n{"x":2,"y":3}\n',
  '[{"x":1,"y":2},{"x":"2","y":null}]',
];
export const PRINTED: readonly string[] = [
  'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    import x\nModuleNotFoundError: No module named \'x\'\n',
  "bash: line 1: foo: command not found\ncat: a.txt: No such file or directory\nENOENT: no such file or directory, open 'a/b.csv'\n",
  '10%|#  |\r20%|## |\r100%|###|\nhunter2-hunter2\n',
];
export const REQUIREMENTS: readonly string[] = [
  '-r base.txt\nnumpy==1.2\n',
  '-c base.txt\npkg @ https://x/y.whl\n',
  '-e .\n',
  'a\r\n-r requirements.txt\n',
];
export const JOB: readonly string[] = [
  '{"inputs":{"bootstrap":"let me in"}}',
  '{"KEY":"value","B":"x"}',
  '[]',
  'null',
  '',
];
export const JOB_SCHEMA = {
  type: 'object',
  required: ['inputs'],
  properties: {
    inputs: {
      type: 'object',
      required: ['bootstrap'],
      properties: { bootstrap: { type: 'string' } },
    },
  },
};
