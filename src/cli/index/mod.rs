//! Commands around an index of what was read before.

mod delivering;
mod query;
mod upkeep;

pub(crate) use delivering::{Delivering, Seeing};
pub(crate) use query::Args as Query;
pub(crate) use upkeep::Args as Upkeep;
