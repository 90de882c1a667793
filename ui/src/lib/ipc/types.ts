// Written from the Rust types by a test; never edit. COUNTERSIGN_REGENERATE=1 cargo test -p countersign-app types

/**
 * Something an identity shows to prove that it is the one.
 */
export type AccessCredential = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it is, in words: `API key`.
 */
kind: string | null, 
/**
 * How long it lives, in words: `1 hour`, `no expiry`, `issued per task`.
 */
lifetime: string | null, 
/**
 * The day it ends, `YYYY-MM-DD`; nothing when it never ends or nobody says.
 */
expires: string | null, 
/**
 * The day of its last use, `YYYY-MM-DD`.
 */
last_used: string | null, 
/**
 * What its record says, statement by statement.
 */
facts: Array<Attribute>, 
/**
 * Findings about it.
 */
findings: Array<FindingMark>, 
/**
 * The cell that names it.
 */
source: SourceRef, };

/**
 * One permission on one resource.
 */
export type AccessGrant = { 
/**
 * Its key, unique in the workspace.
 */
key: string, 
/**
 * The resource's id.
 */
resource: string, 
/**
 * The resource's name.
 */
resource_name: string | null, 
/**
 * How sensitive what it reaches is, in words.
 */
sensitivity: string | null, 
/**
 * What may be done, in words: `read`, `anything`.
 */
permission: string, 
/**
 * Where, in words: `Production`.
 */
environment: string | null, 
/**
 * How it is held, in words: `standing`, `just in time`.
 */
kind: string | null, 
/**
 * The day it ends, `YYYY-MM-DD`.
 */
expires: string | null, 
/**
 * The day of its last use, `YYYY-MM-DD`.
 */
last_used: string | null, 
/**
 * The day somebody last looked at it, `YYYY-MM-DD`.
 */
last_reviewed: string | null, 
/**
 * What it is for.
 */
purpose: string | null, 
/**
 * What its record says, statement by statement.
 */
facts: Array<Attribute>, 
/**
 * Findings about it.
 */
findings: Array<FindingMark>, 
/**
 * The cell that names it.
 */
source: SourceRef, };

/**
 * An identity the workflow acts as, or one that is used for it.
 */
export type AccessIdentity = { 
/**
 * Its id; nothing for what names no identity.
 */
id: string | null, 
/**
 * Its name.
 */
name: string | null, 
/**
 * What it is, in words: `service account`, `person`, `agent`.
 */
kind: string | null, 
/**
 * Whether the inventory has a record of it.
 */
registered: boolean, 
/**
 * Who else uses it, in words: `shared by 3 workflows`.
 */
shared: string | null, 
/**
 * What its record says, statement by statement.
 */
facts: Array<Attribute>, 
/**
 * Findings about it.
 */
findings: Array<FindingMark>, 
/**
 * Its credentials.
 */
credentials: Array<AccessCredential>, 
/**
 * What it may do.
 */
grants: Array<AccessGrant>, };

/**
 * What a workflow can reach, identity by identity.
 */
export type AccessView = { 
/**
 * Whether the assessment looked for findings about access; otherwise no mark means nothing.
 */
analysed: boolean, 
/**
 * The identities in the order the inventory names them; last, without an id, what names no identity.
 */
identities: Array<AccessIdentity>, 
/**
 * Findings about the workflow as a whole.
 */
findings: Array<FindingMark>, 
/**
 * Days without use after which a permission counts as not used.
 */
unused_days: number, };

/**
 * One action in the roll.
 */
export type ActionLine = { 
/**
 * The event that carried it out.
 */
event: string, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Share written by the machine, at least.
 */
machine_low: number, 
/**
 * Share written by the machine, at most.
 */
machine_high: number, 
/**
 * Its review.
 */
review: ReviewMark, 
/**
 * Whether it counts as drift for sure.
 */
drift: boolean, 
/**
 * Whether it may count as drift.
 */
drift_possible: boolean, };

/**
 * One action in full.
 */
export type ActionView = { 
/**
 * Its line of the roll.
 */
line: ActionLine, 
/**
 * The question it leaves; nothing when it leaves none.
 */
question: string | null, 
/**
 * What is shown of its review, in a sentence or two.
 */
said: string, 
/**
 * Units that the machine wrote and that stayed; nothing when they were not counted.
 */
machine_units: number | null, 
/**
 * Units that people wrote; nothing when they were not counted.
 */
person_units: number | null, 
/**
 * What is counted: `words`, `lines`.
 */
unit: string | null, 
/**
 * The run it belongs to.
 */
run: string | null, 
/**
 * The links from the request to the effect.
 */
steps: Array<ChainLink>, 
/**
 * Why it counts as drift, or does not, with where it is read.
 */
because: Array<Statement>, };

/**
 * One action of one workflow.
 */
export type ActionWhich = { 
/**
 * The workflow's id.
 */
id: string, 
/**
 * The event that carried it out.
 */
event: string, };

/**
 * A subject that an import adds.
 */
export type AddedRecord = { 
/**
 * The table.
 */
table: Table, 
/**
 * The key, its parts joined by ` / `.
 */
key: string, 
/**
 * Its name or title, when it has one.
 */
name: string | null, 
/**
 * The sheet or place it was read from.
 */
sheet: string | null, 
/**
 * The row it was read from.
 */
row: number, };

/**
 * A workflow against a framework.
 */
export type AlignWhich = { 
/**
 * The workflow's id.
 */
workflow: string, 
/**
 * The edition.
 */
framework: string, };

/**
 * One workflow against one framework.
 */
export type Alignment = { 
/**
 * The workflow.
 */
workflow: NamedId, 
/**
 * The framework, counting this workflow's requirements.
 */
framework: FrameworkBar, 
/**
 * Groups in the publisher's order.
 */
groups: Array<AlignmentGroup>, };

/**
 * A top-level group of requirements (or the single group of a flat list).
 */
export type AlignmentGroup = { 
/**
 * Full id.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * One count per requirement below it.
 */
counts: Counts, 
/**
 * Every requirement below it, those that do not apply too.
 */
requirements: Array<AlignmentRow>, };

/**
 * One requirement for one workflow.
 */
export type AlignmentRow = { 
/**
 * Full id: the reference.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * Its status.
 */
status: Status, 
/**
 * Why it applies, in words: `shared account, +2`; for one that does not apply, why not.
 */
relevance: string, 
/**
 * The reason for the status in one line.
 */
reason: string, 
/**
 * The separately testable parts.
 */
facets: Array<FacetMark>, 
/**
 * Artefacts of evidence that were looked at.
 */
evidence: number, 
/**
 * Those of them that are fresh.
 */
fresh: number, 
/**
 * Whether it is asked of the organisation once, not of each workflow.
 */
organisation_wide: boolean, };

/**
 * One artefact in full.
 */
export type Artefact = { 
/**
 * The line of the register.
 */
row: EvidenceRow, 
/**
 * SHA-256 of its bytes; nothing when they are not held.
 */
sha256: string | null, 
/**
 * Size in bytes, when held.
 */
bytes: number | null, 
/**
 * When its hash was first known to the workspace, RFC 3339.
 */
known_since: string | null, 
/**
 * `supports`, `contradicts`, `context`.
 */
direction: string | null, 
/**
 * The statements about it, each with its cell: source system, collected, extracted, parameters, counts, …
 */
statements: Array<Attribute>, 
/**
 * What the freshness limit rests on, in words.
 */
limit_line: string, 
/**
 * Controls it is linked to.
 */
controls: Array<NamedId>, 
/**
 * Requirements it is linked to or was looked at for: full id and label.
 */
requirements: Array<NamedId>, 
/**
 * Workflows it is about.
 */
workflows: Array<NamedId>, 
/**
 * The row that describes it.
 */
source: SourceRef, };

/**
 * A period to assess: first and last day, or one day.
 */
export type AssessPeriod = { 
/**
 * First day.
 */
from: string | null, 
/**
 * Last day.
 */
to: string | null, 
/**
 * One day instead.
 */
as_of: string | null, };

/**
 * One stored assessment.
 */
export type AssessmentLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * 1 for the first in this workspace.
 */
number: number, 
/**
 * First day of the period.
 */
from: string, 
/**
 * Last day of the period.
 */
to: string, 
/**
 * The day every figure obeys.
 */
as_of: string, 
/**
 * Whether it is about one day only.
 */
point_in_time: boolean, 
/**
 * When it was made, RFC 3339.
 */
made_at: string, 
/**
 * Who made it.
 */
made_by: string, 
/**
 * `sha256:…` of the frozen dataset.
 */
snapshot: string, };

/**
 * What attaching did.
 */
export type AttachReport = { 
/**
 * `countersign/attach@1`.
 */
schema: string, 
/**
 * Whether anything changed: attaching the same file again changes nothing.
 */
attached: boolean, 
/**
 * The edition compared with.
 */
edition: string, 
/**
 * The file.
 */
file: string, 
/**
 * SHA-256 of its bytes.
 */
sha256: string, 
/**
 * What the file is.
 */
format: string, 
/**
 * The title inside it.
 */
title: string, 
/**
 * Ids in both.
 */
matching: number, 
/**
 * Ids of ours that it lacks.
 */
missing: Array<string>, 
/**
 * Live ids of its that ours lacks.
 */
unknown: Array<string>, 
/**
 * Ids that one side withdrew and the other did not.
 */
withdrawn_differs: Array<string>, 
/**
 * Ids whose titles differ: id, ours, theirs.
 */
title_differs: Array<[string, string, string]>, 
/**
 * How withdrawn ids were told.
 */
withdrawn_by: string, 
/**
 * How many ids it has official wording for.
 */
texts: number, 
/**
 * What was noticed.
 */
diagnostics: Array<Diagnostic>, };

/**
 * A publisher's file attached to an edition.
 */
export type AttachedText = { 
/**
 * The file's name.
 */
file: string, 
/**
 * SHA-256 of its bytes.
 */
sha256: string, 
/**
 * How many requirements it has wording for.
 */
texts: number, };

/**
 * One thing the inventory says, or does not say.
 */
export type Attribute = { 
/**
 * The column.
 */
column: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The value in words; nothing when unknown. The next review is worked out as the recertification does.
 */
value: string | null, 
/**
 * The raw text that was not understood, when there was one.
 */
raw: string | null, 
/**
 * The cell.
 */
source: SourceRef, };

/**
 * Authorship of one workflow over the period.
 */
export type AuthorshipView = { 
/**
 * Whether the assessment looked at it.
 */
analysed: boolean, 
/**
 * Why no level could be given, as a sentence; nothing when one was.
 */
not_assessable: string | null, 
/**
 * The level, taken from the worse bound.
 */
level: DriftMark, 
/**
 * Whether there are too few actions to do more than indicate.
 */
indicative: boolean, 
/**
 * What raised the level, as sentences.
 */
raised_by: Array<string>, 
/**
 * Actions that are mostly machine-made, booked to a person and not really reviewed.
 */
drift: CountRange, 
/**
 * The 95 % Wilson interval of the upper count.
 */
wilson: ShareRange | null, 
/**
 * Mean share written by the machine, each action once.
 */
machine: ShareRange | null, 
/**
 * The same weighted by volume.
 */
machine_by_volume: ShareRange | null, 
/**
 * Actions whose share is not known, or only within bounds.
 */
share_unknown: number, 
/**
 * Really reviewed, of those that need review.
 */
substantive: CountRange, 
/**
 * Mostly machine-made and not really reviewed, whoever is on record.
 */
unreviewed: CountRange, 
/**
 * Carried out by another than approved it should be.
 */
mismatch: CountRange, 
/**
 * A required step whose actor is not one registered identity.
 */
unattributed: CountRange, 
/**
 * How many actions had each kind of review, the best first, those without any too.
 */
reviews: Array<ReviewCount>, 
/**
 * Every action by the time it was carried out.
 */
actions: Array<ActionLine>, 
/**
 * How drift moved since the baseline; nothing when there is no baseline.
 */
trend: DriftTrend | null, 
/**
 * Who reviewed, the most decisions first.
 */
reviewers: Array<ReviewerLine>, 
/**
 * Findings about authorship.
 */
findings: Array<FindingMark>, };

/**
 * One file of a batch.
 */
export type BatchFile = { 
/**
 * Its name.
 */
path: string, 
/**
 * Records read: new + changed + same + rejected.
 */
records: number, 
/**
 * Not there before.
 */
new: number, 
/**
 * There, with other values.
 */
changed: number, 
/**
 * There already.
 */
same: number, 
/**
 * Not taken.
 */
rejected: number, };

/**
 * One batch.
 */
export type BatchLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * 1 for the first.
 */
number: number, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * Its files.
 */
files: Array<BatchFile>, 
/**
 * Rejected rows kept with it.
 */
rejected: number, 
/**
 * Whether it was undone.
 */
undone: boolean, };

/**
 * One reason for a class.
 */
export type Because = { 
/**
 * The class the reason leads to.
 */
rule: Class, 
/**
 * The reason in words.
 */
because: string, };

/**
 * A change that would end an exception.
 */
export type BreakTrigger = { 
/**
 * What is watched, as written.
 */
text: string, 
/**
 * The day of the first change it means, `YYYY-MM-DD`; nothing when none happened, or when nobody judged it.
 */
fired: string | null, 
/**
 * The workflow that changed.
 */
workflow: NamedId | null, 
/**
 * Where the change can be read.
 */
source: SourceRef | null, };

/**
 * Something by its id.
 */
export type ById = { 
/**
 * The id.
 */
id: string, };

/**
 * Something a citation may mean.
 */
export type Candidate = { 
/**
 * Full id.
 */
id: RequirementId, 
/**
 * Title.
 */
title: string, 
/**
 * Why it is a candidate.
 */
why: string, };

/**
 * What kind of thing accounts for a change.
 */
export type CauseKind = "workflow_added" | "workflow_removed" | "evidence_aged" | "exception_lapsed" | "time_passed" | "period_changed" | "answer_edited" | "rule_fired" | "frameworks_changed" | "catalog_changed" | "threshold_changed" | "finding_new" | "finding_gone" | "other_records";

/**
 * What accounts for changes.
 */
export type CauseTally = { 
/**
 * What a [`ChangesQuery`] names it by.
 */
cause: number, 
/**
 * What kind of thing it is.
 */
kind: CauseKind, 
/**
 * One sentence.
 */
text: string, 
/**
 * The ids of the records it is about.
 */
records: Array<string>, 
/**
 * How many changed leaves it accounts for, alone or with others.
 */
leaves: number, };

/**
 * What accounts for a change, in words.
 */
export type CauseWords = { 
/**
 * What kind of thing it is.
 */
kind: CauseKind, 
/**
 * One sentence.
 */
text: string, };

/**
 * Which cell.
 */
export type CellQuery = { 
/**
 * The file's name as the source says it.
 */
file: string, 
/**
 * The sheet of a workbook.
 */
sheet: string | null, 
/**
 * The row as a spreadsheet counts it, or the position in a JSON array.
 */
row: number | null, 
/**
 * The column's header.
 */
column: string | null, };

/**
 * A cell with the rows around it, read again from the bytes that were imported.
 */
export type CellView = { 
/**
 * The file.
 */
file: string, 
/**
 * The sheet of a workbook.
 */
sheet: string | null, 
/**
 * SHA-256 of the bytes read.
 */
sha256: string, 
/**
 * When they were imported, RFC 3339.
 */
imported_at: string, 
/**
 * By whom.
 */
imported_by: string, 
/**
 * The header row.
 */
columns: Array<string>, 
/**
 * The row asked for, and some before and after.
 */
rows: Array<RawRow>, 
/**
 * The row asked for.
 */
row: number | null, 
/**
 * Position of the column asked for in `columns`.
 */
column: number | null, 
/**
 * The cell's text, exactly as it stands in the file (key-like strings masked).
 */
value: string | null, 
/**
 * Something to know: another file of the same name was imported too, the file is not a table, …
 */
note: string | null, };

