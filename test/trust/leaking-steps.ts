/** Where the repository's secret comes from in a step. */
const SECRET = '    env: { TOKEN: "${{ secrets.TOKEN }}" }\n    cache: false\n';

/**
 * Each step lets the secret out in another way. Two are not here, since nobody could hide them: the content of a file that
 * a step makes its output is kept as the step wrote it, for whoever may have that output; and pieces of a secret, apart
 * from each other, are just text (`prints` prints two: neither is looked for).
 */
export const LEAKING_PIPELINE = `name: leaky
on: { push: {} }
steps:
  prints:
    run: python3 leak.py prints
    metrics: { path: metrics.json, live: live.jsonl }
${SECRET}  metric:
    run: python3 leak.py metric
    metrics: metrics.json
${SECRET}  output:
    run: python3 leak.py output
    outputs: { note: { type: string } }
${SECRET}  file:
    run: python3 leak.py file
    outputs: { model: { type: dataset, path: out } }
${SECRET}  plot:
    run: python3 leak.py plot
    plots: ["plots/*.svg"]
${SECRET}  dies:
    run: python3 leak.py dies
${SECRET}`;

/** Prints what it finds in its environment and in those of the job's processes above it, and the secret in every form. */
export const LEAKING_PROGRAM = `import base64, glob, json, os, sys, urllib.parse

secret = os.environ["TOKEN"]
raw = secret.encode()


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "a") as file:
        file.write(text)


def environments_above():
    process = os.getppid()
    while process > 1:
        try:
            with open(f"/proc/{process}/environ") as file:
                variables = file.read().split("\\0")
            # The machine's own processes are not the job's.
            if "GITHUB_ACTIONS=true" not in variables:
                return
            for each in variables:
                print("above:", each)
            with open(f"/proc/{process}/stat") as file:
                process = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            return


def prints():
    for name, value in os.environ.items():
        print("own:", name, value)
    environments_above()
    print("plain", secret, file=sys.stderr)
    print("within", f"https://user:{secret}@example.com/?q={urllib.parse.quote(secret)}")
    print("base64", base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode())
    print("base64 within", base64.b64encode(b"user:" + raw + b":x").decode())
    print("url", urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret))
    print("hex", raw.hex(), raw.hex().upper())
    print("json", json.dumps({"token": secret}))
    for half in (secret[:20], secret[20:]):
        print("part", half)
    write("metrics.json", json.dumps({"auc": 0.5, "fact": "it is " + secret}))
    write("live.jsonl", json.dumps({"step": 1, "loss": 1, secret: 2}) + "\\n")
    write(os.environ["MLPIPELINES_SUMMARY"], f"# The secret is {secret}\\n")


def metric():
    write("metrics.json", json.dumps({"auc": 0.5, secret: 1}))


def output():
    write(os.environ["MLPIPELINES_OUTPUT"], f"note={secret}\\n")


def file():
    write(f"out/{secret}.txt", "a file with a telling name")


def plot():
    write(f"plots/{secret}.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')


def dies():
    raise RuntimeError(f"cannot sign in with {secret}")


globals()[sys.argv[1]]()
`;
