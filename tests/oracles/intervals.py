"""Intervals of shares and of differences, by the independent functions in the folder given."""
import json
import sys

sys.path.insert(0, sys.argv[1])
from worked_examples import newcombe, wilson  # noqa: E402

answers = []
for case in json.load(sys.stdin):
    k1, n1, k2, n2 = case
    answers.append({"wilson": wilson(k1, n1), "newcombe": newcombe(k1, n1, k2, n2) if n1 and n2 else None})
json.dump(answers, sys.stdout)
