"""Runs the scorers over what was exported, and fails where a figure is below what it must be.

usage: oracle.py SHARED WORK MIN.json EXCEPTIONS.json

MIN.json gives for each figure its "least", below which it must never fall again, and what is "asked" of it, if anything is. Scorers and
lines are those of the scorers' own reports; "descriptions" has "described" (of those that Microsoft describes) and "close"
(of those that both describe), and "properties" there are structural and navigation properties together.

EXCEPTIONS.json lists items where the pages say otherwise than Microsoft's metadata: the figure, the item as the scorer
names it, its page, what the page says, what is true. `X *` stands for as many items of X as its "count" says. An entry
that is no mistake any more is an error. What is asked is asked of the figure without these items."""
import json
import re
import subprocess
import sys

shared, work, wanted, listed = sys.argv[1:5]
oracle, docs = f"{shared}/oracle", f"{shared}/docs/v1.0"
csdl, operations = f"{work}/v1.0.csdl.xml", f"{work}/v1.0.jsonl"
wanted = json.load(open(wanted, encoding="utf-8"))
exceptions = json.load(open(listed, encoding="utf-8"))
failed = []


def run(script, *arguments):
    """The output of a scorer; its exit code is ours to judge, except that it must have run."""
    done = subprocess.run([sys.executable, f"{oracle}/{script}", *arguments], capture_output=True, text=True)
    if done.returncode and done.stderr:
        sys.exit(done.stderr)
    return done.stdout


def excepted(figure, wrong):
    """How many of the items that are wrong are listed for a figure; a listed item that isn't wrong fails."""
    total = 0
    for entry in (entry for entry in exceptions if entry["figure"] == figure):
        item, count = entry["item"], entry.get("count", 1)
        same = (lambda name: name.startswith(item[:-1])) if item.endswith(" *") else (lambda name: name == item)
        found = sum(map(same, wrong))
        if found != count:
            failed.append(f"{listed}: {figure}: `{item}` stands for {count} mistakes, of which there are {found}")
        total += found
    return total


def check(figure, part, whole, wrong):
    """Prints a figure and compares it: as it is with its least, without the listed items with what is asked."""
    limits = figures.pop(figure)
    without = whole - excepted(figure, wrong)
    asked = f"{limits['asked']:.2%}" if "asked" in limits else "-"
    measured, honest = part / whole if whole else 0, part / without if without else 0
    print(f"{figure:60}{measured:9.2%}{honest:11.2%}{asked:>9}{limits['least']:9.2%}")
    if measured < limits["least"]:
        failed.append(f"{figure}: {measured:.2%} is below {limits['least']:.2%}")
    if honest < limits.get("asked", 0):
        failed.append(f"{figure}: {honest:.2%} without the listed items, {asked} are asked")


names = lambda items: [re.sub(r"   \[[^\]]*\]$", "", item) for item in items]
figures = dict(wanted)
print(f"{'figure':60}{'measured':>9}{'as listed':>11}{'asked':>9}{'least':>9}")

run("score.py", "--truth", f"{oracle}/v1.0-2021-07.csdl.xml", "--docs", docs, "--export", csdl,
    "--paths", operations, "--json", f"{work}/score.json")
lines = json.load(open(f"{work}/score.json", encoding="utf-8"))
for name in [name for name in wanted if name.endswith((": precision", ": recall"))]:
    line, figure = name.rsplit(": ", 1)
    row = lines.get(line) or {"right": 0, "export": 0, "docs": 0, "recall": 0, "wrong": [], "missing": []}
    if figure == "precision":
        check(name, row["right"], row["export"], names(row["wrong"]))
    else:
        check(name, round((row["recall"] or 0) * row["docs"]), row["docs"], names(row["missing"]))

text = run("permissions.py", "--truth", f"{oracle}/permissions-v1.0-2021-07.json", "--operations", operations,
           "--show", "1000000", "--json", f"{work}/permissions.json")
truth, shared_requests = re.search(r"truth (\d+).*shared (\d+)", text).groups()
equal, cells = re.search(r"equal: (\d+) of (\d+)", text).groups()
differ = re.findall(r"^  (\S+ \S+ \S+) missing \[.*$", text, re.M)
check("permissions: found", int(shared_requests), int(truth), [])
check("permissions: right", int(equal), int(cells), differ)

table = run("descriptions.py", f"{oracle}/theirs-v1.0-2021-07.csdl.xml", csdl, f"{oracle}/v1.0-2021-07.csdl.xml")
rows = {row[:-64].strip(): [int(column) for column in row.split()[-8:]] for row in table.splitlines()
        if re.search(r"( +\d+){8}$", row)}
rows = {re.sub(r"\s+\d.*", "", name): columns for name, columns in rows.items()}
rows["properties"] = [sum(pair) for pair in zip(rows["structural properties"], rows["navigation properties"])]
for item in ("properties", "structural properties", "navigation properties"):
    theirs, both, close = rows[item][1], rows[item][3], rows[item][5]
    check(f"descriptions of {item}: described", both, theirs, [])
    check(f"descriptions of {item}: close", close, both, [])

unknown = [*figures, *sorted({entry["figure"] for entry in exceptions} - set(wanted))]
failed += [f"no scorer gives the figure `{name}`" for name in unknown]
print(f"\n{sum(entry.get('count', 1) for entry in exceptions)} items are listed in {listed}")

# What the docs themselves reach: documented things as a share of the truth, and what they say beyond it.
ceiling = run("score.py", "--truth", f"{oracle}/v1.0-2021-07.csdl.xml", "--docs", docs, "--show", "0")
print("\nthe ceiling of the docs themselves:")
print(ceiling)
sys.exit("\n".join(failed) if failed else 0)