/**
 * A link of a chain: an event, or the lack of one.
 */
export type ChainLink = { 
/**
 * The link.
 */
link: string, 
/**
 * What is shown of it.
 */
state: LinkMark, 
/**
 * The event's id; nothing when there is none.
 */
event: string | null, 
/**
 * When, RFC 3339.
 */
at: string | null, 
/**
 * Who acted, as the log writes it.
 */
actor: string | null, 
/**
 * Who that is, in words: `agent`, `not in the inventory`.
 */
actor_is: string | null, 
/**
 * Why it counts as it does: `hash differs from the approved text`.
 */
said: string | null, 
/**
 * The row it is read from.
 */
source: SourceRef | null, };

/**
 * How a leaf changed.
 */
export type ChangeKind = "improved" | "regressed" | "evidence_aged" | "newly_assessed" | "appeared" | "gone" | "same";

/**
 * A leaf that changed.
 */
export type ChangeRow = { 
/**
 * Full requirement id.
 */
requirement: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * Short name of the framework.
 */
framework: string, 
/**
 * Decides the words for the statuses.
 */
kind: EditionKind, 
/**
 * The workflow; nothing for the organisation as a whole.
 */
workflow: NamedId | null, 
/**
 * Its status before; nothing when there was no such leaf.
 */
was: Status | null, 
/**
 * Its status now; nothing when there is no such leaf.
 */
now: Status | null, 
/**
 * How it changed.
 */
change: ChangeKind, 
/**
 * What accounts for it.
 */
causes: Array<CauseWords>, };

/**
 * How many leaves changed in one way.
 */
export type ChangeTally = { 
/**
 * The way.
 */
kind: ChangeKind, 
/**
 * How many leaves.
 */
leaves: number, 
/**
 * What accounts for most of them, in words without a full stop: `8 of 11: a record was added, changed or taken away`. Nothing
 * where nothing changed.
 */
says: string | null, };

/**
 * A subject that an import changes.
 */
export type ChangedRecord = { 
/**
 * The table.
 */
table: Table, 
/**
 * The key, its parts joined by ` / `.
 */
key: string, 
/**
 * Its name or title, when it has one.
 */
name: string | null, 
/**
 * The sheet or place it was read from.
 */
sheet: string | null, 
/**
 * The row it was read from.
 */
row: number, 
/**
 * Column by column.
 */
fields: Array<FieldChange>, };

/**
 * A page of the leaves that changed, by requirement, the organisation before its workflows.
 */
export type ChangesPage = { 
/**
 * How many leaves changed.
 */
total: number, 
/**
 * How many of them the query keeps.
 */
matching: number, 
/**
 * The first row of the page.
 */
from: number, 
/**
 * The rows.
 */
rows: Array<ChangeRow>, };

/**
 * Which changes are listed.
 */
export type ChangesQuery = { 
/**
 * The id of the assessment compared with.
 */
before: string, 
/**
 * The id of the assessment looked at.
 */
after: string, 
/**
 * Those of some kinds; all kinds when there is none.
 */
kinds: Array<ChangeKind>, 
/**
 * Those that a cause accounts for.
 */
cause: number | null, 
/**
 * Words that occur in the requirement, the workflow or a cause.
 */
text: string, 
/**
 * The first row wanted.
 */
from: number, 
/**
 * How many rows.
 */
rows: number, };

/**
 * What a check came to.
 */
export type CheckResult = "ok" | "differs" | "cannot";

/**
 * A citation a person settles.
 */
export type CitationChoice = { 
/**
 * The citation as written.
 */
text: string, 
/**
 * What it means.
 */
requirement: string, 
/**
 * Why.
 */
why: string, };

/**
 * One citation and where it stands.
 */
export type CitationEntry = { 
/**
 * The item exactly as written.
 */
text: string, 
/**
 * The framework the text names.
 */
framework_hint: string | null, 
/**
 * `resolved`, `noted`, `ambiguous` or `unknown`.
 */
state: State, 
/**
 * What it means, when that is settled.
 */
requirement: string | null, 
/**
 * One sentence for a person.
 */
note: string | null, 
/**
 * What it may mean.
 */
candidates: Array<Candidate>, 
/**
 * Who chose.
 */
chosen_by: string | null, 
/**
 * Where it stands.
 */
at: Array<SourceRef>, };

/**
 * Every citation in the workspace.
 */
export type CitationReport = { 
/**
 * `countersign/citations@1`.
 */
schema: string, 
/**
 * In order of text.
 */
citations: Array<CitationEntry>, };

/**
 * Claims by state.
 */
export type ClaimCounts = { 
/**
 * Something speaks against them.
 */
contradicted: number, 
/**
 * Nothing fresh and relevant speaks for them.
 */
unsubstantiated: number, 
/**
 * Evidence raises a question.
 */
questionable: number, 
/**
 * Evidence speaks for them.
 */
substantiated: number, };

/**
 * One claim.
 */
export type ClaimLine = { 
/**
 * The workflow; nothing for the organisation.
 */
workflow: NamedId | null, 
/**
 * What it amounts to.
 */
state: ClaimState, 
/**
 * The questions raised, each with its code and its words.
 */
questions: Array<[string, string]>, };

/**
 * What the claim of a control amounts to (domain 4e).
 */
export type ClaimState = "contradicted" | "unsubstantiated" | "questionable" | "substantiated";

/**
 * How much a workflow can vary at run time.
 */
export type Class = "D0" | "D1" | "D2" | "D3";

/**
 * The workflows of one class.
 */
export type ClassCell = { 
/**
 * `D0` to `D3`, by the upper end.
 */
class: string, 
/**
 * `Deterministic`, …
 */
word: string, 
/**
 * How many.
 */
workflows: number, 
/**
 * How many of them could be of a lower class if what is unknown turned out well.
 */
uncertain: number, 
/**
 * How many of them stand at each level of authorship drift, from none to too few data; nothing when nobody looked. One that the
 * assessment does not know has too few.
 */
drift: Array<DriftCount>, };

/**
 * A column of one of our tables.
 */
export type ColumnSpec = { 
/**
 * The column.
 */
name: string, 
/**
 * `text`, `list`, `date`, `number`, `yes/no`, `one of` or `some of`.
 */
kind: string, 
/**
 * A row without it is rejected.
 */
required: boolean, 
/**
 * The values it may have; none when any text goes.
 */
values: Array<string>, };

/**
 * A file as the column editor shows it.
 */
export type ColumnsLook = { 
/**
 * `csv`, `xlsx`, `json`, `jsonl`, `yaml`, `xml`.
 */
format: string, 
/**
 * Whether columns can be mapped; a tree is read by a preset only.
 */
mappable: boolean, 
/**
 * The sheets of a workbook, or the places in a document.
 */
sheets: Array<SheetLook>, 
/**
 * The sheet that is looked at.
 */
sheet: string | null, 
/**
 * The encoding it is read with, WHATWG name.
 */
encoding: string | null, 
/**
 * What stands between cells.
 */
delimiter: string | null, 
/**
 * The row of the headers.
 */
header_row: number | null, 
/**
 * The first rows as they stand, for choosing the header row: number and cells.
 */
first_rows: Array<[number, Array<string>]>, 
/**
 * The columns of the file.
 */
headers: Array<HeaderLook>, 
/**
 * What is known or guessed: the map to start from.
 */
sketch: Sketch, 
/**
 * Whether the map is only a guess, which a person has to look at.
 */
guessed: boolean, 
/**
 * Why it is this, as sentences.
 */
why: Array<string>, 
/**
 * Whether a date can be read day first or month first, so that an order is asked for.
 */
asks_order: boolean, };

/**
 * Two assessments side by side, with what accounts for the changes.
 */
export type ComparisonView = { 
/**
 * Which two, and the counts.
 */
since: Since, 
/**
 * What accounts for changes, the most frequent first, at most five hundred.
 */
causes: Array<CauseTally>, 
/**
 * How many causes there are in all.
 */
causes_total: number, 
/**
 * Findings that wait and did not, the worst first, at most five hundred.
 */
opened: Array<FindingMoved>, 
/**
 * Findings that waited and do not, the worst first, at most five hundred.
 */
closed: Array<FindingMoved>, };

/**
 * Which two assessments are compared.
 */
export type ComparisonWhich = { 
/**
 * The id of the one compared with; nothing takes the one made before the other.
 */
before: string | null, 
/**
 * The id of the one looked at; nothing takes the latest.
 */
after: string | null, };

/**
 * A control that makes up for what is excepted.
 */
export type Compensating = { 
/**
 * The control.
 */
control: NamedId, 
/**
 * `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing when the workspace has no such control or it was not assessed.
 */
effectiveness: string | null, 
/**
 * What stands behind it, in one sentence.
 */
text: string, };

/**
 * What sources say differently of one column.
 */
export type ConflictLine = { 
/**
 * The table.
 */
table: Table, 
/**
 * The key, its parts joined by ` / `.
 */
key: string, 
/**
 * The column.
 */
column: string, 
/**
 * What counts.
 */
winner: SaidBy, 
/**
 * What the others say; it is kept.
 */
others: Array<SaidBy>, 
/**
 * Why the winner counts, as a sentence.
 */
why: string, };

/**
 * A page of the controls.
 */
export type ControlPage = { 
/**
 * Controls in the workspace.
 */
total: number, 
/**
 * Those claimed as implemented.
 */
claimed: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First row of the page.
 */
from: number, 
/**
 * How many have each effectiveness, over all.
 */
effectiveness: Array<[string, number]>, 
/**
 * The rows.
 */
rows: Array<ControlRow>, };

/**
 * Which controls, in which order.
 */
export type ControlQuery = { 
/**
 * Words that must all occur in id, title, owner or statement.
 */
text: string, 
/**
 * Allowed claims (`implemented`, …, `unknown`); all when empty.
 */
claim: Array<string>, 
/**
 * Allowed effectiveness; all when empty.
 */
effectiveness: Array<string>, 
/**
 * `id`, `title`, `owner`, `claim`, `effectiveness`, `requirements`, `tests`, `last_tested`; by id when empty.
 */
sort: string, 
/**
 * Largest first.
 */
descending: boolean, 
/**
 * First row wanted, from 0.
 */
from: number, 
/**
 * How many rows.
 */
rows: number, };

/**
 * A control that covers a requirement.
 */
export type ControlRef = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The facets it covers.
 */
facets: Array<string>, 
/**
 * `effective`, `deviation`, `ineffective`, `design_only`, `untested`; `not assessed` while no assessment has looked at it.
 */
effectiveness: string, 
/**
 * Why, in one line.
 */
reason: string, };

/**
 * One control in the list.
 */
export type ControlRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its owner, when known.
 */
owner: string | null, 
/**
 * What is claimed, when something is.
 */
claim: string | null, 
/**
 * The worst state of its claims; nothing when nothing is claimed or there is no assessment.
 */
claim_state: ClaimState | null, 
/**
 * `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing before the first assessment.
 */
effectiveness: string | null, 
/**
 * Requirements it covers.
 */
requirements: number, 
/**
 * Tests on record.
 */
tests: number, 
/**
 * The day of the last test.
 */
last_tested: string | null, };

/**
 * One control in full.
 */
export type ControlView = { 
/**
 * The line of the list.
 */
row: ControlRow, 
/**
 * What it says.
 */
statement: string | null, 
/**
 * `preventive`, …
 */
kind: string | null, 
/**
 * How often it runs.
 */
frequency: string | null, 
/**
 * The workflows it is for; empty for the whole organisation.
 */
scope: Array<NamedId>, 
/**
 * Why it stands as it does, in one line.
 */
reason: string, 
/**
 * Its claims.
 */
claims: Array<ClaimLine>, 
/**
 * Its tests, latest first.
 */
tests: Array<TestLine>, 
/**
 * What it covers.
 */
mapping: Array<MappingLine>, 
/**
 * Artefacts linked to it.
 */
evidence: Array<EvidenceRef>, 
/**
 * The cell that names it.
 */
source: SourceRef, };

/**
 * Controls against the requirements of one framework.
 */
export type ControlsMatrix = { 
/**
 * The edition.
 */
framework: string, 
/**
 * Its name with the edition.
 */
title: string, 
/**
 * Decides the words for statuses.
 */
kind: EditionKind, 
/**
 * Whether an assessment stands behind the marks.
 */
analysed: boolean, 
/**
 * Controls in the workspace.
 */
controls: number, 
/**
 * Those claimed as implemented.
 */
claimed: number, 
/**
 * Requirements of the edition that apply.
 */
applicable: number, 
/**
 * The groups in order.
 */
groups: Array<MatrixGroup>, 
/**
 * The requirements that apply, in order.
 */
columns: Array<MatrixColumn>, 
/**
 * Every control.
 */
rows: Array<MappingRow>, };

/**
 * How many of how many, at least and at most.
 */
export type CountRange = { 
/**
 * At least.
 */
low: number, 
/**
 * At most.
 */
high: number, 
/**
 * Of how many.
 */
of: number, };

/**
 * Several counts at once.
 */
export type CountThese = { 
/**
 * Each is counted.
 */
queries: Array<WorkflowQuery>, };

/**
 * How many of each status; the denominator is always at hand.
 */
export type Counts = { 
/**
 * Supported.
 */
met: number, 
/**
 * Covered by a valid exception.
 */
accepted_risk: number, 
/**
 * Partly supported.
 */
partial: number, 
/**
 * Nothing can be said yet.
 */
not_assessed: number, 
/**
 * Known failures.
 */
not_met: number, 
/**
 * Neutral.
 */
not_applicable: number, };

/**
 * One edge.
 */
export type CrosswalkEdge = { 
/**
 * Full id.
 */
source: string, 
/**
 * Full id.
 */
target: string, 
/**
 * As its set states it; inverted when the set is written the other way round.
 */
relation: string, 
/**
 * As its set states it.
 */
strength: string | null, 
/**
 * `published` or `inferred`.
 */
basis: string, 
/**
 * Who stands behind it.
 */
authority: string, 
/**
 * `final`, `draft for review`, …
 */
status: string, 
/**
 * Where it is printed.
 */
citation: string, 
/**
 * Why.
 */
rationale: string | null, };

/**
 * The edges from one edition to another.
 */
export type CrosswalkReport = { 
/**
 * `countersign/crosswalk@1`.
 */
schema: string, 
/**
 * Source edition.
 */
source: string, 
/**
 * Target edition.
 */
target: string, 
/**
 * The edges, by source and target.
 */
edges: Array<CrosswalkEdge>, 
/**
 * Assessed requirements of the source without an edge.
 */
source_without: Array<string>, 
/**
 * Assessed requirements of the target without an edge.
 */
target_without: Array<string>, };

/**
 * How many subjects got a decision in the period.
 */
export type DecisionTally = { 
/**
 * The decision.
 */
decision: ReviewDecision, 
/**
 * How many.
 */
subjects: number, };

/**
 * One thing said about the user's material.
 */
export type Diagnostic = { 
/**
 * A code of [`crate::codes::CODES`], for example `import/unknown-column`.
 */
code: string, 
/**
 * How much it matters.
 */
severity: Severity, 
/**
 * What was found, as a fact.
 */
message: string, 
/**
 * What to do about it.
 */
hint: string, 
/**
 * Where.
 */
at: SourceRef, 
/**
 * The id of what it is about, when it has one.
 */
subject?: string | null, };

/**
 * The workflows at one level of authorship drift.
 */
