"""Sizes of samples without a deviation, by the independent functions in the folder given."""
import json
import sys

sys.path.insert(0, sys.argv[1])
from worked_examples import finite_sample, zero_dev_sample  # noqa: E402

answers = []
for case in json.load(sys.stdin):
    items, confidence, tolerable = case
    answers.append([zero_dev_sample(confidence, tolerable), finite_sample(items, confidence, tolerable)])
json.dump(answers, sys.stdout)
