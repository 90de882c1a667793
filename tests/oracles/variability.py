"""Entropy of tool paths, given how many runs took each: the independent functions' answer, and whether it raises the class."""
import contextlib
import io
import json
import math
import sys

sys.path.insert(0, sys.argv[1])
with contextlib.redirect_stdout(io.StringIO()):
    import worked_examples as independent

answers = []
for counts in json.load(sys.stdin):
    runs, distinct = sum(counts), len(counts)
    bits = independent.H(counts)
    share = bits / math.log2(distinct) if distinct > 1 else 0.0
    modal = max(counts) / runs
    answers.append({"entropy": bits, "normalised": share, "modal": modal, "raises": runs >= 20 and share > 0.5 and modal < 0.8})
print(json.dumps(answers))
