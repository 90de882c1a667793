//! Adapters: formats that need more than a map. Each is one module with its own tests; a preset names it (`adapter = "aws-iam"`) and keeps
//! recognition, record paths and vocabularies as data.
//!
//! An adapter is given one record at a time and writes down what it says, subject by subject:
//!
//! ```ignore
//! pub(super) fn read(from: &Context<'_>, out: &mut Out) {
//!     let Some(arn) = from.record.words_at("Arn") else { return };
//!     out.add(Table::Identities, "Arn").set("id", arn).set("kind", "workload");
//!     out.mention(Table::Resources, "Policy").set("id", "aws:s3").set("name", "S3");
//! }
//! ```
//!
//! What it does not know it leaves unsaid. A record it takes nothing from is rejected with `import/nothing-taken`.

mod a2a;
mod agent_bom;
mod agent_permissions;
mod agent_register;
mod agent_tools;
mod app_insights;
mod asff;
mod audit_trail;
mod aws_iam;
mod aws_policy;
mod aws_report;
mod built;
mod cedar;
mod cloudsplaining;
mod cloudtrail;
mod content;
mod csf_profile;
mod cyclonedx;
mod dify;
mod entra;
mod flowise;
mod gen_ai;
mod github_actions;
mod graph;
mod hdf;
mod k8s_audit;
mod langfuse;
mod m365_agent;
mod mcp;
mod mcp_tools;
mod n8n;
mod names;
mod ocsf;
mod oscal;
mod otlp;
mod prisma;
mod results;
mod sarif;
mod scuba;
mod scuba_config;
mod secure_score;
mod settings;
mod spdx;
mod stig;
mod tickets;
mod trivy;

pub(crate) use settings::{mark_standing, masked_by_name};

use crate::map::draft::Draft;
use crate::map::mapper::Remark;
use crate::map::preset::Map;
use crate::node::Node;
use countersign_core::tables::Table;
use std::rc::Rc;

/// A format that needs more than a map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Adapter {
    /// Its name in preset files.
    pub name: &'static str,
    /// The tables it fills, the main one first.
    pub tables: &'static [Table],
    /// Reads one record.
    pub read: fn(&Context<'_>, &mut Out),
}

