"""Scores the changes that were told between two docs trees, and fails where a figure is below what it must be.

usage: changes.py SHARED CHANGES.jsonl MIN.json [FORGOTTEN.jsonl]

Runs the scorer of SHARED/oracle over CHANGES.jsonl. MIN.json gives the least share of all visible changes that are told
("visible"), of the entries of Microsoft's changelog that left a trace ("changelog"), and for each kind the share of what is told
that the metadata confirms ("true"); null stands for the scorer's own ceiling, what it sees come in the pages itself.

FORGOTTEN.jsonl is written: what was told, the metadata confirms, and Microsoft's changelog of that time doesn't have."""
import json
import sys

shared, told, wanted = sys.argv[1:4]
forgotten = sys.argv[4] if len(sys.argv) > 4 else None
oracle, since, until = f"{shared}/oracle", "2020-12-15", "2021-07-16"
sys.path.insert(0, oracle)
import changes  # noqa: E402
from csdl import Model, unwrap  # noqa: E402
from docs import Docs  # noqa: E402

truths = [f"{oracle}/v1.0-2020-12.csdl.xml", f"{oracle}/v1.0-2021-07.csdl.xml"]
pages = [f"{shared}/docs-2020-12/v1.0", f"{shared}/docs/v1.0"]
log = f"{oracle}/changelog-v1.0.jsonl"
sys.argv = ["changes.py", "--old-truth", truths[0], "--new-truth", truths[1], "--old-docs", pages[0], "--new-docs", pages[1]]
sys.argv += ["--changes", told, "--changelog", log, "--dates", since, until, "--show", "20", "--json", f"{told}.score"]
changes.main()
figures = json.load(open(f"{told}.score", encoding="utf-8"))
least = json.load(open(wanted, encoding="utf-8"))
failed = []


def check(what, part, whole, limit):
    share = part / whole if whole else 1
    if share < limit:
        failed.append(f"{what}: {share:.2%} is below {limit:.2%}")


old, new = map(Model, truths)
truth = changes.differences(old, new)
_, noticed = changes.visible(truth, *([Docs(d, m) for m in (old, new)] for d in pages))
entries = figures.pop("changelog")
check("changelog", entries["found"], entries["visible"], least["changelog"])
check("visible", *(sum(figure[part] for figure in figures.values()) for part in ("found", "visible")), least["visible"])
for kind, limit in least["true"].items():
    if limit is None:
        limit = len(noticed[kind] & truth[kind]) / len(noticed[kind])
    check(f"{kind}, true", figures[kind]["true"], figures[kind]["ours"], limit)

if forgotten:
    simple = lambda item: tuple(unwrap(part)[0].rpartition(".")[2].lower() for part in item)
    logged = set(changes.log_items(log, since, until))
    ours, _ = changes.read(told)
    with open(forgotten, "w", encoding="utf-8") as out:
        count = 0
        for kind in ("type-added", "property-added", "operation-added", "member-added"):
            confirmed = {(new.q(i[0]), *i[1:]) for i in ours.get(kind, ())} & truth[kind]
            for item in sorted(i for i in confirmed if (kind, *simple(i)) not in logged):
                out.write(json.dumps({"kind": kind, "type": item[0], "name": "".join(item[1:]) or None}) + "\n")
                count += 1
    print(f"\nforgotten by Microsoft's changelog and confirmed by metadata: {count}")
if failed:
    sys.exit("\n".join(failed))