export type DriftCount = { 
/**
 * The level.
 */
level: DriftMark, 
/**
 * How many.
 */
workflows: number, };

/**
 * How far authorship has moved.
 */
export type DriftMark = "none" | "low" | "moderate" | "high" | "severe" | "insufficient";

/**
 * The count of one stretch of time.
 */
export type DriftPoint = { 
/**
 * The stretch, in words: `Apr`, `before 31 March`.
 */
label: string, 
/**
 * Actions counted as drift, at most.
 */
drift: number, 
/**
 * Of how many.
 */
of: number, 
/**
 * The 95 % Wilson interval, lower end; nothing without actions.
 */
low: number | null, 
/**
 * The 95 % Wilson interval, upper end; nothing without actions.
 */
high: number | null, };

/**
 * Drift since the baseline.
 */
export type DriftTrend = { 
/**
 * What the baseline is: `Since the last role review`.
 */
title: string, 
/**
 * The baseline.
 */
before: DriftPoint, 
/**
 * The period.
 */
after: DriftPoint, 
/**
 * The difference of the rates; nothing when there are too few.
 */
difference: number | null, 
/**
 * Its 95 % interval, lower end.
 */
low: number | null, 
/**
 * Its 95 % interval, upper end.
 */
high: number | null, 
/**
 * What it shows.
 */
verdict: TrendMark, 
/**
 * The period in equal stretches.
 */
points: Array<DriftPoint>, };

/**
 * Files were dropped on the window, sent as the event `dropped`.
 */
export type Dropped = { 
/**
 * What `import_look` takes.
 */
queue: ImportQueue, };

/**
 * An edge to another edition.
 */
export type EdgeLine = { 
/**
 * The relation, read from this requirement to the other.
 */
relation: string, 
/**
 * Full id of the other.
 */
other: string, 
/**
 * The other as printed by its publisher.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Short name and edition of its framework.
 */
framework: string, 
/**
 * `published` or `inferred`.
 */
basis: string, 
/**
 * Who stands behind it.
 */
authority: string, 
/**
 * Where it is printed.
 */
citation: string, 
/**
 * Why.
 */
rationale: string | null, };

/**
 * What an edition lists, which decides the words for a status.
 */
export type EditionKind = "outcomes" | "threats" | "layers";

/**
 * What a person asks for.
 */
export type EvidenceAsked = { 
/**
 * What exactly.
 */
what: string, 
/**
 * The requirement, by full id or as cited.
 */
requirement: string | null, 
/**
 * The control's id.
 */
control: string | null, 
/**
 * The days it is wanted for.
 */
period: string | null, 
/**
 * The format wanted.
 */
format: string | null, 
/**
 * Who is asked.
 */
owner: string | null, 
/**
 * By when, `YYYY-MM-DD`.
 */
due: string | null, };

/**
 * One automatic check.
 */
export type EvidenceCheck = { 
/**
 * What is asked: `Counts agree`.
 */
title: string, 
/**
 * What it came to.
 */
result: CheckResult, 
/**
 * What was compared with what, in figures.
 */
compared: string, 
/**
 * Where it can be read.
 */
sources: Array<SourceRef>, };

/**
 * What is known about the completeness and accuracy of one artefact.
 */
export type EvidenceChecks = { 
/**
 * Whether it is an export or a log, of which completeness is a question.
 */
needed: boolean, 
/**
 * What the record about the export says, field by field.
 */
record: Array<Attribute>, 
/**
 * The checks that the program made.
 */
checks: Array<EvidenceCheck>, 
/**
 * `validated`, `relied_on_itgc`, `not_tested`, `failed`.
 */
conclusion: string, 
/**
 * What that means for what rests on it, in one sentence.
 */
consequence: string, 
/**
 * Who tested it.
 */
tested_by: string | null, 
/**
 * When, `YYYY-MM-DD`.
 */
tested_at: string | null, };

/**
 * Artefacts by freshness; the sum is all of them.
 */
export type EvidenceCounts = { 
/**
 * Inside their limit.
 */
fresh: number, 
/**
 * Inside it, in its last quarter or last 30 days.
 */
due_soon: number, 
/**
 * Older than their limit.
 */
stale: number, 
/**
 * Outside the period.
 */
out_of_period: number, 
/**
 * Dated after the as-of day, or not a date.
 */
invalid_date: number, 
/**
 * Without a date.
 */
cannot_be_aged: number, 
/**
 * Those of all of them that nobody described.
 */
undescribed: number, 
/**
 * All.
 */
total: number, };

/**
 * A page of the register.
 */
export type EvidencePage = { 
/**
 * Artefacts in the workspace.
 */
total: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First row of the page.
 */
from: number, 
/**
 * Bytes held in the workspace.
 */
bytes: number, 
/**
 * By freshness, over all.
 */
counts: EvidenceCounts, 
/**
 * First day of the period of the assessment.
 */
period_from: string | null, 
/**
 * Last day.
 */
period_to: string | null, 
/**
 * The rows.
 */
rows: Array<EvidenceRow>, };

/**
 * Evidence on one day.
 */
export type EvidencePoint = { 
/**
 * The day.
 */
day: string, 
/**
 * Artefacts known by then.
 */
on_file: number, 
/**
 * Those inside their freshness limit.
 */
fresh: number, 
/**
 * Whether the day is after the as-of day.
 */
projected: boolean, };

/**
 * Which artefacts, in which order.
 */
export type EvidenceQuery = { 
/**
 * Words that must all occur in id, file, title, kind or source system.
 */
text: string, 
/**
 * Allowed freshness; all when empty.
 */
freshness: Array<string>, 
/**
 * Only those nobody described.
 */
undescribed: boolean, 
/**
 * `id`, `title`, `kind`, `period`, `age`, `tier`, `ipe`, `used`; by id when empty.
 */
sort: string, 
/**
 * Largest first.
 */
descending: boolean, 
/**
 * First row wanted, from 0.
 */
from: number, 
/**
 * How many rows.
 */
rows: number, };

/**
 * An artefact of evidence.
 */
export type EvidenceRef = { 
/**
 * `E-0007`.
 */
id: string, 
/**
 * The file as named by the user: what the evidence screen opens.
 */
file: string, 
/**
 * What it is.
 */
title: string, 
/**
 * The age in words.
 */
age: string, 
/**
 * `fresh`, `due_soon`, `stale`, `out_of_period`, `invalid_date`, `cannot_be_aged`.
 */
freshness: string, };

/**
 * One artefact in the register.
 */
export type EvidenceRow = { 
/**
 * `E-0007`.
 */
id: string, 
/**
 * The file as named by the user.
 */
file: string, 
/**
 * What it is.
 */
title: string, 
/**
 * `Access list`, …
 */
kind: string, 
/**
 * First day covered.
 */
period_from: string | null, 
/**
 * Last day covered.
 */
period_to: string | null, 
/**
 * Days since its last day.
 */
age_days: number | null, 
/**
 * The limit in days, by the strictest control it is linked to.
 */
limit_days: number | null, 
/**
 * The age in words: `18 of 45 d`, `out of period`.
 */
age: string, 
/**
 * `fresh`, `due_soon`, `stale`, `out_of_period`, `invalid_date`, `cannot_be_aged`.
 */
freshness: string, 
/**
 * `R3`.
 */
tier: string, 
/**
 * Completeness: `validated`, `relied_on_itgc`, `not_tested`, `failed`, `not_needed`.
 */
ipe: string, 
/**
 * Controls it is linked to.
 */
used: number, 
/**
 * Whether somebody described it.
 */
described: boolean, };

/**
 * Which artefact.
 */
export type EvidenceWhich = { 
/**
 * Its file.
 */
file: string, };

/**
 * What is decided about an exception.
 */
export type ExceptionAct = "request" | "approve" | "renew" | "close";

/**
 * One condition that an exception has to meet.
 */
export type ExceptionClause = { 
/**
 * The condition: `Approver is not the requester`.
 */
title: string, 
/**
 * Whether it holds; nothing when it cannot be said, which counts as not holding.
 */
holds: boolean | null, 
/**
 * The code of what fails: `EX-SELF`; nothing when it holds.
 */
code: string | null, 
/**
 * What is on record about it, in one sentence.
 */
text: string, 
/**
 * Where that can be read.
 */
sources: Array<SourceRef>, };

/**
 * What a person decides about an exception.
 */
export type ExceptionDecision = { 
/**
 * What.
 */
act: ExceptionAct, 
/**
 * Which; nothing for a new one.
 */
id: string | null, 
/**
 * The requirement, by full id or as it is cited.
 */
requirement: string | null, 
/**
 * The workflow's id; nothing for all.
 */
workflow: string | null, 
/**
 * The facets; empty for all.
 */
facets: Array<string>, 
/**
 * Why.
 */
reason: string, 
/**
 * Who answers for it; nothing for who asks.
 */
owner: string | null, 
/**
 * The severity of the risk.
 */
severity: Level | null, 
/**
 * First day.
 */
from: string | null, 
/**
 * The day it ends.
 */
expires: string | null, 
/**
 * Ids of the controls that make up for it.
 */
compensating: Array<string>, 
/**
 * The changes that would end it.
 */
triggers: Array<string>, };

/**
 * An exception as a line.
 */
export type ExceptionLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * The requirement it is from.
 */
requirement: string, 
/**
 * Why it was asked for.
 */
reason: string, 
/**
 * Who answers for it.
 */
owner: string | null, 
/**
 * Who agreed.
 */
approved_by: string | null, 
/**
 * First day, `YYYY-MM-DD`.
 */
from: string | null, 
/**
 * The day it ends, `YYYY-MM-DD`.
 */
expires: string | null, 
/**
 * Whether it holds at the as-of day; nothing when that was not looked at.
 */
holds: boolean | null, 
/**
 * The clauses that do not hold, in words.
 */
fails: Array<string>, 
/**
 * Where it can be read.
 */
source: SourceRef, };

/**
 * What an exception does at the as-of day.
 */
export type ExceptionState = "holds" | "ends_soon" | "ended" | "not_yet" | "requested" | "no_effect";

/**
 * One exception with everything it rests on.
 */
export type ExceptionView = { 
/**
 * Its id.
 */
id: string, 
/**
 * The requirement it is from, by full id; nothing when what is written is not understood.
 */
requirement: string | null, 
/**
 * As it is cited.
 */
label: string, 
/**
 * The requirement's title.
 */
title: string, 
/**
 * The facets it is for, in words; empty for all.
 */
facets: Array<string>, 
/**
 * The workflow; nothing for all.
 */
workflow: NamedId | null, 
/**
 * The environment, in words; nothing for all.
 */
environment: string | null, 
/**
 * Why it was asked for.
 */
reason: string | null, 
/**
 * The severity of the risk it accepts.
 */
severity: Level | null, 
/**
 * Who answers for it.
 */
owner: string | null, 
/**
 * Who asked.
 */
requested_by: string | null, 
/**
 * Who agreed.
 */
approved_by: string | null, 
/**
 * First day, `YYYY-MM-DD`.
 */
from: string | null, 
/**
 * The day it ends, `YYYY-MM-DD`.
 */
expires: string | null, 
/**
 * Days from the as-of day to its end, below 0 when it has passed; nothing without a day.
 */
days_left: number | null, 
/**
 * What it does.
 */
state: ExceptionState, 
/**
 * What that means for the requirement, in one or two sentences.
 */
lead: string, 
/**
 * The clauses one by one.
 */
clauses: Array<ExceptionClause>, 
/**
 * The controls that make up for it.
 */
compensating: Array<Compensating>, 
/**
 * The changes that would end it.
 */
triggers: Array<BreakTrigger>, 
/**
 * What it renews, the last one first.
 */
renewals: Array<Renewal>, 
/**
 * Whether these are all.
 */
renewals_told: boolean, 
/**
 * The exception that renews it; nothing when none does.
 */
renewed_by: string | null, 
/**
 * Where it can be read.
 */
source: SourceRef | null, };

/**
 * Every exception, those that need a person first.
 */
export type ExceptionsView = { 
/**
 * Whether the assessment judged them; otherwise only what is on record is shown.
 */
analysed: boolean, 
/**
 * The as-of day.
 */
as_of: string | null, 
/**
 * Days before its end within which an exception ends soon.
 */
soon_days: number, 
/**
 * The longest an exception may run, in days.
 */
most_days: number, 
/**
 * How many renewals raise a finding of their own.
 */
renewals_raise: number, 
/**
 * The exceptions.
 */
exceptions: Array<ExceptionView>, };

/**
 * A chain of reasons that ends at cells or at named statements.
 */
export type Explanation = { 
/**
 * `countersign/explain@1`.
 */
schema: string, 
/**
 * What was asked about.
 */
id: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * The status, when it has one.
 */
status: Status | null, 
/**
 * The counts behind the status.
 */
counts: Counts | null, 
/**
 * The as-of day.
 */
as_of: string, 
/**
 * The assessment's id.
 */
assessment: string, 
/**
 * The chain, in order; `depth` says what belongs to what.
 */
steps: Array<Step>, };

/**
 * A facet that can be covered.
 */
export type FacetChoice = { 
/**
 * Its id.
 */
id: string, 
/**
 * In our words.
 */
title: string, 
/**
 * Whether one of the words is in its title.
 */
matched: boolean, };

/**
 * One facet with its reason.
 */
export type FacetLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * What has to hold.
 */
title: string, 
/**
 * Whether its failure alone decides.
 */
essential: boolean, 
/**
 * Its state in the scope looked at; in the worst workflow when the scope is every workflow. Nothing before the first assessment.
 */
state: FacetState | null, 
/**
 * The reason in one line.
 */
line: string, 
/**
 * Where it rests on.
 */
source: SourceRef | null, };

/**
 * One facet as a mark.
 */
export type FacetMark = { 
/**
 * Its id.
 */
id: string, 
/**
 * What has to hold.
 */
title: string, 
/**
 * Its state.
 */
state: FacetState, };

/**
 * The state of one facet.
 */
export type FacetState = "ok" | "part" | "open" | "fail";

/**
 * One column whose value a new record changes.
 */
export type FieldChange = { 
/**
 * The column, or the header of an attribute.
 */
column: string, 
/**
 * The value before; `None` when it was unknown.
 */
old: string | null, 
/**
 * The value after; `None` when it becomes unknown.
 */
new: string | null, };

/**
 * What a person decides about a file; what is not decided is detected.
 */
export type FileChoice = { 
/**
 * Leave the file out.
 */
leave_out: boolean, 
/**
 * Read it by this preset.
 */
preset: string | null, 
/**
 * Read it by this map, as it stands in the column editor.
 */
sketch: Sketch | null, 
/**
 * The sheet of a workbook, or the place in a document.
 */
sheet: string | null, 
/**
 * The encoding, by any of its WHATWG names.
 */
encoding: string | null, 
/**
 * What stands between cells: one character.
 */
delimiter: string | null, 
/**
 * The row of the headers, as a spreadsheet counts it.
 */
header_row: number | null, 
/**
 * The table that it is.
 */
table: Table | null, 
/**
 * Which of the first two numbers of `7/1/2023` is the month: `month-first` or `day-first`.
 */
dates: Order | null, 
/**
 * Headers whose blank cells take the value of the row above.
 */
fill_down: Array<string>, };

/**
 * A file or a folder.
 */
export type FileOrFolder = { 
/**
 * Whether a folder is asked for.
 */
folder: boolean, 
/**
 * The queue that the files are added to; without it they are a new one.
 */
add_to?: string, };

/**
 * One file of a queue, and how it is to be read.
 */
export type FileWhich = { 
/**
 * Of the queue.
 */
token: string, 
/**
 * Its name as the look gives it.
 */
file: string, 
/**
 * How it is to be read; what is not decided is detected.
 */
choice?: FileChoice, };

