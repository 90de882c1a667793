//! What stands beside the chain of a requirement: evidence of other requirements that a crosswalk offers a person, and the two
//! judgements of its own evidence.

use crate::explain::{Explainer, Explanation, Step};
use countersign_core::assess::{Judged, Judgement};
use countersign_core::crosswalk::{Offer, Propagated, offers};

/// How many offers are listed.
const LISTED: usize = 8;

impl Explainer<'_> {
    /// What edges offer the requirement: those whose controls show something there that is not mapped here yet.
    pub fn offers(&self, at: usize, row: Option<usize>, out: &mut Explanation) {
        let found = offers(self.content(), self.assessment, at, row);
        let found: Vec<&Offer> = found.iter().filter(|o| o.allows.verb().is_some() && !o.controls.is_empty()).collect();
        if found.is_empty() {
            return;
        }
        let step = |depth: u8, code: &str, text: String| Step { depth, kind: "offer", code: code.to_owned(), text, source: None };
        let heading = "Evidence of related requirements that a person may look at; none of it counts here by itself";
        out.steps.push(step(0, "CROSSWALK", heading.to_owned()));
        for offer in found.iter().take(LISTED) {
            out.steps.push(step(1, offer.relation.word(), sentence(offer)));
        }
        if found.len() > LISTED {
            out.steps.push(step(1, "MORE", format!("and {} more related requirements", found.len() - LISTED)));
        }
    }
}

fn sentence(offer: &Offer) -> String {
    let allows = match offer.allows {
        Propagated::Met => "it asks all that is asked here: its evidence may be reused",
        Propagated::Reuse => "it asks the same: its evidence may be reused",
        Propagated::AtMostPartial => "it asks a part of what is asked here: its evidence may be reused for that part",
        Propagated::NotMet => "it asks a part of what is asked here and is not met, so this is not met as a whole",
        Propagated::Offer | Propagated::Nothing => "its evidence may be looked at",
    };
    let via = offer.via.as_ref().map_or_else(String::new, |via| format!(", over {via}"));
    let by = if offer.via.is_some() {
        "derived by nobody's statement from".to_owned()
    } else {
        format!("{}, {},", offer.basis, offer.authority)
    };
    let status = countersign_core::rule::plain(offer.status.word()).to_lowercase();
    format!("{} ({status}){via}: {allows}; controls {}; {by} {}", offer.from, offer.controls.join(", "), offer.citation)
}

/// The two judgements as steps; they are never made into one.
pub(crate) fn judged(judgement: Judgement) -> [Step; 2] {
    let step = |code: &str, text: &str| Step { depth: 0, kind: "judgement", code: code.to_owned(), text: text.to_owned(), source: None };
    [
        step(
            "sufficiency",
            match judgement.sufficiency {
                Judged::Enough => "There is as much evidence as is asked for: occurrences, population and sample.",
                Judged::InPart => "There is some of the evidence that is asked for: occurrences, population or sample fall short.",
                Judged::Unknown => "Whether there is enough evidence cannot be judged: frequency or sample are not told.",
                Judged::Lacking => "There is not enough evidence to judge by.",
            },
        ),
        step(
            "appropriateness",
            match judgement.appropriateness {
                Judged::Enough => "The evidence is of the right kind: relevant, fresh and reliable.",
                Judged::InPart => "The evidence is of the right kind in part: its relevance or reliability falls short.",
                Judged::Unknown => "Whether the evidence is of the right kind cannot be judged: something about it is not told.",
                Judged::Lacking => "No evidence of the right kind is shown.",
            },
        ),
    ]
}
