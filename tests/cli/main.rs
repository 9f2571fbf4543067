//! The program as a whole: exit codes, standard output, standard error.

mod batch;
mod broken;
mod fixture;
mod interruption;
mod odd;
mod output;
mod privacy;
mod recipes;
mod records;
mod schema;
mod usage;