/**
 * One value with how often it occurs.
 */
export type FilterChoice = { 
/**
 * As the query takes it.
 */
value: string, 
/**
 * As a person reads it.
 */
label: string, 
/**
 * How many workflows have it.
 */
workflows: number, };

/**
 * The values of a column that can be filtered by.
 */
export type FilterColumn = { 
/**
 * The field of [`WorkflowQuery`].
 */
column: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its values, most frequent first, `unknown` last.
 */
choices: Array<FilterChoice>, };

/**
 * Findings that share a cause.
 */
export type FindingCause = { 
/**
 * What they share, in words.
 */
cause: string, 
/**
 * The findings, the worst first.
 */
findings: Array<FindingLine>, };

/**
 * One finding in the list.
 */
export type FindingLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * The code without its variant.
 */
code: string, 
/**
 * Whether it only cannot be excluded.
 */
unsure: boolean, 
/**
 * How bad.
 */
severity: Level, 
/**
 * The title: a question a person can answer.
 */
title: string, 
/**
 * The workflow it is about; nothing when it is about the organisation.
 */
workflow: NamedId | null, 
/**
 * Who answers.
 */
owner: string | null, 
/**
 * The day it is due, `YYYY-MM-DD`.
 */
due: string | null, 
/**
 * Days past the day it was due at the as-of day; nothing when it is not late.
 */
late_by: number | null, 
/**
 * The work on it, in a word a person reads: `open`, `closed`.
 */
state: string, };

/**
 * The findings that a sieve keeps, by cause, the worst first.
 */
export type FindingList = { 
/**
 * Whether the assessment looked for findings; otherwise the list says nothing.
 */
analysed: boolean, 
/**
 * Every sieve with its count.
 */
sieves: Array<SieveCount>, 
/**
 * The open findings by severity, the worst first.
 */
severities: Array<LevelCount>, 
/**
 * The day of the assessment before, which "new" is counted from.
 */
since: string | null, 
/**
 * The groups.
 */
causes: Array<FindingCause>, };

/**
 * A finding in short, beside what it is about.
 */
export type FindingMark = { 
/**
 * The finding's id, to open it; nothing when the workspace keeps none for it.
 */
id: string | null, 
/**
 * The code without its variant: `EB-10`.
 */
code: string, 
/**
 * Whether it only cannot be excluded, because something it needs is unknown.
 */
unsure: boolean, 
/**
 * How bad, as printed.
 */
severity: Level, 
/**
 * The condition in one sentence.
 */
text: string, };

/**
 * How a finding came to wait, or ceased to.
 */
export type FindingMove = "found" | "uncovered" | "gone" | "covered";

/**
 * A finding that waits now and did not, or the other way round.
 */
export type FindingMoved = { 
/**
 * Its id.
 */
id: string, 
/**
 * The code without its variant.
 */
code: string, 
/**
 * Whether it only cannot be excluded.
 */
unsure: boolean, 
/**
 * How bad, in the assessment in which it waits.
 */
severity: Level, 
/**
 * The question; nothing when another version of the program found it, whose words this one does not have.
 */
title: string | null, 
/**
 * The workflow it is about; nothing when it is about the organisation.
 */
workflow: NamedId | null, 
/**
 * How it moved.
 */
how: FindingMove, };

/**
 * What a person said to a finding.
 */
export type FindingResponse = { 
/**
 * Their words.
 */
text: string, 
/**
 * Who.
 */
by: string, 
/**
 * When, `YYYY-MM-DD`.
 */
on: string | null, 
/**
 * Where it can be read, when it came in a file.
 */
source: SourceRef | null, };

/**
 * Which findings are listed.
 */
export type FindingSieve = "open" | "severe" | "late" | "no_owner" | "new" | "closed";

/**
 * One finding in full.
 */
export type FindingView = { 
/**
 * The line of the list.
 */
line: FindingLine, 
/**
 * How bad it is when what is unknown turns out at its worst.
 */
if_true: Level, 
/**
 * What should be, in our words.
 */
criteria: string, 
/**
 * The requirements it is held against, as cited: `PR.AA-05, CSF 2.0`.
 */
requirements: Array<NamedId>, 
/**
 * What is, as facts.
 */
condition: Array<Statement>, 
/**
 * Why, as far as it is shown.
 */
cause: Array<Statement>, 
/**
 * What the shown evidence does or does not establish.
 */
effect: Array<Statement>, 
/**
 * What would settle it.
 */
recommendation: Array<Statement>, 
/**
 * What the person who answers said.
 */
response: FindingResponse | null, 
/**
 * How likely; nothing when nobody said.
 */
likelihood: Level | null, 
/**
 * How much harm; nothing when nobody said.
 */
impact: Level | null, 
/**
 * What both amount to.
 */
risk: Level | null, 
/**
 * How it was looked at, in a sentence.
 */
examined: string, };

/**
 * How the findings that wait moved: `before + opened - closed = now`.
 */
export type FindingsMoved = { 
/**
 * How many waited before.
 */
before: number, 
/**
 * How many wait that did not.
 */
opened: number, 
/**
 * How many waited that do not.
 */
closed: number, 
/**
 * How many wait now.
 */
now: number, };

/**
 * Which findings are asked for.
 */
export type FindingsQuery = { 
/**
 * The sieve.
 */
sieve: FindingSieve, };

/**
 * A rule that made a requirement applicable.
 */
export type FiredRule = { 
/**
 * `R07`.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Its condition as a sentence.
 */
sentence: string, 
/**
 * Whether it fired only because a value is unknown.
 */
assumed: boolean, };

/**
 * A leg that a node holds, or may hold.
 */
export type FlowBadge = { 
/**
 * The leg.
 */
leg: FlowLeg, 
/**
 * Whether it is shown; otherwise it cannot be excluded.
 */
sure: boolean, };

/**
 * An edge: data can flow, or one calls the other.
 */
export type FlowEdge = { 
/**
 * From which node.
 */
from: string, 
/**
 * To which node.
 */
to: string, 
/**
 * `data` or `invoke`; nothing when nobody says.
 */
kind: string | null, 
/**
 * The gate.
 */
gate: GateMark, 
/**
 * The gate in words: `content filter`.
 */
gate_name: string | null, 
/**
 * The control that stands for it.
 */
gate_control: string | null, 
/**
 * Why it counts as claimed or proven: `no test on file`, `tested 14 Sep 2026`.
 */
gate_said: string | null, 
/**
 * The cell that names it.
 */
source: SourceRef, };

/**
 * A finding about paths.
 */
export type FlowFinding = { 
/**
 * The finding.
 */
mark: FindingMark, 
/**
 * The title: a question.
 */
title: string, 
/**
 * What could happen, and what the shown evidence does not stop.
 */
effect: string, 
/**
 * The nodes it holds for.
 */
nodes: Array<string>, 
/**
 * One shortest path for each leg.
 */
paths: Array<FlowPath>, 
/**
 * What would break it, the smallest change first.
 */
fixes: Array<FlowFix>, 
/**
 * The requirements it makes applicable, as cited.
 */
applies: Array<string>, };

/**
 * Edges whose gating would remove a finding.
 */
export type FlowFix = { 
/**
 * What to do, as a sentence.
 */
text: string, 
/**
 * What is there already, and what it would clear.
 */
more: string | null, 
/**
 * The edges.
 */
edges: Array<FlowPair>, 
/**
 * Whether each of them has a gate that is claimed: to prove it would be enough.
 */
claimed: boolean, };

/**
 * Whose hand a node is.
 */
export type FlowHand = "machine" | "person" | "store";

/**
 * One of three capabilities that are dangerous together.
 */
export type FlowLeg = "untrusted" | "private" | "egress";

/**
 * A node that holds two of three legs.
 */
export type FlowNear = { 
/**
 * The node.
 */
node: string, 
/**
 * The leg that is missing.
 */
lacks: FlowLeg, };

/**
 * A node of the flow.
 */
export type FlowNode = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Whose hand.
 */
hand: FlowHand, 
/**
 * What it is, in words: `agent`, `mailbox`, `secret store`.
 */
kind: string, 
/**
 * A few words below the name.
 */
note: string | null, 
/**
 * Its zone; nothing when nobody says.
 */
zone: string | null, 
/**
 * Whether it stands outside the organisation.
 */
outside: boolean, 
/**
 * The legs it holds or may hold.
 */
badges: Array<FlowBadge>, 
/**
 * What its record says, statement by statement; unknown labels are among them.
 */
facts: Array<Attribute>, 
/**
 * Findings about it.
 */
findings: Array<FindingMark>, 
/**
 * The cell that names it; nothing when only the flow does.
 */
source: SourceRef | null, };

/**
 * An edge by its ends.
 */
export type FlowPair = { 
/**
 * From which node.
 */
from: string, 
/**
 * To which node.
 */
to: string, };

/**
 * A path that was found.
 */
export type FlowPath = { 
/**
 * The leg it is of; nothing for a path that crosses zones.
 */
leg: FlowLeg | null, 
/**
 * Ids of nodes from the first to the last.
 */
nodes: Array<string>, };

/**
 * The flow of a workflow as a graph.
 */
export type FlowView = { 
/**
 * Whether the assessment followed the paths; otherwise the graph shows only what the inventory says.
 */
analysed: boolean, 
/**
 * The zones from left to right.
 */
zones: Array<FlowZone>, 
/**
 * The nodes in id order.
 */
nodes: Array<FlowNode>, 
/**
 * The edges by from and to.
 */
edges: Array<FlowEdge>, 
/**
 * What was found about its paths, the worst first.
 */
findings: Array<FlowFinding>, 
/**
 * Nodes that hold two of three legs.
 */
near: Array<FlowNear>, };

/**
 * A zone, drawn as a column.
 */
export type FlowZone = { 
/**
 * Its id; empty for nodes whose zone is not told.
 */
id: string, 
/**
 * Its name.
 */
title: string, 
/**
 * A word about it: `public`, `production`.
 */
note: string | null, 
/**
 * Whether the workflow declares it; nothing when it declares none.
 */
declared: boolean | null, };

/**
 * What was found.
 */
export type Found = { 
/**
 * What the text means when it is an old or short id: "PR.AC-4 is a CSF 1.1 id. NIST moved it to PR.AA-05".
 */
note: string | null, 
/**
 * Best first; at most 40.
 */
items: Array<FoundItem>, };

/**
 * One thing that was found.
 */
export type FoundItem = { 
/**
 * `requirement`, `workflow`, `control`, `evidence`, `person`, `citation`, `exception`.
 */
kind: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Its label as people write it.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Something more: the framework, the owner.
 */
detail: string, 
/**
 * Its status, when it has one.
 */
status: Status | null, 
/**
 * Decides the words for the status.
 */
status_kind: EditionKind | null, 
/**
 * The address of its place: `frameworks/nist-csf@2.0/PR.AA-05`, `workflows/WF-07`.
 */
place: string, };

/**
 * One framework edition with its counts.
 */
export type FrameworkBar = { 
/**
 * `nist-csf@2.0`.
 */
id: string, 
/**
 * Official title.
 */
title: string, 
/**
 * Short name for tabs: `NIST CSF`.
 */
name: string, 
/**
 * The edition: `2.0`.
 */
edition: string, 
/**
 * Decides the words for a status.
 */
kind: EditionKind, 
/**
 * The level that is assessed, plural: `subcategories`.
 */
unit: string, 
/**
 * How many requirements are assessed: the sum of the counts.
 */
requirements: number, 
/**
 * Requirements less those not applicable.
 */
applicable: number, 
/**
 * Those about which something is known.
 */
assessed: number, 
/**
 * The fold; nothing before the first assessment.
 */
status: Status | null, 
/**
 * One count per requirement; nothing before the first assessment.
 */
counts: Counts | null, 
/**
 * The official text attached to it.
 */
attached: AttachedText | null, };

/**
 * The tree of one framework.
 */
export type FrameworkTree = { 
/**
 * The edition.
 */
framework: FrameworkBar, 
/**
 * Every live element, parents before children, in the publisher's order.
 */
nodes: Array<TreeNode>, };

/**
 * How many runs have their first gap at a link.
 */
export type GapCount = { 
/**
 * The link.
 */
link: string, 
/**
 * How many.
 */
runs: number, };

/**
 * Whether something stands in the way of an edge.
 */
export type GateMark = "none" | "claimed" | "proven" | "unknown";

/**
 * A column of the file.
 */
export type HeaderLook = { 
/**
 * Its header, repeats marked.
 */
header: string, 
/**
 * The first different texts in it.
 */
samples: Array<string>, 
/**
 * Of the rows looked at, how many hold something.
 */
filled: number, 
/**
 * Rows looked at.
 */
of: number, 
/**
 * The column of ours it fills, by the map to start from.
 */
to: string | null, };

/**
 * What a person decided about the files of a queue.
 */
export type ImportChoices = { 
/**
 * What holds for every file.
 */
all: FileChoice, 
/**
 * What holds for single files in place of that, by their names as the look gives them.
 */
files: { [key in string]: FileChoice }, };

/**
 * What an import would do. Nothing has been written.
 */
export type ImportLook = { 
/**
 * Of the queue.
 */
token: string, 
/**
 * What was recognised, and what differs.
 */
report: ImportReport, };

/**
 * Files a person chose or dropped, waiting to be looked at.
 */
export type ImportQueue = { 
/**
 * What `import_look` and `import_apply` take.
 */
token: string, 
/**
 * The names, without their folders.
 */
names: Array<string>, };

/**
 * What an import did, or would do (`countersign/import@1`).
 */
export type ImportReport = { 
/**
 * `countersign/import@1`.
 */
schema: string, 
/**
 * The batch, when something was applied.
 */
batch: string | null, 
/**
 * Whether it was a look only.
 */
dry_run: boolean, 
/**
 * One entry per file.
 */
files: Array<ImportedFile>, 
/**
 * Whether a file was refused; then nothing was applied.
 */
refused: boolean, 
/**
 * Citations that a person has to decide.
 */
unresolved_citations: number, 
/**
 * What sources say differently of one subject, for the subjects of this import; the first ones.
 */
conflicts: Array<ConflictLine>, 
/**
 * How many such differences there are.
 */
conflict_count: number, 
/**
 * Identities that may be one and wait for a person.
 */
open_joins: number, };

/**
 * An import to look at or to apply.
 */
export type ImportWhich = { 
/**
 * Of the queue.
 */
token: string, 
/**
 * What the person decided about its files.
 */
choices?: ImportChoices, };

/**
 * One file of an import.
 */
export type ImportedFile = { 
/**
 * As given, or inside the folder given.
 */
path: string, 
/**
 * SHA-256 of its bytes.
 */
sha256: string | null, 
/**
 * `csv`, `xlsx`, `json`, `jsonl`, `yaml`, `xml`, …
 */
format: string | null, 
/**
 * The preset used; of a workbook, the first sheet's.
 */
preset: string | null, 
/**
 * WHATWG name.
 */
encoding: string | null, 
/**
 * The character itself.
 */
delimiter: string | null, 
/**
 * The header's row, from 1.
 */
header_row: number | null, 
/**
 * Why it was recognised as this.
 */
why: Array<string>, 
/**
 * Whether the file cannot be read as it is; why is its first diagnostic.
 */
refused: boolean, 
/**
 * Records read; always new + changed + same + rejected. A row that gives several subjects counts once.
 */
records: number, 
/**
 * Not there before.
 */
new: number, 
/**
 * There, with other values.
 */
changed: number, 
/**
 * There already.
 */
same: number, 
/**
 * Not taken, each with its reason.
 */
rejected: number, 
/**
 * Subjects taken by table; a row may give several.
 */
tables: { [key in string]: number }, 
/**
 * Its sheets, or the places in it that hold records.
 */
parts: Array<ImportedPart>, 
/**
 * The first subjects that were not there before.
 */
added: Array<AddedRecord>, 
/**
 * What differs, for the first changed subjects.
 */
changes: Array<ChangedRecord>, 
/**
 * The first of those that an earlier export of this gave and this one no longer has. They are kept as they are.
 */
missing: Array<MissingRecord>, 
/**
 * How many there are.
 */
missing_count: number, 
/**
 * What was noticed.
 */
diagnostics: Array<Diagnostic>, 
/**
 * Positions in `diagnostics` of those that say why a row is not taken.
 */
rejects: Array<number>, };

