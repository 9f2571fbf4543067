//! The fields of a side as an object whose keys stand in the API's order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::card::{CardInfo, Field, Side, Value};

/// Something for every field of a side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Fields<T> {
    /// Of a front.
    Front(Front<T>),
    /// Of a back.
    Back(Back<T>),
}

/// Something for every field of a front.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the API's names
pub struct Front<T> {
    pub id_number: T,
    pub name: T,
    pub name_urdu: T,
    pub birthday: T,
    pub gender: T,
    pub father_name: T,
    pub father_name_urdu: T,
    pub identifier: T,
    pub country_of_stay: T,
    pub issue_date: T,
    pub expiry_date: T,
}

/// Something for every field of a back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the API's names
pub struct Back<T> {
    pub id_number: T,
    pub current_address: T,
    pub permanent_address: T,
    pub family_number: T,
    pub issue_date: T,
    pub expiry_date: T,
}

impl<T> Fields<T> {
    /// Makes something of each value that a side's fields have.
    pub(super) fn of(info: &CardInfo, make: impl Fn(&Value) -> T) -> Self {
        let absent = Value::absent();
        let of = |field| make(info.get(field).unwrap_or(&absent));
        match info.side() {
            Side::Front => Self::Front(Front {
                id_number: of(Field::IdNumber),
                name: of(Field::Name),
                name_urdu: of(Field::NameUrdu),
                birthday: of(Field::Birthday),
                gender: of(Field::Gender),
                father_name: of(Field::FatherName),
                father_name_urdu: of(Field::FatherNameUrdu),
                identifier: of(Field::Identifier),
                country_of_stay: of(Field::CountryOfStay),
                issue_date: of(Field::IssueDate),
                expiry_date: of(Field::ExpiryDate),
            }),
            Side::Back => Self::Back(Back {
                id_number: of(Field::IdNumber),
                current_address: of(Field::CurrentAddress),
                permanent_address: of(Field::PermanentAddress),
                family_number: of(Field::FamilyNumber),
                issue_date: of(Field::IssueDate),
                expiry_date: of(Field::ExpiryDate),
            }),
        }
    }

    /// What stands for a field; `None` if the side has no such field.
    pub fn get(&self, field: Field) -> Option<&T> {
        Some(match self {
            Self::Front(front) => match field {
                Field::IdNumber => &front.id_number,
                Field::Name => &front.name,
                Field::NameUrdu => &front.name_urdu,
                Field::Birthday => &front.birthday,
                Field::Gender => &front.gender,
                Field::FatherName => &front.father_name,
                Field::FatherNameUrdu => &front.father_name_urdu,
                Field::Identifier => &front.identifier,
                Field::CountryOfStay => &front.country_of_stay,
                Field::IssueDate => &front.issue_date,
                Field::ExpiryDate => &front.expiry_date,
                _ => return None,
            },
            Self::Back(back) => match field {
                Field::IdNumber => &back.id_number,
                Field::CurrentAddress => &back.current_address,
                Field::PermanentAddress => &back.permanent_address,
                Field::FamilyNumber => &back.family_number,
                Field::IssueDate => &back.issue_date,
                Field::ExpiryDate => &back.expiry_date,
                _ => return None,
            },
        })
    }
}