/// Every adapter, by name.
const ALL: &[Adapter] = &[
    Adapter { name: "a2a", tables: &[Table::Workflows, Table::Identities, Table::Tools], read: a2a::read },
    Adapter { name: "agent-audit-trail", tables: &[Table::Events, Table::Identities, Table::Tools], read: audit_trail::read },
    Adapter {
        name: "agent-bom",
        tables: &[Table::Workflows, Table::Identities, Table::Tools, Table::Credentials, Table::Flows],
        read: agent_bom::read,
    },
    Adapter {
        name: "agent-permissions",
        tables: &[Table::Workflows, Table::Tools, Table::Actions, Table::Credentials, Table::Identities],
        read: agent_permissions::read,
    },
    Adapter {
        name: "agent-register",
        tables: &[Table::Workflows, Table::Identities, Table::Tools, Table::Grants, Table::Resources, Table::Reviews],
        read: agent_register::read,
    },
    Adapter {
        name: "app-insights",
        tables: &[Table::Events, Table::Identities, Table::Workflows, Table::Tools, Table::ControlTests],
        read: app_insights::read,
    },
    Adapter { name: "asff", tables: &[Table::ControlTests], read: asff::read },
    Adapter { name: "aws-credential-report", tables: &[Table::Identities, Table::Credentials], read: aws_report::read },
    Adapter { name: "aws-iam", tables: &[Table::Identities, Table::People, Table::Grants, Table::Resources], read: aws_iam::read },
    Adapter {
        name: "cloudsplaining",
        tables: &[Table::Identities, Table::People, Table::Grants, Table::Resources],
        read: cloudsplaining::read,
    },
    Adapter { name: "cloudtrail", tables: &[Table::Events, Table::Identities, Table::Credentials], read: cloudtrail::read },
    Adapter { name: "csf-profile", tables: &[Table::Controls, Table::ControlTests, Table::Identities], read: csf_profile::read },
    Adapter { name: "cyclonedx", tables: &[Table::Tools, Table::Resources, Table::Workflows, Table::ControlTests], read: cyclonedx::read },
    Adapter {
        name: "dify",
        tables: &[Table::Workflows, Table::Identities, Table::Credentials, Table::Tools, Table::Resources, Table::Flows],
        read: dify::read,
    },
    Adapter { name: "entra", tables: &[Table::Events, Table::Identities, Table::Credentials], read: entra::read },
    Adapter {
        name: "flowise",
        tables: &[Table::Workflows, Table::Identities, Table::Credentials, Table::Tools, Table::Resources, Table::Flows],
        read: flowise::read,
    },
    Adapter {
        name: "github-actions",
        tables: &[Table::Workflows, Table::Identities, Table::Credentials, Table::Tools, Table::Resources, Table::Grants, Table::Flows],
        read: github_actions::read,
    },
    Adapter { name: "hdf", tables: &[Table::ControlTests], read: hdf::read },
    Adapter { name: "k8s-audit", tables: &[Table::Events, Table::Identities], read: k8s_audit::read },
    Adapter { name: "langfuse", tables: &[Table::Events, Table::Identities, Table::Workflows, Table::Tools], read: langfuse::read },
    Adapter {
        name: "m365-agent",
        tables: &[Table::Workflows, Table::Identities, Table::Tools, Table::Resources, Table::Credentials, Table::Grants, Table::Flows],
        read: m365_agent::read,
    },
    Adapter { name: "mcp", tables: &[Table::Tools, Table::Credentials, Table::Identities], read: mcp::read },
    Adapter { name: "mcp-tools", tables: &[Table::Tools], read: mcp_tools::read },
    Adapter {
        name: "n8n",
        tables: &[Table::Workflows, Table::Identities, Table::Credentials, Table::Tools, Table::Resources, Table::Flows],
        read: n8n::read,
    },
    Adapter { name: "ocsf", tables: &[Table::ControlTests], read: ocsf::read },
    Adapter { name: "oscal", tables: &[Table::ControlTests, Table::Controls], read: oscal::read },
    Adapter {
        name: "otlp",
        tables: &[Table::Events, Table::Identities, Table::Workflows, Table::Tools, Table::ControlTests],
        read: otlp::read,
    },
    Adapter { name: "policy-entities", tables: &[Table::Identities, Table::Resources, Table::People, Table::Grants], read: cedar::read },
    Adapter { name: "prisma", tables: &[Table::ControlTests], read: prisma::read },
    Adapter { name: "sarif", tables: &[Table::ControlTests], read: sarif::read },
    Adapter { name: "scuba", tables: &[Table::ControlTests], read: scuba::read },
    Adapter { name: "scuba-config", tables: &[Table::Exceptions], read: scuba_config::read },
    Adapter { name: "secure-score", tables: &[Table::ControlTests], read: secure_score::read },
    Adapter { name: "spdx", tables: &[Table::Workflows, Table::Resources, Table::People], read: spdx::read },
    Adapter { name: "stig", tables: &[Table::ControlTests], read: stig::read },
    Adapter { name: "tickets", tables: &[Table::Decisions, Table::Requests, Table::Identities], read: tickets::read },
    Adapter { name: "trivy", tables: &[Table::ControlTests], read: trivy::read },
];

/// The adapter of a name.
pub(crate) fn named(name: &str) -> Option<Adapter> {
    ALL.iter().find(|a| a.name == name).copied()
}