/**
 * A sheet of a file, or a place in it that holds records.
 */
export type ImportedPart = { 
/**
 * The sheet's name or the place; nothing when the file is one table.
 */
sheet: string | null, 
/**
 * The preset used.
 */
preset: string | null, 
/**
 * The source system; nothing for our own tables.
 */
source: string, 
/**
 * The header's row, from 1.
 */
header_row: number | null, 
/**
 * The tables it fills.
 */
tables: Array<string>, 
/**
 * For each of our columns, `table.column` when it fills several tables, the header or path it is read from.
 */
columns: { [key in string]: string }, 
/**
 * Records read.
 */
records: number, 
/**
 * Not there before.
 */
new: number, 
/**
 * There, with other values.
 */
changed: number, 
/**
 * There already.
 */
same: number, 
/**
 * Not taken.
 */
rejected: number, };

/**
 * The class at best and at worst; the upper end governs.
 */
export type Interval = { 
/**
 * With every unknown read at its best.
 */
low: Class, 
/**
 * With every unknown read at its worst.
 */
high: Class, };

/**
 * Two identities and what is said about them.
 */
export type JoinPair = { 
/**
 * One; the smaller id.
 */
a: JoinSide, 
/**
 * The other.
 */
b: JoinSide, 
/**
 * `proposed`, `same` or `different`.
 */
state: string, 
/**
 * The key that both have: `e-mail ann@example.com`; empty when a person said so without one.
 */
rule: string, 
/**
 * Why a person or the rule decided so.
 */
why: string | null, 
/**
 * Who decided; `rule` when the exact-key rule did.
 */
by: string | null, };

/**
 * Identities that may be one (`countersign/identities@1`).
 */
export type JoinReport = { 
/**
 * `countersign/identities@1`.
 */
schema: string, 
/**
 * Pairs: those that wait for a person first.
 */
pairs: Array<JoinPair>, };

/**
 * One side of a pair.
 */
export type JoinSide = { 
/**
 * Its id.
 */
id: string, 
/**
 * `people` or `identities`.
 */
table: string, 
/**
 * Its name.
 */
name: string | null, 
/**
 * The sources that name it.
 */
sources: Array<string>, 
/**
 * Where it stands.
 */
at: SourceRef, };

/**
 * One entry.
 */
export type JournalLine = { 
/**
 * Its number.
 */
seq: number, 
/**
 * When, RFC 3339.
 */
at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * `import`, `assess`, …
 */
action: string, 
/**
 * What was done, in a sentence.
 */
sentence: string, 
/**
 * What it came to, as name and value.
 */
detail: Array<[string, string]>, 
/**
 * The hash of the entry before.
 */
prev: string, 
/**
 * Its hash.
 */
hash: string, };

/**
 * A page of the journal, latest first.
 */
export type JournalPage = { 
/**
 * Entries in the journal.
 */
total: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First row of the page.
 */
from: number, 
/**
 * The entries.
 */
entries: Array<JournalLine>, };

/**
 * Which entries.
 */
export type JournalQuery = { 
/**
 * Words that must all occur.
 */
text: string, 
/**
 * First row wanted, from 0; the latest entry is row 0.
 */
from: number, 
/**
 * How many rows.
 */
rows: number, };

/**
 * Whether the chain holds.
 */
export type JournalState = { 
/**
 * Entries checked.
 */
entries: number, 
/**
 * The last entry's hash.
 */
head: string, 
/**
 * Whether every entry follows from the one before.
 */
ok: boolean, 
/**
 * The first that does not, and why.
 */
broken: [number, string] | null, };

/**
 * A signing key that was chosen. The key stays in the program.
 */
export type KeyChosen = { 
/**
 * What `pack_save` takes.
 */
token: string, 
/**
 * The file's name.
 */
file: string, 
/**
 * Whether it needs a passphrase.
 */
encrypted: boolean, 
/**
 * Who signs, as the key says; nothing until it is opened.
 */
signer: string | null, 
/**
 * The key's fingerprint; nothing until it is opened.
 */
fingerprint: string | null, };

/**
 * The status of one workflow as a mark.
 */
export type LeafMark = { 
/**
 * The workflow's id.
 */
workflow: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its status.
 */
status: Status, };

/**
 * One requirement for one workflow (or for the organisation), in full.
 */
export type LeafView = { 
/**
 * Full requirement id.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * Short name and edition of the framework.
 */
framework: string, 
/**
 * Decides the words for the status.
 */
kind: EditionKind, 
/**
 * Our own words.
 */
text: string, 
/**
 * The publisher's words, when attached.
 */
official_text: string | null, 
/**
 * The workflow; nothing for the organisation.
 */
workflow: NamedId | null, 
/**
 * Its status.
 */
status: Status, 
/**
 * The computed status, when a person overrode it.
 */
computed: Status | null, 
/**
 * `4 of 6 facets hold, 1 partial, 1 fails`.
 */
line: string, 
/**
 * Each facet with its reason.
 */
facets: Array<FacetLine>, 
/**
 * Why it reads as it does, in a sentence or two.
 */
why: string, 
/**
 * What would change it, smallest step first.
 */
changes: Array<string>, 
/**
 * The rules that made it applicable.
 */
rules: Array<FiredRule>, 
/**
 * Artefacts that were looked at: the file, which is what their screen opens, and the title.
 */
evidence: Array<NamedId>, };

/**
 * A requirement, for one workflow or for the organisation.
 */
export type LeafWhich = { 
/**
 * Full requirement id, or the id of anything that can be explained.
 */
id: string, 
/**
 * The workflow.
 */
workflow: string | null, };

/**
 * One of five levels: SP 800-30 very low is `info`, very high is `critical`.
 */
export type Level = "info" | "low" | "medium" | "high" | "critical";

/**
 * How many findings have a severity.
 */
export type LevelCount = { 
/**
 * The severity.
 */
severity: Level, 
/**
 * How many.
 */
findings: number, };

/**
 * What is shown of one link.
 */
export type LinkMark = "valid" | "invalid" | "missing" | "not_required";

/**
 * What a map makes of the first rows.
 */
export type MapPreview = { 
/**
 * What the rows give, in the order read.
 */
subjects: Array<PreviewSubject>, 
/**
 * Rows looked at.
 */
rows: number, 
/**
 * Of these, rows that are rejected.
 */
rejected: number, 
/**
 * What is said about them.
 */
diagnostics: Array<Diagnostic>, };

/**
 * A map to keep as a preset of the person's own.
 */
export type MapToSave = { 
/**
 * The map.
 */
sketch: Sketch, };

/**
 * A cell that is not empty.
 */
export type MappingCell = { 
/**
 * The column, from 0.
 */
column: number, 
/**
 * What it shows.
 */
mark: MappingMark, 
/**
 * The facets that are covered, in words.
 */
facets: Array<string>, };

/**
 * One requirement a control covers.
 */
export type MappingLine = { 
/**
 * As cited in the file.
 */
citation: string, 
/**
 * What it means; nothing while a person has to decide.
 */
requirement: string | null, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Decides the words for the status.
 */
kind: EditionKind | null, 
/**
 * The facets covered, by title; empty when none is named, which covers nothing.
 */
facets: Array<string>, 
/**
 * The requirement's status.
 */
status: Status | null, 
/**
 * A note: alias, legacy id, no facet named, to be decided.
 */
note: string | null, 
/**
 * The cell.
 */
source: SourceRef, };

/**
 * What a control shows for a requirement.
 */
export type MappingMark = "effective" | "deviation" | "ineffective" | "design_only" | "untested" | "no_facet" | "mapped";

/**
 * A control as a row.
 */
export type MappingRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What is claimed of it: `implemented`, `partial`, `planned`, `not_implemented`; nothing when nothing is.
 */
claim: string | null, 
/**
 * The worst state of its claims; nothing when nothing is claimed or there is no assessment.
 */
claim_state: ClaimState | null, 
/**
 * `effective`, `deviation`, `ineffective`, `design_only`, `untested`; nothing before the first assessment.
 */
effectiveness: string | null, 
/**
 * Its cells that are not empty, by column.
 */
cells: Array<MappingCell>, };

/**
 * Which framework.
 */
export type MappingWhich = { 
/**
 * Its edition; empty for the first one.
 */
framework: string, };

/**
 * A page of the matrix.
 */
export type Matrix = { 
/**
 * The edition.
 */
framework: string, 
/**
 * Decides the words for a status.
 */
kind: EditionKind, 
/**
 * How many requirements the framework has.
 */
requirements: number, 
/**
 * Groups of columns, in order.
 */
groups: Array<MatrixGroup>, 
/**
 * The columns.
 */
columns: Array<MatrixColumn>, 
/**
 * Workflows in the inventory.
 */
total: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First row of this page, from 0.
 */
from: number, 
/**
 * The rows of this page.
 */
rows: Array<MatrixRow>, 
/**
 * The fold over every workflow of the assessment, one letter per column.
 */
organisation: string, 
/**
 * `17 of 61`: met of applicable for the fold.
 */
organisation_met: number, 
/**
 * Applicable columns of the fold.
 */
organisation_applicable: number, };

/**
 * One column.
 */
export type MatrixColumn = { 
/**
 * Full id.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * The label without what the group's heading says.
 */
short: string, 
/**
 * Title.
 */
title: string, };

/**
 * Columns that stand under one heading.
 */
export type MatrixGroup = { 
/**
 * The top-level element as printed by the publisher; the framework itself for a flat list.
 */
label: string, 
/**
 * Its title as a heading: `Govern`.
 */
title: string, 
/**
 * How many columns.
 */
columns: number, };

/**
 * Which workflows against which framework.
 */
export type MatrixQuery = { 
/**
 * The edition.
 */
framework: string, 
/**
 * Which workflows, in which order, and which page of them.
 */
workflows: WorkflowQuery, 
/**
 * Whether columns that apply to no workflow are left out.
 */
applicable_only: boolean, };

/**
 * One workflow.
 */
export type MatrixRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * One letter per column: `M` met, `A` accepted risk, `P` partial, `O` not assessed, `X` not met, `-` not applicable; empty when it was not assessed.
 */
cells: string, 
/**
 * Met, of every requirement of the framework.
 */
met: number, 
/**
 * Applicable.
 */
applicable: number, };

/**
 * A subject that an earlier export gave and this one no longer has.
 */
export type MissingRecord = { 
/**
 * The table.
 */
table: Table, 
/**
 * The key, its parts joined by ` / `.
 */
key: string, 
/**
 * Its name or title, when it has one.
 */
name: string | null, 
/**
 * The file that gave it.
 */
file: string, 
/**
 * The batch that read that file, when it is known.
 */
batch: string | null, };

/**
 * An id with the name a person knows it by.
 */
export type NamedId = { 
/**
 * The id.
 */
id: string, 
/**
 * The name.
 */
name: string, };

/**
 * A workspace to make.
 */
export type NewWorkspace = { 
/**
 * The organisation it is about.
 */
organisation: string, };

/**
 * Something a person can do now.
 */
export type NextStep = { 
/**
 * Stable: `assess`, `citations`, `evidence`, `owners`, `identities`, `exceptions`, `requests`, `reviews`, `import`, `open`.
 */
kind: string, 
/**
 * A question with an answer.
 */
question: string, 
/**
 * What stands behind it, with its counts.
 */
detail: string, 
/**
 * The verb at the right.
 */
verb: string, 
/**
 * The address of the place where it is done: `workflows?view=no-owner`.
 */
place: string, };

/**
 * Nothing to say.
 */
export type Nothing = Record<symbol, never>;

/**
 * A workspace to open.
 */
export type OpenWhich = { 
/**
 * One that was open before; a dialog asks when absent.
 */
recent: string | null, };

/**
 * The workspace that is open.
 */
export type OpenWorkspace = { 
/**
 * The file's name.
 */
file: string, 
/**
 * Why it can only be read, by code: `workspace/in-use`; nothing when it can be changed.
 */
read_only: string | null, 
/**
 * What opening did, when there is something to say.
 */
said: string | null, 
/**
 * Whether the assessment is still being read; then there is no summary yet.
 */
reading: boolean, 
/**
 * What stands around every screen.
 */
summary: Summary | null, };

/**
 * Which of the first two numbers of `7/1/2023` is the month.
 */
export type Order = "month-first" | "day-first";

/**
 * Where things stand.
 */
export type Overview = { 
/**
 * The lead sentences, written from the counts.
 */
lead: Array<string>, 
/**
 * One bar per framework.
 */
frameworks: Array<FrameworkBar>, 
/**
 * The requirements that press most, at most eight.
 */
gaps: Array<TopGap>, 
/**
 * How many gaps there are in all.
 */
gaps_total: number, 
/**
 * What to do next, ordered by what it unblocks.
 */
next: Array<NextStep>, 
/**
 * Claims by state; nothing before the first assessment.
 */
claims: ClaimCounts | null, 
/**
 * Workflows by class, most variable first.
 */
classes: Array<ClassCell>, 
/**
 * How many workflows there are.
 */
workflows: number, 
/**
 * Evidence by freshness.
 */
evidence: EvidenceCounts, 
/**
 * Evidence over time: on file and fresh, day by day; after the as-of day it is what remains if nothing new arrives.
 */
timeline: Array<EvidencePoint>, 
/**
 * The findings that wait, by severity, the worst first; nothing when nobody looked for them.
 */
findings?: Array<LevelCount> | null, 
/**
 * The assessment made before the one shown, which it can be compared with; nothing when there is none.
 */
before: AssessmentLine | null, };

/**
 * One question about a pack.
 */
export type PackCheck = { 
/**
 * Stable name, such as `manifest/digests`.
 */
id: string, 
/**
 * The answer.
 */
ok: boolean, 
/**
 * What was looked at or, when not ok, every file that is to blame and why.
 */
detail: string, };

/**
 * A folder of a pack, or a file at its top.
 */
export type PackFolder = { 
/**
 * `report.pdf`, `csv/`, …
 */
name: string, 
/**
 * How many files.
 */
files: number, 
/**
 * Their bytes.
 */
bytes: number, };

/**
 * How a pack is sealed.
 */
export type PackHow = { 
/**
 * The key to sign with.
 */
key: string | null, 
/**
 * Its passphrase.
 */
passphrase: string | null, };

/**
 * What a pack holds.
 */
export type PackReport = { 
/**
 * `countersign/pack@1`.
 */
schema: string, 
/**
 * `sha256:…`: the SHA-256 of the tag manifest.
 */
root_digest: string, 
/**
 * `sha256:…` of the frozen dataset.
 */
snapshot: string, 
/**
 * The assessment it carries.
 */
assessment: string, 
/**
 * Files under `data/`.
 */
files: number, 
/**
 * Their bytes.
 */
bytes: number, 
/**
 * Size of the zip.
 */
zip_bytes: number, 
/**
 * The signer, when it is signed.
 */
signed_by: string | null, 
/**
 * The fingerprint of the signer's key.
 */
fingerprint: string | null, };

/**
 * A pack that was written and read back.
 */
