"""The machine share, the review class and the drift of actions, by the independent functions in the folder given."""
import json
import sys

sys.path.insert(0, sys.argv[1])
from worked_examples import gap, m_interval, pace, review_class  # noqa: E402

answers = []
for log in json.load(sys.stdin):
    actions = [
        {
            "share": m_interval(a),
            "review": review_class(a),
            "hurried": a["approver"] is not None and pace(a["size"], a["unit"], a["dwell"]) == "hurried",
            "drift": gap(a),
        }
        for a in log
    ]
    answers.append(actions)
json.dump(answers, sys.stdout)
