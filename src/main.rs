//! The `cnic-ocr` command.

fn main() {}