export type PackSaved = { 
/**
 * The file.
 */
saved: Saved, 
/**
 * What it holds.
 */
report: PackReport, 
/**
 * Its contents by folder.
 */
contents: Array<PackFolder>, 
/**
 * What checking the written file found.
 */
verified: PackVerified, };

/**
 * What checking a pack found.
 */
export type PackVerified = { 
/**
 * The pack's name.
 */
name: string, 
/**
 * Whether every check is ok.
 */
ok: boolean, 
/**
 * `sha256:…` of the tag manifest as found.
 */
root_digest: string | null, 
/**
 * The checks, always in the same order.
 */
checks: Array<PackCheck>, };

/**
 * One named threshold.
 */
export type ParameterLine = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it decides, with its unit.
 */
meaning: string, 
/**
 * The value shipped.
 */
default: string, 
/**
 * The value of this workspace, when a person set one.
 */
value: string | null, 
/**
 * Who set it.
 */
changed_by: string | null, 
/**
 * When, RFC 3339.
 */
changed_at: string | null, 
/**
 * Why.
 */
why: string | null, };

/**
 * How much there is behind each place of the sidebar.
 */
export type PlaceCounts = { 
/**
 * Workflows in the inventory.
 */
workflows: number, 
/**
 * Framework editions assessed (or shipped, before the first assessment).
 */
frameworks: number, 
/**
 * Controls.
 */
controls: number, 
/**
 * Artefacts of evidence.
 */
evidence: number, 
/**
 * Citations that a person has to decide.
 */
citations_open: number, 
/**
 * Findings that wait; nothing when nobody looked for them.
 */
findings?: number | null, 
/**
 * Exceptions.
 */
exceptions: number, 
/**
 * Import batches.
 */
batches: number, 
/**
 * Journal entries.
 */
journal: number, };

/**
 * A person's preferences. They belong to the computer, not to a workspace.
 */
export type Prefs = { 
/**
 * `light`, `dark` or `system`.
 */
theme: string, 
/**
 * `compact` or `relaxed`.
 */
density: string, 
/**
 * 1 for 100 %.
 */
zoom: number, 
/**
 * Whether single letters are shortcuts.
 */
single_keys: boolean, 
/**
 * Width of the inspector, by screen, in pixels.
 */
inspector: { [key in string]: number }, 
/**
 * Saved views, by screen.
 */
views: { [key in string]: Array<SavedView> }, 
/**
 * How the journal names the person; empty for the shell's own answer.
 */
actor: string, 
/**
 * Whether the sidebar is narrow.
 */
rail: boolean, 
/**
 * Where the person last was, by the name of the workspace's file: an address of the window.
 */
places: { [key in string]: string }, };

/**
 * A preset in the list of presets.
 */
export type PresetInfo = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is for.
 */
title: string, 
/**
 * What it says about itself.
 */
about: string, 
/**
 * The tables it fills.
 */
tables: Array<Table>, 
/**
 * Whether it comes from the user's own folder.
 */
yours: boolean, };

/**
 * What can be shown of a piece of evidence. Text and cells are data: never markup, link or instruction.
 */
export type Preview = { "kind": "text", 
/**
 * The lines.
 */
lines: Array<string>, 
/**
 * Whether there is more.
 */
more: boolean, 
/**
 * WHATWG name of the encoding it was read with.
 */
encoding: string, } | { "kind": "table", 
/**
 * The header.
 */
columns: Array<string>, 
/**
 * The rows, with their numbers as a spreadsheet counts them.
 */
rows: Array<RawRow>, 
/**
 * Whether there is more.
 */
more: boolean, } | { "kind": "image", 
/**
 * `image/png`, `image/jpeg`, `image/gif`, `image/webp`, by its first bytes.
 */
mime: string, 
/**
 * Its size.
 */
bytes: number, } | { "kind": "pdf", 
/**
 * Its size.
 */
bytes: number, } | { "kind": "none", 
/**
 * Why, in a sentence.
 */
why: string, };

/**
 * One subject of the preview.
 */
export type PreviewSubject = { 
/**
 * The row it comes from.
 */
row: number, 
/**
 * The table.
 */
table: Table, 
/**
 * The key, its parts joined by ` / `.
 */
key: string, 
/**
 * Our columns that are known, with their values.
 */
fields: Array<[string, string]>, 
/**
 * What is kept beside: attributes and raw texts.
 */
extra: Array<[string, string]>, };

/**
 * How far a job is, sent as the event `progress`.
 */
export type Progress = { 
/**
 * The job.
 */
job: string, 
/**
 * What is being done.
 */
what: string, 
/**
 * How much is done.
 */
done: number, 
/**
 * Of how much; 0 when that is not known.
 */
total: number, };

/**
 * A queue of files.
 */
export type QueueWhich = { 
/**
 * Of the queue.
 */
token: string, };

/**
 * One row of a file.
 */
export type RawRow = { 
/**
 * Its number.
 */
row: number, 
/**
 * Its cells.
 */
cells: Array<string>, };

/**
 * A workspace that was open before. Its path stays in the program.
 */
export type Recent = { 
/**
 * What `open_workspace` takes.
 */
id: string, 
/**
 * The file's name.
 */
file: string, 
/**
 * The organisation it is about.
 */
organisation: string, 
/**
 * When it was last open, RFC 3339.
 */
opened_at: string, 
/**
 * Whether the file is gone.
 */
missing: boolean, };

/**
 * The recertification: what has to be looked at again, the most urgent first.
 */
export type RecertificationPage = { 
/**
 * Whether the assessment looked at it.
 */
analysed: boolean, 
/**
 * The as-of day.
 */
as_of: string | null, 
/**
 * Subjects, whatever the filter.
 */
total: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First line of the page.
 */
from: number, 
/**
 * The lines.
 */
rows: Array<ReviewLine>, 
/**
 * By kind and state, over all.
 */
tally: Array<ReviewTally>, 
/**
 * Decided in the period, over all.
 */
decided: Array<DecisionTally>, 
/**
 * The changes of the period with the review that followed.
 */
revalidations: Array<RevalidationLine>, };

/**
 * Which lines of the recertification.
 */
export type RecertificationQuery = { 
/**
 * Kinds to keep; all when empty.
 */
kind: Array<ReviewedKind>, 
/**
 * States to keep; all when empty.
 */
state: Array<ReviewState>, 
/**
 * Words that must all occur in id, name, workflow or reviewer.
 */
text: string, 
/**
 * First line wanted, from 0.
 */
from: number, 
/**
 * How many lines.
 */
rows: number, };

/**
 * A row that could not be used.
 */
export type RejectedLine = { 
/**
 * The file's name.
 */
file: string, 
/**
 * The row as a spreadsheet counts it.
 */
row: number, 
/**
 * The column at fault.
 */
column: string | null, 
/**
 * The diagnostic code.
 */
code: string, 
/**
 * Why, in a sentence.
 */
reason: string, 
/**
 * The row's raw text, key-like strings masked.
 */
raw: string, };

/**
 * An exception that another one renews.
 */
export type Renewal = { 
/**
 * Its id.
 */
id: string, 
/**
 * First day.
 */
from: string | null, 
/**
 * The day it ended.
 */
expires: string | null, };

/**
 * A report that was built and is held in memory, to be previewed.
 */
export type ReportBuilt = { 
/**
 * What `report_bytes` takes.
 */
token: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Size in bytes.
 */
bytes: number, 
/**
 * SHA-256 of the bytes.
 */
sha256: string, };

/**
 * What a report is about.
 */
export type ReportWhich = { 
/**
 * One edition; every one when absent.
 */
framework: string | null, 
/**
 * One workflow; every one when absent.
 */
workflow: string | null, 
/**
 * `pdf`, `xlsx`, `csv` or `json`.
 */
format: string, };

/**
 * What a person says about a request.
 */
export type RequestAnswer = { 
/**
 * The request.
 */
id: string, 
/**
 * Where it stands now.
 */
status: RequestState, 
/**
 * Why; asked for when it is not taken, or not there.
 */
reason: string, 
/**
 * The files that came in.
 */
evidence: Array<string>, };

/**
 * One request for evidence.
 */
export type RequestLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * What is asked for.
 */
what: string, 
/**
 * The requirement or control it is for.
 */
of: string | null, 
/**
 * Who is asked.
 */
owner: string | null, 
/**
 * When it is due.
 */
due: string | null, 
/**
 * Days late at the as-of day, when it is late and not settled.
 */
late_days: number | null, 
/**
 * `open`, `received`, …
 */
status: string | null, 
/**
 * The cell.
 */
source: SourceRef, };

/**
 * What a person said about a request.
 */
export type RequestSaid = { 
/**
 * In words.
 */
text: string, 
/**
 * Who.
 */
by: string | null, 
/**
 * When, `YYYY-MM-DD`.
 */
on: string | null, };

/**
 * Where a request stands.
 */
export type RequestState = "open" | "received" | "incomplete" | "accepted" | "rejected" | "not_available";

/**
 * One request for evidence in full.
 */
export type RequestView = { 
/**
 * The line of the list.
 */
line: RequestLine, 
/**
 * The requirements it is for, as cited; what is not understood stands in the line alone.
 */
requirements: Array<NamedId>, 
/**
 * The control it is for.
 */
control: NamedId | null, 
/**
 * The days it is asked for, as written.
 */
period: string | null, 
/**
 * The format wanted.
 */
format: string | null, 
/**
 * What came in, by file.
 */
received: Array<NamedId>, 
/**
 * Why what came was not taken.
 */
rejection_reason: string | null, 
/**
 * What is wanting in the request itself, as sentences.
 */
notes: Array<string>, 
/**
 * The claims that stand without support because of it, by control, each once: it is late, or that cannot be excluded. None is
 * named before the first assessment.
 */
claims: Array<NamedId>, 
/**
 * What people said about it in the window, the latest first.
 */
said: Array<RequestSaid>, };

/**
 * One requirement of one edition, written `nist-csf@2.0/PR.AA-05`.
 */
export type RequirementId = string;

/**
 * One requirement, or a group of them.
 */
export type RequirementView = { 
/**
 * Full id: what "Copy citation" copies.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * Titles of what it stands under, outermost first.
 */
path: Array<string>, 
/**
 * `subcategory`, …
 */
level: string, 
/**
 * Short name and edition of the framework.
 */
framework: string, 
/**
 * Who publishes it.
 */
publisher: string, 
/**
 * Decides the words for the status.
 */
kind: EditionKind, 
/**
 * Our own words.
 */
text: string, 
/**
 * The publisher's words, when attached.
 */
official_text: string | null, 
/**
 * Whether it has a status of its own.
 */
assessable: boolean, 
/**
 * The fold; nothing before the first assessment.
 */
status: Status | null, 
/**
 * One count per workflow, or one for the organisation.
 */
counts: Counts | null, 
/**
 * `4 of 25 workflows not met, 1 not assessed. 5 controls, 11 artefacts.`
 */
line: string, 
/**
 * Whether it is asked of the organisation once.
 */
organisation_wide: boolean, 
/**
 * One mark per workflow, worst first; at most 200.
 */
leaves: Array<LeafMark>, 
/**
 * How many workflows there are in all.
 */
leaves_total: number, 
/**
 * Each facet, in the worst workflow.
 */
facets: Array<FacetLine>, 
/**
 * From the status back to the cell.
 */
steps: Array<Step>, 
/**
 * Rules that name it.
 */
rules: Array<FiredRule>, 
/**
 * Controls that cover it.
 */
controls: Array<ControlRef>, 
/**
 * Artefacts that were looked at.
 */
evidence: Array<EvidenceRef>, 
/**
 * Edges to and from other editions.
 */
edges: Array<EdgeLine>, 
/**
 * Editions with which there is no edge, printed, never implied.
 */
no_edges: Array<string>, 
/**
 * Evidence kinds that may answer.
 */
accepted_kinds: Array<string>, 
/**
 * The weakest tier that may answer.
 */
min_tier: string | null, 
/**
 * Assessment methods, one of which is required.
 */
methods: Array<string>, };

/**
 * A change of context and the review that followed.
 */
export type RevalidationLine = { 
/**
 * The workflow.
 */
workflow: NamedId, 
/**
 * What changed, in words: `the model`.
 */
what: string, 
/**
 * The day of the change.
 */
changed: string, 
/**
 * The last day on which a review is in time.
 */
due: string, 
/**
 * The day of the first review after it.
 */
reviewed: string | null, 
/**
 * Who reviewed.
 */
reviewer: string | null, 
/**
 * Where it stands.
 */
state: RevalidationState, 
/**
 * The change, and the review.
 */
sources: Array<SourceRef>, };

/**
 * Whether access was looked at again after a context change.
 */
export type RevalidationState = "missing" | "late" | "pending" | "in_time";

/**
 * How many actions had a kind of review.
 */
export type ReviewCount = { 
/**
 * The kind.
 */
review: ReviewMark, 
/**
 * How many.
 */
actions: number, };

/**
 * What a reviewer decides.
 */
export type ReviewDecision = "attest" | "change" | "revoke";

/**
 * One subject of the recertification.
 */
export type ReviewLine = { 
/**
 * What it is.
 */
kind: ReviewedKind, 
/**
 * Its key, unique among its kind.
 */
subject: string, 
/**
 * What it is called; a grant says who may do what where.
 */
name: string, 
/**
 * The workflows that use it.
 */
workflows: Array<NamedId>, 
/**
 * At most so many days lie between two reviews; nothing when nothing tells.
 */
cycle_days: number | null, 
/**
 * The day of the last review.
 */
last: string | null, 
/**
 * Who reviewed.
 */
reviewer: string | null, 
/**
 * What was decided.
 */
decision: ReviewDecision | null, 
/**
 * The last day on which the next review is in time.
 */
due: string | null, 
/**
 * Days past that day; nothing when it is not late.
 */
late_by: number | null, 
/**
 * Where it stands.
 */
state: ReviewState, 
/**
 * Where the last review is told; without one, the subject.
 */
source: SourceRef, };

/**
 * What kind of review an action had.
 */
export type ReviewMark = "substantive" | "procedural" | "implausible" | "self" | "unbound" | "none";

/**
 * What a reviewer says.
 */
export type ReviewSaid = { 
/**
 * What is reviewed.
 */
subject_kind: ReviewedKind, 
/**
 * Its key.
 */
subject: string, 
/**
 * The decision.
 */
decision: ReviewDecision, 
/**
 * Why; asked for when something has to change or is taken away.
 */
note: string, };

/**
 * Where a recertification stands.
 */
export type ReviewState = "overdue" | "never" | "unknown" | "due_soon" | "ok";

/**
 * How many subjects of a kind are in a state.
 */
export type ReviewTally = { 
/**
 * The kind.
 */
kind: ReviewedKind, 
/**
 * The state.
 */
state: ReviewState, 
/**
 * How many.
 */
subjects: number, };

/**
 * What is reviewed.
 */
export type ReviewedKind = "workflow" | "identity" | "grant";

/**
 * What the log shows of one reviewer.
 */
export type ReviewerLine = { 
/**
 * The person, as the inventory names them; the role where people are shown as roles.
 */
name: string, 
/**
 * Decisions in the period.
 */
decisions: number, 
/**
 * Refusals and changes asked for.
 */
refused: number, 
/**
 * Median time between what there was to read and the decision, in seconds; nothing when it is not logged.
 */
dwell: number | null, 
/**
 * Median time that the same texts need at the fastest plausible reading, in seconds.
 */
needed: number | null, 
/**
 * Substantive reviews, of the actions they approved.
 */
substantive: CountRange, 
/**
 * What zero refusals can show at most: the true rate of challenges is below this share; nothing when there were refusals.
 */
challenge_below: number | null, 
/**
 * Times that many decisions fell within a minute.
 */
batches: number, 
/**
 * What the time they had says, in words: `more than can be read in the time`; nothing when it says nothing.
 */
capacity: string | null, 
/**
 * The question it leaves.
 */
question: string | null, 
/**
 * The first decision of the fastest batch, or of the list.
 */
source: SourceRef | null, };

