use super::*;
use crate::card::{Field, Line, assemble};
use crate::geometry::Point;

fn card(side: Side, lines: Vec<Line>) -> Card {
    Card {
        kind: Kind::Snic,
        side,
        quad: quad(),
        page: 1,
        confidence: 0.987_654,
        info: assemble(side, lines),
    }
}

fn found(cards: Vec<Card>) -> FileReading {
    FileReading {
        cards,
        pages: 1,
        failed: 0,
        error: None,
    }
}

fn quad() -> Quad {
    Quad([(1.0, 2.0), (9.04, 2.0), (9.0, 8.0), (1.0, 8.0)].map(|(x, y)| Point { x, y }))
}

fn name() -> Line {
    Line {
        field: Field::NameUrdu,
        readings: vec![crate::card::Reading {
            text: "علي".to_owned(),
            confidence: 0.5,
        }],
        quad: quad(),
    }
}

fn keys(json: &serde_json::Value) -> Vec<&str> {
    json.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// By way of its text, as a reader of the answer gets it.
fn json(record: &Record) -> serde_json::Value {
    serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap()
}

#[test]
fn the_strict_answer_has_exactly_the_keys_of_the_api() {
    let cards = vec![card(Side::Front, vec![name()]), card(Side::Back, vec![])];
    let json = json(&Record::new(None, &found(cards), false));
    assert_eq!(keys(&json), ["request_id", "status", "results"]);
    assert_eq!(json["status"], "OK");
    for (result, side) in json["results"]
        .as_array()
        .unwrap()
        .iter()
        .zip([Side::Front, Side::Back])
    {
        assert_eq!(keys(result), ["card_type", "card_side", "card_info"]);
        assert_eq!(result["card_side"], side.as_str());
        assert_eq!(
            keys(&result["card_info"]),
            Field::of(side).iter().map(|f| f.key()).collect::<Vec<_>>()
        );
    }
    assert_eq!(json["results"][0]["card_info"]["name_urdu"], "علی");
}

#[test]
fn pages_that_were_not_read_are_counted_beside_what_the_others_say() {
    let damaged = || Error::PdfPage {
        page: 2,
        reason: "it is damaged".to_owned(),
    };
    let first = "page 2 of the PDF cannot be drawn: it is damaged";
    for (failed, rest) in [
        (1, ""),
        (2, "; 1 more page was not read"),
        (9, "; 8 more pages were not read"),
    ] {
        let reading = FileReading {
            pages: 20,
            failed,
            error: Some(damaged()),
            ..found(vec![card(Side::Back, vec![])])
        };
        let record = Record::new(None, &reading, false);
        assert_eq!(record.status, Status::InvalidArgument);
        assert_eq!(record.reason, Some(format!("{first}{rest}")));
        assert_eq!(record.results.map(|cards| cards.len()), Some(1));
    }
}

#[test]
fn details_stand_beside_the_keys_of_the_api() {
    let record = Record::new(
        Some("a.png".to_owned()),
        &found(vec![card(Side::Front, vec![name()])]),
        true,
    );
    let json = json(&record);
    assert_eq!(keys(&json), ["file", "request_id", "status", "results"]);
    let result = &json["results"][0];
    assert_eq!(
        keys(result),
        [
            "card_type",
            "card_side",
            "card_info",
            "page",
            "confidence",
            "quad",
            "details"
        ]
    );
    assert_eq!(result["confidence"].to_string(), "0.9877");
    let corners = serde_json::json!([[1.0, 2.0], [9.0, 2.0], [9.0, 8.0], [1.0, 8.0]]);
    assert_eq!(result["quad"], corners);
    let detail =
        serde_json::json!({"value": "علی", "confidence": 0.5, "raw": "علي", "box": corners});
    assert_eq!(result["details"]["name_urdu"], detail);
    assert_eq!(
        keys(&result["details"]["gender"]),
        ["value", "confidence", "raw"]
    );
    assert_eq!(serde_json::from_value::<Record>(json).unwrap(), record);
}

#[test]
fn failures_carry_a_reason_and_no_results() {
    let none = json(&Record::new(None, &found(vec![]), false));
    assert_eq!(keys(&none), ["request_id", "status", "reason"]);
    assert_eq!(none["status"], Status::DetectionFailed.as_str());
    let failed = FileReading {
        error: Some(Error::PdfEmpty),
        ..FileReading::default()
    };
    let record = json(&Record::new(None, &failed, false));
    assert_eq!(record["status"], Status::InvalidArgument.as_str());
    assert_eq!(record["reason"], Error::PdfEmpty.to_string());
}

#[test]
fn a_page_that_fails_keeps_the_cards_of_the_others() {
    let error = Error::PdfPage {
        page: 2,
        reason: "x".to_owned(),
    };
    let reading = FileReading {
        error: Some(error),
        ..found(vec![card(Side::Back, vec![])])
    };
    let record = json(&Record::new(None, &reading, false));
    assert_eq!(keys(&record), ["request_id", "status", "results", "reason"]);
    assert_eq!(record["status"], "INVALID_ARGUMENT");
}

#[test]
fn every_request_has_its_own_number() {
    let ids = [new_request_id(), new_request_id()];
    assert_ne!(ids[0], ids[1]);
    for id in ids {
        let digits = id.strip_prefix("TID").unwrap();
        assert!(
            digits.len() == 32 && digits.bytes().all(|b| b"0123456789abcdef".contains(&b)),
            "{id}"
        );
    }
}

#[test]
fn unknown_keys_are_denied() {
    let json = r#"{"request_id": "TID0", "status": "OK", "results": [], "more": 1}"#;
    assert!(serde_json::from_str::<Record>(json).is_err());
}
