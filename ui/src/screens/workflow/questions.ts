import type { Attribute } from "../../lib/ipc/types";

/** The question an unknown attribute leaves open, by its column. */
const QUESTIONS: Record<string, string> = {
  purpose: "What is it for?",
  business_process: "Which process is it part of?",
  business_unit: "Which unit?",
  owner: "Who owns this?",
  control_owner: "Who answers for its controls?",
  approver: "Who approves?",
  approval_queue: "Where do approvals wait?",
  environment: "Where does it run?",
  criticality: "How critical?",
  lifecycle: "Is it in use?",
  models: "Which models?",
  vendor: "Whose model is it?",
  identity_mode: "What does it act as?",
  acts_as: "What does it act as?",
  identities: "Which accounts does it use?",
  output: "What does it put out?",
  control_flow: "Who decides the next step?",
  tool_mode: "How are tools chosen?",
  parameters: "How are parameters checked?",
  effect: "What does it change?",
  human_gate: "Who looks before it acts?",
  scope_growth: "Can its reach grow?",
  started_by: "What starts it?",
  memory: "What does it remember?",
  effect_classes: "What kinds of effect does it have?",
  data_classes: "What data does it see?",
  untrusted_inputs: "Does it read what strangers write?",
  external_egress: "Does anything leave the organisation?",
  retrieval: "Does it look things up?",
  model_hosting: "Where does the model run?",
  stop_mechanism: "How is it stopped?",
  logged_links: "What is logged?",
  review_cycle_days: "How often is it reviewed?",
  last_reviewed: "When was it reviewed?",
  next_review: "When is the next review?",
  agents: "Which agents?",
  tools: "Which tools?",
  reviewers: "Who reviews its work?",
  operators: "Who runs it?",
};

/** What an attribute that is not known asks. */
export function questionOf(fact: Pick<Attribute, "column">): string {
  return QUESTIONS[fact.column] ?? "Unknown: what holds?";
}
