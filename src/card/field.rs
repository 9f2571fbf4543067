//! The fields of a card under the API's names.

use super::Side;

/// A field of either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // their keys say it
pub enum Field {
    IdNumber,
    Name,
    NameUrdu,
    Birthday,
    Gender,
    /// The husband's name stands here too: the API has no other place for it.
    FatherName,
    FatherNameUrdu,
    Identifier,
    CountryOfStay,
    IssueDate,
    ExpiryDate,
    CurrentAddress,
    PermanentAddress,
    FamilyNumber,
}

impl Field {
    /// Every field, fronts' first, each once.
    pub const ALL: [Field; 14] = [
        Field::IdNumber,
        Field::Name,
        Field::NameUrdu,
        Field::Birthday,
        Field::Gender,
        Field::FatherName,
        Field::FatherNameUrdu,
        Field::Identifier,
        Field::CountryOfStay,
        Field::IssueDate,
        Field::ExpiryDate,
        Field::CurrentAddress,
        Field::PermanentAddress,
        Field::FamilyNumber,
    ];

    /// Whether it is an address: up to four lines, where all others have one.
    pub fn is_address(self) -> bool {
        matches!(self, Field::CurrentAddress | Field::PermanentAddress)
    }

    /// Whether it is a date.
    pub fn is_date(self) -> bool {
        matches!(self, Field::Birthday | Field::IssueDate | Field::ExpiryDate)
    }

    /// Whether its values have a form that a misread one breaks: numbers, dates, the gender and the country.
    pub fn has_form(self) -> bool {
        self.is_date()
            || matches!(
                self,
                Field::IdNumber | Field::Gender | Field::CountryOfStay | Field::FamilyNumber
            )
    }

    /// The fields of a side, in the order of the answer.
    pub fn of(side: Side) -> &'static [Field] {
        match side {
            Side::Front => &[
                Field::IdNumber,
                Field::Name,
                Field::NameUrdu,
                Field::Birthday,
                Field::Gender,
                Field::FatherName,
                Field::FatherNameUrdu,
                Field::Identifier,
                Field::CountryOfStay,
                Field::IssueDate,
                Field::ExpiryDate,
            ],
            Side::Back => &[
                Field::IdNumber,
                Field::CurrentAddress,
                Field::PermanentAddress,
                Field::FamilyNumber,
                Field::IssueDate,
                Field::ExpiryDate,
            ],
        }
    }

    /// The API's name of the field.
    pub fn key(self) -> &'static str {
        match self {
            Field::IdNumber => "id_number",
            Field::Name => "name",
            Field::NameUrdu => "name_urdu",
            Field::Birthday => "birthday",
            Field::Gender => "gender",
            Field::FatherName => "father_name",
            Field::FatherNameUrdu => "father_name_urdu",
            Field::Identifier => "identifier",
            Field::CountryOfStay => "country_of_stay",
            Field::IssueDate => "issue_date",
            Field::ExpiryDate => "expiry_date",
            Field::CurrentAddress => "current_address",
            Field::PermanentAddress => "permanent_address",
            Field::FamilyNumber => "family_number",
        }
    }
}
