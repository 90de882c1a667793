import type { FacetState } from "../../lib/ipc/types";
import type { Status } from "../../lib/words";

/** How the state of a facet is said. */
export const FACET_WORDS: Record<FacetState, string> = { ok: "holds", part: "partial", open: "not assessed", fail: "fails" };

/** The shape a facet's state is drawn with: that of the status it would lead to alone. */
export const FACET_GLYPHS: Record<FacetState, Status> = { ok: "met", part: "partial", open: "not_assessed", fail: "not_met" };
