"""The joins of the same tables with pandas, for comparison: nothing is analysed, only brought together. Prints seconds."""
import json, sys, time
try:
    import pandas as pd
except ImportError:
    print(json.dumps({"missing": "pandas"})); sys.exit(0)
folder = sys.argv[1]
t = {n: pd.read_csv(f"{folder}/{n}.csv", dtype=str) for n in ("workflows", "grants", "identities", "resources", "credentials", "events", "system_records")}
began = time.perf_counter()
g = t["grants"].merge(t["identities"], left_on="identity", right_on="id", how="left", suffixes=("", "_identity"))
g = g.merge(t["resources"], left_on="resource", right_on="id", how="left", suffixes=("", "_resource"))
use = t["workflows"].assign(one=t["workflows"]["identities"].str.cat(t["workflows"]["agents"], sep=";").str.split(";")).explode("one")
a = use.merge(g, left_on="one", right_on="identity", how="left", suffixes=("", "_grant"))
c = use.merge(t["credentials"], left_on="one", right_on="identity", how="left", suffixes=("", "_credential"))
e = t["events"]
p = e.merge(e[["event_id", "type", "ts", "actor"]], left_on="parents", right_on="event_id", how="left", suffixes=("", "_parent"))
w = p.merge(t["workflows"], left_on="workflow", right_on="id", how="left", suffixes=("", "_workflow"))
r = e[e["type"] == "effect"].merge(t["system_records"], on="workflow", how="left", suffixes=("", "_record"))
print(json.dumps({"seconds": time.perf_counter() - began, "rows": [len(a), len(c), len(w), len(r)], "pandas": pd.__version__}))
