//! The program as a whole: exit codes, standard output, standard error.

mod batch;
mod fixture;
mod interruption;
mod output;
mod records;
mod usage;