/**
 * How far a run's log reaches.
 */
export type RunMark = "complete" | "partial" | "broken";

/**
 * The effects of the system of record against the runs.
 */
export type RunPopulation = { 
/**
 * Effects that a run explains.
 */
matched: number, 
/**
 * All effects of the list.
 */
of: number, 
/**
 * Runs that claim an effect the list has not.
 */
phantom: number, 
/**
 * The list.
 */
source: SourceRef | null, };

/**
 * A run as a row.
 */
export type RunRow = { 
/**
 * The run's id, or what its events are about.
 */
id: string, 
/**
 * Whether the log gives it no id.
 */
by_artefact: boolean, 
/**
 * The time it counts at, RFC 3339.
 */
at: string | null, 
/**
 * How far its log reaches.
 */
state: RunMark, 
/**
 * One mark for each link of the page, in that order.
 */
links: Array<LinkMark>, 
/**
 * The first link that is missing or invalid.
 */
first_gap: string | null, 
/**
 * Executions in it.
 */
actions: number, };

/**
 * One run in full.
 */
export type RunView = { 
/**
 * Its row.
 */
row: RunRow, 
/**
 * Its links and events in order.
 */
steps: Array<ChainLink>, };

/**
 * One run of one workflow.
 */
export type RunWhich = { 
/**
 * The workflow's id.
 */
id: string, 
/**
 * The run's id.
 */
run: string, };

/**
 * A page of the runs, the latest first, with what is counted over all of them.
 */
export type RunsPage = { 
/**
 * Whether the assessment followed the chains.
 */
analysed: boolean, 
/**
 * Runs in the period.
 */
total: number, 
/**
 * Runs whose every required link is valid.
 */
complete: number, 
/**
 * Runs with a link that is missing, and none that is invalid.
 */
partial: number, 
/**
 * Runs with an invalid link.
 */
broken: number, 
/**
 * The links in order, as the columns of the marks.
 */
links: Array<string>, 
/**
 * How many runs have their first gap at a link, in the order of the links.
 */
first_gaps: Array<GapCount>, 
/**
 * What the independent list of effects shows; nothing when there is none.
 */
population: RunPopulation | null, 
/**
 * Runs without an id, told apart by what they are about.
 */
by_artefact: number, 
/**
 * Findings about the log.
 */
findings: Array<FindingMark>, 
/**
 * The first row of the page.
 */
from: number, 
/**
 * The rows.
 */
rows: Array<RunRow>, };

/**
 * Which runs are asked for.
 */
export type RunsQuery = { 
/**
 * The workflow's id.
 */
id: string, 
/**
 * The first run, counted from 0.
 */
from: number, 
/**
 * How many at most.
 */
count: number, };

/**
 * A value and the source that says it.
 */
export type SaidBy = { 
/**
 * The source system; `tables` for our own tables.
 */
source: string, 
/**
 * The value.
 */
value: string, 
/**
 * The file it was read from.
 */
file: string, 
/**
 * The row.
 */
row: number, };

/**
 * A file that was written.
 */
export type Saved = { 
/**
 * Its name, without its folder.
 */
file: string, 
/**
 * Size in bytes.
 */
bytes: number, 
/**
 * SHA-256 of the bytes; empty for a folder.
 */
sha256: string, };

/**
 * A view a person saved.
 */
export type SavedView = { 
/**
 * Stable.
 */
id: string, 
/**
 * As the person named it.
 */
name: string, 
/**
 * What it shows.
 */
query: WorkflowQuery, };

/**
 * A threshold a person sets.
 */
export type SetParameter = { 
/**
 * Its name.
 */
name: string, 
/**
 * The value; the shipped one again when absent.
 */
value: string | null, 
/**
 * Why.
 */
why: string, };

/**
 * What a person decides about two identities that may be one.
 */
export type SettleJoin = { 
/**
 * The id of one.
 */
a: string, 
/**
 * The id of the other.
 */
b: string, 
/**
 * Whether they are the same; nothing = it is open again.
 */
same: boolean | null, 
/**
 * Why; it is kept in the journal.
 */
why: string, };

/**
 * How much a diagnostic matters.
 */
export type Severity = "note" | "warning" | "error";

/**
 * A share between two bounds.
 */
export type ShareRange = { 
/**
 * At least, 0 to 1.
 */
low: number, 
/**
 * At most, 0 to 1.
 */
high: number, };

/**
 * A sheet, or a place in a document.
 */
export type SheetLook = { 
/**
 * Its name.
 */
name: string, 
/**
 * The table or preset it is known as.
 */
known_as: string | null, 
/**
 * Whether the workbook hides it.
 */
hidden: boolean, };

/**
 * How many findings a sieve keeps.
 */
export type SieveCount = { 
/**
 * The sieve.
 */
sieve: FindingSieve, 
/**
 * How many.
 */
findings: number, };

/**
 * What changed between two assessments, counted. A leaf is one requirement in one workflow, or in the organisation.
 */
export type Since = { 
/**
 * The assessment compared with.
 */
before: AssessmentLine, 
/**
 * The assessment looked at.
 */
after: AssessmentLine, 
/**
 * How many leaves there are in either; the sum of the lines.
 */
leaves: number, 
/**
 * Every kind of change with its count, those of none too.
 */
lines: Array<ChangeTally>, 
/**
 * Findings that wait.
 */
findings: FindingsMoved, 
/**
 * What the comparison cannot tell apart, and what has to be known to read it; a sentence each.
 */
remarks: Array<string>, };

/**
 * A map for one table.
 */
export type Sketch = { 
/**
 * Its name, for `--preset`.
 */
id: string, 
/**
 * What it is for.
 */
title: string, 
/**
 * The source system its rows come from; the map's own name when nothing is said.
 */
source?: string | null, 
/**
 * The table its rows become.
 */
table: Table, 
/**
 * When a row has no id of its own: what stands before the id that is made of its content.
 */
key_prefix: string | null, 
/**
 * Our columns that go into such an id besides the row itself.
 */
key_from?: Array<string>, 
/**
 * The order of day and month.
 */
dates: Order | null, 
/**
 * The headers by which such a file is known again, all of which must be there; none when it is to be asked for.
 */
known_by: Array<string>, 
/**
 * Headers whose blank cells take the value of the row above.
 */
fill_down?: Array<string>, 
/**
 * Our columns and what fills them.
 */
columns: Array<SketchColumn>, };

/**
 * What fills one of our columns.
 */
export type SketchColumn = { 
/**
 * Our column.
 */
to: string, 
/**
 * The headers in the file: the first that is there, or all of them when they are joined.
 */
headers: Array<string>, 
/**
 * What stands between joined texts.
 */
join: string | null, 
/**
 * What a text of the file means; nothing = it says nothing we can use.
 */
values: { [key in string]: string }, 
/**
 * What the column editor keeps as it is.
 */
kept?: SketchKept | null, };

/**
 * What a preset says of a column beyond headers and values. The column editor hands it back as it got it.
 */
export type SketchKept = { 
/**
 * Words left out at the front of a value.
 */
strip: Array<string>, 
/**
 * Only what follows the last of this is taken.
 */
after: string | null, 
/**
 * Only what stands before the first of this is taken.
 */
before: string | null, 
/**
 * Whether it is made lower case.
 */
lower: boolean, 
/**
 * What any other text means.
 */
other: string | null, 
/**
 * A text made of several cells, in place of headers.
 */
text: string | null, 
/**
 * `name=value` pairs, in place of headers: the header of each name.
 */
pairs: { [key in string]: string }, };

/**
 * A place in a file of the user's, down to the cell.
 */
export type SourceRef = { 
/**
 * The file's name as the user gave it; of a folder that was given, the path below it.
 */
file: string, 
/**
 * The sheet of a workbook, or the path to the records of a structured file.
 */
sheet?: string | null, 
/**
 * The row as a spreadsheet counts it (the header is row 1), or the 1-based position among those records.
 */
row?: number | null, 
/**
 * The column's header as it stands in the file (`#2` after a repeated one), or the path in the record.
 */
column?: string | null, };

/**
 * What the window needs before it draws anything.
 */
export type Start = { 
/**
 * The version of Countersign.
 */
version: string, 
/**
 * The person's preferences.
 */
prefs: Prefs, 
/**
 * Workspaces that were open before, latest first.
 */
recent: Array<Recent>, 
/**
 * The workspace that is open.
 */
open: OpenWorkspace | null, 
/**
 * Diagnostic codes whose words the window may ask for: code and meaning.
 */
codes: { [key in string]: string }, };

/**
 * How far a citation is understood.
 */
export type State = "resolved" | "noted" | "ambiguous" | "unknown";

/**
 * A sentence with the cells and events it is read from.
 */
export type Statement = { 
/**
 * The sentence.
 */
text: string, 
/**
 * Where it can be read; empty when it is nobody's datum (a recommendation).
 */
sources: Array<SourceRef>, };

/**
 * The status of a requirement for one scope, or folded over several.
 */
export type Status = "met" | "accepted_risk" | "partial" | "not_assessed" | "not_met" | "not_applicable";

/**
 * One step of a chain.
 */
export type Step = { 
/**
 * 0 is the answer; each further level is what the one above rests on.
 */
depth: number, 
/**
 * `status`, `rule`, `fact`, `facet`, `control`, `test`, `evidence`, `exception`, `decision`, `searched`; `offer` and `judgement`
 * stand beside the chain.
 */
kind: string, 
/**
 * Rule id or reason code.
 */
code: string, 
/**
 * In words.
 */
text: string, 
/**
 * The cell, when the step rests on one.
 */
source: SourceRef | null, };

/**
 * A requirement that a control may cover, because they share words.
 */
export type Suggestion = { 
/**
 * The control.
 */
control: NamedId, 
/**
 * The requirement, by full id.
 */
requirement: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The words of the requirement that the control has in some form, or has another word for, in alphabetical order.
 */
words: Array<string>, 
/**
 * Of how many different words of the requirement, without those that say nothing.
 */
of: number, 
/**
 * The facets it declares; empty when it is one whole.
 */
facets: Array<FacetChoice>, };

/**
 * A suggestion a person takes over.
 */
export type SuggestionAccepted = { 
/**
 * The control.
 */
control: string, 
/**
 * The requirement, by full id.
 */
requirement: string, 
/**
 * The facets it covers; empty for a requirement that is one whole.
 */
facets: Array<string>, };

/**
 * What waits for a person, the best match first.
 */
export type SuggestionList = { 
/**
 * The suggestions.
 */
suggestions: Array<Suggestion>, 
/**
 * How many a person passed.
 */
passed: number, };

/**
 * A suggestion a person does not take over. It does not come back.
 */
export type SuggestionPassed = { 
/**
 * The control.
 */
control: string, 
/**
 * The requirement, by full id.
 */
requirement: string, };

/**
 * Whose suggestions.
 */
export type SuggestionsWhich = { 
/**
 * A control; nothing for all.
 */
control: string | null, 
/**
 * An edition; nothing for all.
 */
framework: string | null, };

/**
 * What stands around every screen.
 */
export type Summary = { 
/**
 * The organisation the workspace is about.
 */
organisation: string, 
/**
 * How much there is behind each place of the sidebar.
 */
counts: PlaceCounts, 
/**
 * The latest assessment.
 */
assessment: AssessmentLine | null, 
/**
 * Why there is none, by code: `assess/none`, `assess/other-ruleset`.
 */
unassessed: string | null, 
/**
 * Whether the workspace changed since the assessment was made.
 */
changed_since: boolean, 
/**
 * `sha256:…` of catalogs, rules and aliases.
 */
ruleset: string, 
/**
 * How many thresholds differ from those shipped: those of the assessment, or of the workspace before the first.
 */
thresholds_changed: number, 
/**
 * When the last change was written, RFC 3339.
 */
saved_at: string, };

/**
 * An interchange table, in the order in which tables depend on each other.
 */
export type Table = "sources" | "zones" | "people" | "identities" | "tools" | "resources" | "workflows" | "actions" | "credentials" | "grants" | "flows" | "events" | "context_changes" | "controls" | "evidence" | "control_tests" | "exceptions" | "decisions" | "reviews" | "system_records" | "requests";

/**
 * One of our tables, for choosing columns from.
 */
export type TableSpec = { 
/**
 * The table.
 */
table: Table, 
/**
 * The columns that name a row.
 */
key: Array<string>, 
/**
 * Its columns, in order.
 */
columns: Array<ColumnSpec>, };

/**
 * A table the window shows, to be saved as it is.
 */
export type TableToSave = { 
/**
 * The name proposed for the file, without an ending.
 */
name: string, 
/**
 * The header.
 */
columns: Array<string>, 
/**
 * The rows as shown.
 */
rows: Array<Array<string>>, };

/**
 * One test.
 */
export type TestLine = { 
/**
 * Its id.
 */
id: string, 
/**
 * `examine`, `interview`, `test`.
 */
method: string | null, 
/**
 * `effective`, `deviation`, `ineffective`.
 */
result: string | null, 
/**
 * The day.
 */
tested_at: string | null, 
/**
 * Who tested.
 */
tester: string | null, 
/**
 * The workflow it was about.
 */
workflow: string | null, 
/**
 * `25 of 25 without deviation`, when told.
 */
sample: string | null, 
/**
 * The cell.
 */
source: SourceRef, };

/**
 * A requirement that is not supported.
 */
export type TopGap = { 
/**
 * Full requirement id.
 */
requirement: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * Short name of the framework.
 */
framework: string, 
/**
 * Decides the words for the status.
 */
kind: EditionKind, 
/**
 * The fold.
 */
status: Status, 
/**
 * `4 of 25 workflows`, or `the organisation`.
 */
affected: string, };

/**
 * What a person decides about a finding.
 */
export type Treatment = { 
/**
 * The finding.
 */
id: string, 
/**
 * How likely; nothing leaves it as it is.
 */
likelihood: Level | null, 
/**
 * How much harm; nothing leaves it as it is.
 */
impact: Level | null, 
/**
 * The answer, in the person's words.
 */
response: string, 
/**
 * Where it stands, as the person says: `open`, `in_progress`, `accepted` or `resolved`; nothing leaves it as it is.
 */
status?: string | null, 
/**
 * Who answers from now on; nothing leaves it as it is.
 */
owner?: string | null, 
/**
 * The day by which it is to be settled, `YYYY-MM-DD`; nothing leaves it as it is.
 */
due?: string | null, };

/**
 * One element of a framework.
 */
export type TreeNode = { 
/**
 * Full id.
 */
id: string, 
/**
 * As printed by the publisher.
 */
label: string, 
/**
 * Title.
 */
title: string, 
/**
 * `function`, `category`, `subcategory`, …
 */
level: string, 
/**
 * 0 at the top.
 */
depth: number, 
/**
 * Whether it has a status of its own.
 */
assessable: boolean, 
/**
 * The fold over what is below it, or its own; nothing before the first assessment.
 */
status: Status | null, 
/**
 * For a group: one count per requirement below it. For a requirement: one count per workflow (or one for the organisation).
 */
counts: Counts | null, 
/**
 * How many requirements stand below it, itself included when it is one.
 */
requirements: number, };

/**
 * What the trend shows.
 */
export type TrendMark = "increasing" | "decreasing" | "no_evidence" | "insufficient";

/**
 * A use case that could not be done, as every command rejects with.
 */
