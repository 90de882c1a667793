"""Answers about flows: the legs and the witnesses of every processing node, as the independent functions compute them.

Argument: the folder of the independent functions. Standard input: a list of flows, each {"nodes": {id: label or null}, "edges":
[[from, to, broken]]}. Standard output: for each flow, [[node, legs, untrusted, private, egress]] for nodes with two legs or more.
"""
import contextlib
import importlib.util
import io
import json
import os
import sys

spec = importlib.util.spec_from_file_location("worked", os.path.join(sys.argv[1], "worked_examples2.py"))
worked = importlib.util.module_from_spec(spec)
with contextlib.redirect_stdout(io.StringIO()):
    spec.loader.exec_module(worked)

answers = []
for flow in json.load(sys.stdin):
    worked.nodes = {node: ("zone", label) for node, label in flow["nodes"].items()}
    answers.append(worked.trifecta({(a, b): "gate" if broken else None for a, b, broken in flow["edges"]}))
json.dump(answers, sys.stdout)