/// A record and what stands around it.
pub(crate) struct Context<'a> {
    /// The record. A row of a table is an object of its cells by header.
    pub record: &'a Node,
    /// What it is called where it stands: its member name, or its position.
    pub name: &'a str,
    /// The path that leads to it in its document: `runs/0/results/4`. Empty for a row of a table, a line, and the document itself.
    pub place: &'a str,
    /// The file's name, from the folder given on: files of one name in two folders are two things.
    pub file: &'a str,
    /// The preset, for its vocabularies.
    pub preset: &'a Map,
    /// The value at a path of the document.
    pub outside: &'a dyn Fn(&str) -> Option<Rc<Node>>,
}

impl Context<'_> {
    /// The value at a path of the document the record stands in; nothing in a log of lines.
    pub fn outside(&self, path: &str) -> Option<Node> {
        (self.outside)(path).map(|node| node.as_ref().clone())
    }

    /// The same without a copy: for lists that every record looks something up in.
    pub fn around(&self, path: &str) -> Option<Rc<Node>> {
        (self.outside)(path)
    }

    /// What a vocabulary of the preset says a text means.
    pub fn word(&self, vocabulary: &str, text: &str) -> Option<&str> {
        self.preset.word(vocabulary, text)
    }

    /// The file's name without its endings: what a workflow is called when its file says nothing better.
    pub fn stem(&self) -> &str {
        let folder = self.file.rfind('/').map_or(0, |at| at + 1);
        let ending = self.file.get(folder..).and_then(|base| base.find('.')).map_or(self.file.len(), |at| folder + at);
        self.file.get(..ending).unwrap_or(self.file)
    }
}

/// What an adapter writes down.
#[derive(Debug, Default)]
pub(crate) struct Out {
    /// The subjects, in the order written.
    pub drafts: Vec<Draft>,
    /// Things to say about the record.
    pub remarks: Vec<Remark>,
}

impl Out {
    /// A subject that the record says something about; `at` is where, as a path inside the record.
    pub fn add(&mut self, table: Table, at: &str) -> &mut Draft {
        self.push(Draft::new(table, at, false))
    }

    /// A subject that the record only names.
    pub fn mention(&mut self, table: Table, at: &str) -> &mut Draft {
        self.push(Draft::new(table, at, true))
    }

    fn push(&mut self, draft: Draft) -> &mut Draft {
        self.drafts.push_mut(draft)
    }

    /// Puts the subjects of a table first: what the record itself is comes before what else it says.
    pub fn lead(&mut self, table: Table) {
        self.drafts.sort_by_key(|draft| draft.table() != table);
    }

    /// Says something about the record.
    pub fn say(&mut self, code: &'static str, at: &str, message: impl Into<String>) {
        self.remarks.push(Remark { code, column: Some(at.to_owned()).filter(|at| !at.is_empty()), message: message.into() });
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use countersign_core::record::{Origin, Record};

    /// What a preset's adapter writes down for the one record of a JSON text: records, and codes of what is said.
    pub(crate) fn taken(preset: &str, file: &str, json: &str) -> (Vec<Record>, Vec<&'static str>) {
        taken_at(preset, file, "", json)
    }

    /// The same for a record that is called something where it stands.
    pub(crate) fn taken_at(preset: &str, file: &str, name: &str, json: &str) -> (Vec<Record>, Vec<&'static str>) {
        let presets = crate::map::presets::Presets::builtin().unwrap();
        let preset = presets.get(preset).unwrap();
        let root = crate::json::parse::Parser::relaxed(json, 0).value(true).unwrap();
        let outside = |path: &str| root.at(path).cloned().map(Rc::new);
        let context = Context { record: &root, name, place: "", file, preset: &preset, outside: &outside };
        let mut out = Out::default();
        (preset.adapter.unwrap().read)(&context, &mut out);
        mark_standing(&mut out);
        let mut remarks = out.remarks;
        let origin = Origin { file: 1, row: 1 };
        let records = out.drafts.into_iter().map(|d| d.finish(origin, &mut remarks).unwrap()).collect();
        (records, remarks.into_iter().map(|r| r.code).collect())
    }
}
