//! How results look at a prompt. Everything printed goes through [`out::Out`]; everything that may come from a file goes through
//! [`text::inert`] on its way into a [`span::Span`].

pub mod bar;
pub mod look;
pub mod out;
pub mod span;
pub mod table;
pub mod text;
pub mod words;