export type TroubleShape = { 
/**
 * `room/what`, stable: screens switch on it.
 */
code: string, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do.
 */
hint: string, 
/**
 * The causes below, one a line.
 */
detail: string, };

/**
 * Two editions.
 */
export type TwoEditions = { 
/**
 * The one the edges start from.
 */
source: string, 
/**
 * The one they lead to.
 */
target: string, };

/**
 * What an undo did.
 */
export type UndoDone = { 
/**
 * Rows the batch had made, now gone.
 */
closed: number, 
/**
 * Rows the batch had replaced, now back.
 */
restored: number, };

/**
 * The class of one workflow with its reasons.
 */
export type Variability = { 
/**
 * At best.
 */
low: Class, 
/**
 * At worst; this one governs.
 */
high: Class, 
/**
 * What the workflow's owner declared.
 */
declared: Class | null, 
/**
 * Why, lowest class first.
 */
rules: Array<Because>, 
/**
 * Observations that raised it.
 */
raised_by: Array<string>, 
/**
 * Unknown attributes that would lower the upper end if they turned out at their best.
 */
would_lower: Array<string>, };

/**
 * A cell of a file that waits to be imported, and how the look read the file.
 */
export type WaitingCell = { 
/**
 * `csv`, `xlsx`, `json`, …, as the look says it.
 */
format: string, 
/**
 * WHATWG name.
 */
encoding: string | null, 
/**
 * What stands between cells.
 */
delimiter: string | null, 
/**
 * The row of the headers.
 */
header_row: number | null, 
/**
 * Which cell.
 */
cell: CellQuery, };

/**
 * A cell of a file that waits to be imported.
 */
export type WaitingWhich = { 
/**
 * Of the queue.
 */
token: string, 
/**
 * The file's name as the look gives it.
 */
file: string, 
/**
 * Which cell, and how the look read the file.
 */
wanted: WaitingCell, };

/**
 * Words to look for.
 */
export type Words = { 
/**
 * As typed.
 */
text: string, };

/**
 * Something that is so about a workflow.
 */
export type WorkflowFlag = "no_owner" | "identity_unknown" | "review_late" | "class_open" | "not_met";

/**
 * A page of the register.
 */
export type WorkflowPage = { 
/**
 * Workflows in the inventory.
 */
total: number, 
/**
 * Those that match.
 */
matching: number, 
/**
 * First row of the page, from 0.
 */
from: number, 
/**
 * The rows.
 */
rows: Array<WorkflowRow>, };

/**
 * Which workflows, in which order.
 */
export type WorkflowQuery = { 
/**
 * Words that must all occur in id, name, unit, owner or purpose; case does not matter.
 */
text: string, 
/**
 * Allowed classes, by the upper end (`D2`); all when empty.
 */
class: Array<string>, 
/**
 * Allowed environments; `unknown` for those that do not say.
 */
environment: Array<string>, 
/**
 * Allowed criticalities.
 */
criticality: Array<string>, 
/**
 * Allowed lifecycles.
 */
lifecycle: Array<string>, 
/**
 * Allowed business units.
 */
unit: Array<string>, 
/**
 * What must be so.
 */
flags: Array<WorkflowFlag>, 
/**
 * The edition whose counts are shown; the first when empty.
 */
framework: string, 
/**
 * `id`, `name`, `unit`, `owner`, `class`, `environment`, `criticality`, `lifecycle`, `acts_as`, `not_met`, `not_assessed`, `met`, `next_review`; worst first when empty.
 */
sort: string, 
/**
 * Largest first.
 */
descending: boolean, 
/**
 * First row wanted, from 0.
 */
from: number, 
/**
 * How many rows.
 */
rows: number, };

/**
 * One workflow in the register.
 */
export type WorkflowRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its business unit, when known.
 */
unit: string | null, 
/**
 * Its owner, when known.
 */
owner: string | null, 
/**
 * `prod`, when known.
 */
environment: string | null, 
/**
 * `high`, when known.
 */
criticality: string | null, 
/**
 * `active`, when known.
 */
lifecycle: string | null, 
/**
 * What identity it acts as: `Itself`, `Shared account`, `A person`; nothing when unknown.
 */
acts_as: string | null, 
/**
 * Its class; nothing while the assessment is being read.
 */
class: Interval | null, 
/**
 * One count per requirement of the framework shown; nothing when it was not assessed.
 */
counts: Counts | null, 
/**
 * When it is to be reviewed next; nothing while the assessment is being read, nor of one that is retired.
 */
next_review: string | null, 
/**
 * Days until then, negative when late.
 */
review_in_days: number | null, };

/**
 * How a workflow stands beside its requirements: what the head and the tabs count. A tab that was not analysed has no count.
 */
export type WorkflowStanding = { 
/**
 * The drift level; nothing when it was not analysed.
 */
drift: DriftMark | null, 
/**
 * The open findings by severity, the worst first; nothing when nobody looked for them.
 */
findings: Array<LevelCount> | null, 
/**
 * Credentials and grants.
 */
access: number | null, 
/**
 * Runs of the period.
 */
runs: number | null, 
/**
 * Artefacts of evidence.
 */
evidence: number | null, 
/**
 * Exceptions.
 */
exceptions: number | null, };

/**
 * One workflow.
 */
export type WorkflowView = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its class with the reasons.
 */
variability: Variability, 
/**
 * The facts of the header: owner, acts as, environment, effect, gate, next review.
 */
header: Array<Attribute>, 
/**
 * Everything the inventory says, in the order of the table; unknown ones too, then columns that are not ours.
 */
attributes: Array<Attribute>, 
/**
 * One bar per framework, counting this workflow's requirements; empty when it was not assessed.
 */
frameworks: Array<FrameworkBar>, 
/**
 * The cell that names it.
 */
source: SourceRef, 
/**
 * Whether its row changed since the assessment was made.
 */
changed_since: boolean, 
/**
 * What its head and its tabs count.
 */
standing: WorkflowStanding, };

/**
 * What a person's statement came to.
 */
export type Written = { 
/**
 * The batch it was taken as, by which it is taken back; nothing when the workspace said so already.
 */
batch: string | null, 
/**
 * What was written down, in one sentence without a full stop: `F-0021 is in progress, due 14 Oct 2026`.
 */
said: string, };

/** Every command of the program: what it takes and what it gives. */
export interface Commands {
  /** What the window needs before it draws anything. */
  start: { input: Nothing; output: Start };
  /** The workspace that is open. */
  workspace: { input: Nothing; output: OpenWorkspace | null };
  /** Keeps the preferences. */
  set_prefs: { input: Prefs; output: Prefs };
  /** Makes a workspace where the person says; nothing when they cancel. */
  create_workspace: { input: NewWorkspace; output: OpenWorkspace | null };
  /** Opens a workspace; nothing when the dialog is cancelled. */
  open_workspace: { input: OpenWhich; output: OpenWorkspace | null };
  /** Makes the made-up organisation, unless it is there, and opens it. */
  open_demo: { input: Nothing; output: OpenWorkspace };
  /** Closes the workspace. */
  close_workspace: { input: Nothing; output: Nothing };
  /** Takes a workspace off the list of those that were open. */
  forget_recent: { input: ById; output: Array<Recent> };
  /** Makes a workspace from a backup; nothing when a dialog is cancelled. */
  restore_backup: { input: Nothing; output: OpenWorkspace | null };
  /** Where things stand, and what to do next. */
  overview: { input: Nothing; output: Overview };
  /** What changed since the assessment made before the latest, counted. */
  since: { input: Nothing; output: Since };
  /** The stored assessments, the latest first. */
  assessments: { input: Nothing; output: Array<AssessmentLine> };
  /** Two assessments side by side, with what accounts for the changes. */
  comparison: { input: ComparisonWhich; output: ComparisonView };
  /** A page of the leaves that changed between two assessments. */
  changes: { input: ChangesQuery; output: ChangesPage };
  /** A page of the register of workflows. */
  workflows: { input: WorkflowQuery; output: WorkflowPage };
  /** How many workflows match each query. */
  workflow_counts: { input: CountThese; output: Array<number> };
  /** The values workflows can be filtered by. */
  workflow_filters: { input: Nothing; output: Array<FilterColumn> };
  /** One workflow. */
  workflow: { input: ById; output: WorkflowView };
  /** One workflow against one framework. */
  alignment: { input: AlignWhich; output: Alignment };
  /** One requirement for one workflow, or for the organisation. */
  leaf: { input: LeafWhich; output: LeafView };
  /** From a status back to the cells it rests on. */
  explain: { input: LeafWhich; output: Explanation };
  /** The raw cell with the rows around it. */
  cell: { input: CellQuery; output: CellView };
  /** What a workflow can reach, identity by identity. */
  workflow_access: { input: ById; output: AccessView };
  /** The flow of a workflow as a graph. */
  workflow_flow: { input: ById; output: FlowView };
  /** A page of the runs of a workflow. */
  workflow_runs: { input: RunsQuery; output: RunsPage };
  /** One run with its links. */
  workflow_run: { input: RunWhich; output: RunView };
  /** Who wrote what was carried out, and whether somebody really looked. */
  workflow_authorship: { input: ById; output: AuthorshipView };
  /** One action with its links. */
  workflow_action: { input: ActionWhich; output: ActionView };
  /** The findings about a workflow. */
  workflow_findings: { input: ById; output: FindingList };
  /** The evidence about a workflow. */
  workflow_evidence: { input: ById; output: Array<EvidenceRow> };
  /** The exceptions of a workflow. */
  workflow_exceptions: { input: ById; output: Array<ExceptionLine> };
  /** The findings that a sieve keeps. */
  findings: { input: FindingsQuery; output: FindingList };
  /** One finding in full. */
  finding: { input: ById; output: FindingView };
  /** Writes down what a person decides about a finding. */
  treat_finding: { input: Treatment; output: Written };
  /** Every exception, clause by clause. */
  exceptions: { input: Nothing; output: ExceptionsView };
  /** Writes down what a person decides about an exception. */
  decide_exception: { input: ExceptionDecision; output: Written };
  /** A page of what has to be looked at again. */
  recertification: { input: RecertificationQuery; output: RecertificationPage };
  /** Writes down a review. */
  review: { input: ReviewSaid; output: Written };
  /** Controls against the requirements of one framework. */
  controls_matrix: { input: MappingWhich; output: ControlsMatrix };
  /** Requirements that controls may cover. */
  suggestions: { input: SuggestionsWhich; output: SuggestionList };
  /** Maps a control to a requirement. */
  accept_suggestion: { input: SuggestionAccepted; output: Written };
  /** Passes a suggestion, so that it is not made again. */
  pass_suggestion: { input: SuggestionPassed; output: Written };
  /** What is known about the completeness of an artefact. */
  evidence_checks: { input: EvidenceWhich; output: EvidenceChecks };
  /** One request for evidence. */
  request: { input: ById; output: RequestView };
  /** Asks somebody for evidence. */
  ask_for_evidence: { input: EvidenceAsked; output: Written };
  /** Writes down what came of a request for evidence. */
  answer_request: { input: RequestAnswer; output: Written };
  /** A page of the workflow x requirement matrix. */
  matrix: { input: MatrixQuery; output: Matrix };
  /** The frameworks, one bar each. */
  frameworks: { input: Nothing; output: Array<FrameworkBar> };
  /** The tree of one framework. */
  framework_tree: { input: ById; output: FrameworkTree };
  /** One requirement over every workflow. */
  requirement: { input: ById; output: RequirementView };
  /** The edges between two editions. */
  crosswalk: { input: TwoEditions; output: CrosswalkReport };
  /** A page of the controls. */
  controls: { input: ControlQuery; output: ControlPage };
  /** One control. */
  control: { input: ById; output: ControlView };
  /** A page of the evidence register. */
  evidence: { input: EvidenceQuery; output: EvidencePage };
  /** One artefact, by its file. */
  artefact: { input: ById; output: Artefact };
  /** A look into one artefact, by its file. */
  preview: { input: ById; output: Preview };
  /** Requests for evidence. */
  requests: { input: Nothing; output: Array<RequestLine> };
  /** Anything by id, alias or words. */
  find: { input: Words; output: Found };
  /** Asks for files or a folder to import; nothing when cancelled. */
  choose_import: { input: FileOrFolder; output: ImportQueue | null };
  /** What an import would do. Nothing is written. */
  import_look: { input: ImportWhich; output: ImportLook };
  /** Imports as one batch. */
  import_apply: { input: ImportWhich; output: ImportReport };
  /** Forgets files that were chosen. */
  import_forget: { input: QueueWhich; output: Nothing };
  /** A file's columns, and the map to start from. Nothing is written. */
  import_columns: { input: FileWhich; output: ColumnsLook };
  /** The raw cell of a file that waits to be imported, with the rows around it. */
  import_cell: { input: WaitingWhich; output: CellView };
  /** What a map makes of the first rows of a file. Nothing is written. */
  import_preview: { input: FileWhich; output: MapPreview };
  /** Keeps a map as a preset of the person's own. */
  save_map: { input: MapToSave; output: Saved };
  /** Our tables, for choosing columns from. */
  table_specs: { input: Nothing; output: Array<TableSpec> };
  /** The presets an import can be told to use. */
  presets: { input: Nothing; output: Array<PresetInfo> };
  /** Identities that may be one. */
  joins: { input: Nothing; output: JoinReport };
  /** Records whether two identities are one. */
  settle_join: { input: SettleJoin; output: JoinReport };
  /** The batches, latest first. */
  batches: { input: Nothing; output: Array<BatchLine> };
  /** The rows a batch could not use. */
  rejected: { input: ById; output: Array<RejectedLine> };
  /** Undoes a batch. */
  undo_batch: { input: ById; output: UndoDone };
  /** Every citation and where it stands. */
  citations: { input: Nothing; output: CitationReport };
  /** Records what a citation means. */
  choose_citation: { input: CitationChoice; output: CitationReport };
  /** Writes the empty tables into a folder; nothing when cancelled. */
  save_templates: { input: Nothing; output: Saved | null };
  /** Assesses the workspace for a period and stores the result. */
  assess: { input: AssessPeriod; output: OpenWorkspace };
  /** Builds a report and holds it for preview. */
  report_build: { input: ReportWhich; output: ReportBuilt };
  /** Writes a report where the person says; nothing when cancelled. */
  report_save: { input: ReportWhich; output: Saved | null };
  /** Asks for a signing key; nothing when cancelled. */
  choose_key: { input: Nothing; output: KeyChosen | null };
  /** Seals a pack where the person says, and reads it back; nothing when cancelled. */
  pack_save: { input: PackHow; output: PackSaved | null };
  /** Checks a pack the person names; nothing when cancelled. */
  verify_pack: { input: FileOrFolder; output: PackVerified | null };
  /** Writes the workflows of a query as a table; nothing when cancelled. */
  export_workflows: { input: WorkflowQuery; output: Saved | null };
  /** Writes the changes of a query as a table; nothing when cancelled. */
  export_changes: { input: ChangesQuery; output: Saved | null };
  /** Writes a table the window shows; nothing when cancelled. */
  save_table: { input: TableToSave; output: Saved | null };
  /** A page of the journal. */
  journal: { input: JournalQuery; output: JournalPage };
  /** Checks the journal's chain. */
  check_journal: { input: Nothing; output: JournalState };
  /** The thresholds. */
  parameters: { input: Nothing; output: Array<ParameterLine> };
  /** Sets a threshold, or the shipped value again. */
  set_parameter: { input: SetParameter; output: Array<ParameterLine> };
  /** Attaches a publisher's own text to an edition; nothing when cancelled. */
  attach_official: { input: ById; output: AttachReport | null };
  /** Writes a verified copy of the workspace; nothing when cancelled. */
  backup_save: { input: Nothing; output: Saved | null };
}
