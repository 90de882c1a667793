import { fakeBackend } from "../lib/ipc/fake";
import type { WorkflowStanding } from "../lib/ipc/types";
import { exceptionsView, recertificationPage } from "../screens/exceptions/made-up";
import { changesPage, comparisonData } from "../screens/compare/made-up";
import { findingList, findingView } from "../screens/findings/fixture";
import { assessmentData, overviewData, sinceData } from "../screens/overview/test-data";
import { accessView } from "../screens/workflow/access/fixture";
import { actionView, authorshipView } from "../screens/workflow/authorship/fixture";
import { bigFlow, flowView } from "../screens/workflow/flow/fixture";
import { runsOf, runView } from "../screens/workflow/runs/fixture";
import { answers, workflowView, workspace } from "../screens/workflows/test-data";
import { artefactView, checksView, evidencePage, matrixView, REQUESTS, requestView, suggestionViews } from "./made-up";

/** The window over made-up answers, for looking at in a browser: `npm run dev`, then /?fakes#workflows/WF-07/flow (add &dark, or &many). Not part of the build. */
export function useFakes(asked: URLSearchParams): void {
  const many = asked.has("many");
  const prefs = { theme: asked.has("dark") ? "dark" : "light", density: "compact", zoom: Number(asked.get("zoom") ?? 1), single_keys: true, inspector: {}, views: {}, actor: "", rail: false, places: {} };
  const standing: WorkflowStanding = { drift: "high", findings: [{ severity: "critical", findings: 1 }, { severity: "high", findings: 3 }], access: 4, runs: 64, evidence: 0, exceptions: 0 };
  fakeBackend({
    ...answers(),
    start: () => ({ version: "0.1.0", prefs, recent: [], open: workspace(), codes: {} }),
    workspace: () => workspace(),
    overview: overviewData,
    since: () => ({ ...sinceData(), after: workspace().summary?.assessment ?? assessmentData(7) }),
    assessments: () => [workspace().summary?.assessment ?? assessmentData(7), assessmentData(6), assessmentData(5)],
    comparison: () => ({ ...comparisonData(), since: { ...sinceData(), after: workspace().summary?.assessment ?? assessmentData(7) } }),
    changes: changesPage,
    workflow: ({ id }) => Object.assign(workflowView(Number(id.slice(3)) - 1), { standing }),
    workflow_access: () => accessView(),
    workflow_flow: () => (many ? bigFlow(200) : flowView()),
    workflow_runs: runsOf(many ? 100_000 : 64),
    workflow_run: ({ run }) => runView(run),
    workflow_authorship: () => authorshipView(many ? 20_000 : 75),
    workflow_action: ({ event }) => actionView(event, many ? 20_000 : 75),
    workflow_findings: () => findingList(),
    workflow_evidence: () => [],
    workflow_exceptions: () => [],
    findings: ({ sieve }) => findingList(sieve),
    finding: ({ id }) => findingView(id),
    treat_finding: ({ id }) => ({ batch: null, said: `${id} is answered` }),
    exceptions: () => exceptionsView(),
    recertification: (query) => recertificationPage(query, many ? 100_000 : 25),
    decide_exception: ({ act, id }) => ({ batch: null, said: `${id ?? "EX-20"}: ${act}` }),
    review: ({ subject, decision }) => ({ batch: null, said: `${subject}: ${decision}` }),
    controls_matrix: () => matrixView(many ? 100_000 : 46),
    suggestions: () => ({ suggestions: suggestionViews(), passed: 2 }),
    accept_suggestion: ({ control, requirement }) => ({ batch: null, said: `${control} covers ${requirement}` }),
    pass_suggestion: ({ control, requirement }) => ({ batch: null, said: `${control} is not mapped to ${requirement}` }),
    evidence: (query) => evidencePage(query),
    artefact: ({ id }) => artefactView(id),
    preview: () => ({ kind: "none", why: "A program is not shown." }),
    evidence_checks: () => checksView(),
    requests: () => [...REQUESTS],
    request: ({ id }) => requestView(id),
    ask_for_evidence: ({ what }) => ({ batch: null, said: `Asked for: ${what}` }),
    answer_request: ({ id, status }) => ({ batch: null, said: `${id} is ${status}` }),
  });
  if (asked.has("dark")) document.documentElement.dataset["theme"] = "dark";
}
