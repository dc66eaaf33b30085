"""Runs the scorers over what was exported, and fails where a figure is below its least.

usage: oracle.py SHARED WORK MIN.json

MIN.json has three parts: "score" (line, then figure: what score.py --min takes), "permissions" (found, right) and
"descriptions" (item, then figure: "described" of those that Microsoft describes, and "close" of those both describe)."""
import json
import subprocess
import sys

shared, work, least = sys.argv[1:4]
oracle, docs = f"{shared}/oracle", f"{shared}/docs/v1.0"
csdl, operations = f"{work}/v1.0.csdl.xml", f"{work}/v1.0.jsonl"
least = json.load(open(least, encoding="utf-8"))
failed = []


def run(script, *arguments):
    """The output of a scorer; its exit code is ours to judge, except that it must have run."""
    done = subprocess.run([sys.executable, f"{oracle}/{script}", *arguments], capture_output=True, text=True)
    if done.returncode and done.stderr:
        sys.exit(done.stderr)
    return done.stdout


def check(name, value, minimum):
    print(f"{name:58}{value:8.2%}  at least {minimum:.2%}")
    if value < minimum:
        failed.append(name)


def ratio(line, figure):
    """A figure of a line; a line that isn't there is worth nothing."""
    return (lines.get(line) or {}).get(figure) or 0


run("score.py", "--truth", f"{oracle}/v1.0-2021-07.csdl.xml", "--docs", docs, "--export", csdl,
    "--paths", operations, "--json", f"{work}/score.json")
lines = json.load(open(f"{work}/score.json", encoding="utf-8"))
for line, figures in least["score"].items():
    for figure, minimum in figures.items():
        check(f"{line}: {figure}", ratio(line, figure), minimum)

run("permissions.py", "--truth", f"{oracle}/permissions-v1.0-2021-07.json", "--operations", operations,
    "--show", "0", "--json", f"{work}/permissions.json")
permissions = json.load(open(f"{work}/permissions.json", encoding="utf-8"))
for figure, minimum in least["permissions"].items():
    check(f"permissions: {figure}", permissions[figure], minimum)

table = run("descriptions.py", f"{oracle}/theirs-v1.0-2021-07.csdl.xml", csdl, f"{oracle}/v1.0-2021-07.csdl.xml")
for item, figures in least["descriptions"].items():
    columns = [int(column) for column in next(row for row in table.splitlines() if row.startswith(item)).split()[-8:]]
    theirs, both, close = columns[1], columns[3], columns[5]
    for figure, minimum in figures.items():
        check(f"descriptions of {item}: {figure}", {"described": both / theirs, "close": close / both}[figure], minimum)

sys.exit("below the least: " + ", ".join(failed) if failed else 0)
