//! The published schema fits every record that is printed, and no other.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::fixture::Fixture;

fn schema() -> jsonschema::Validator {
    let ran = Fixture::new().run(&["schema"]);
    assert_eq!(ran.exit, 0);
    jsonschema::validator_for(&serde_json::from_str(&ran.stdout).unwrap()).unwrap()
}

fn front() -> Value {
    let keys = [
        "id_number",
        "name",
        "name_urdu",
        "birthday",
        "gender",
        "father_name",
        "father_name_urdu",
        "identifier",
        "country_of_stay",
        "issue_date",
        "expiry_date",
    ];
    keys.into_iter()
        .map(|key| (key.to_owned(), json!("")))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn record() -> Value {
    json!({
        "file": "a.png",
        "request_id": "TID8bf47ab6eda64476973cc5f5b6ebf57e",
        "status": "OK",
        "results": [{"card_type": "SNIC", "card_side": "front", "card_info": front()}],
    })
}

#[test]
fn every_printed_record_fits() {
    let schema = schema();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    for arguments in [
        &["scan", examples][..],
        &["scan", "--details", "--no-file", examples, "nonesuch.png"],
    ] {
        let ran = Fixture::new().run(arguments);
        assert!(ran.stdout.lines().count() > 5);
        for line in ran.stdout.lines() {
            if let Err(error) = schema.validate(&serde_json::from_str(line).unwrap()) {
                panic!("{error} at {}: {line}", error.instance_path());
            }
        }
    }
}

/// The expected answers beside the specimens.
#[test]
fn every_golden_answer_fits() {
    let schema = schema();
    let examples = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap();
    for path in examples.map(|entry| entry.unwrap().path()) {
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let answer = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            assert!(schema.is_valid(&answer), "{}", path.display());
        }
    }
}

#[test]
fn other_records_do_not_fit() {
    let schema = schema();
    let fits = |change: &dyn Fn(&mut Value)| {
        let mut record = record();
        change(&mut record);
        schema.is_valid(&record)
    };
    assert!(fits(&|_| {}));
    assert!(!fits(&|r| r["more"] = json!(1)));
    assert!(!fits(&|r| r["file"] = Value::Null));
    assert!(!fits(&|r| r["request_id"] = json!("TID0")));
    assert!(!fits(&|r| r["status"] = json!("NOT_FOUND")));
    assert!(!fits(&|r| r["status"] = json!("INTERNAL_ERROR"))); // without a reason
    assert!(!fits(&|r| r["reason"] = json!("all is well")));
    assert!(!fits(&|r| r["results"][0]["card_side"] = json!("edge")));
    assert!(!fits(&|r| r["results"][0]["card_info"]["gender"] = json!(1)));
    assert!(!fits(
        &|r| r["results"][0]["card_info"]["family_number"] = json!("")
    ));
    assert!(!fits(&|r| {
        r.as_object_mut().unwrap().remove("results");
    }));
}
