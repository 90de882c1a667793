//! From the cells of a file to the columns of an interchange table.

pub mod date;
pub mod layout;
pub mod mapper;
pub mod preset;
pub mod value;
