"""The verdict on runs, given what they require and which links are valid or invalid: the independent functions' answer."""
import contextlib
import io
import json
import sys

sys.path.insert(0, sys.argv[1])
with contextlib.redirect_stdout(io.StringIO()):
    import worked_examples2 as independent

ORDER = independent.LINKS
answers = []
for run in json.load(sys.stdin):
    first = next((x for x in ORDER if x in run["req"] and (x not in run["valid"] or x in run["invalid"])), None)
    answers.append({"state": independent.st(run), "first": first})
print(json.dumps(answers))
