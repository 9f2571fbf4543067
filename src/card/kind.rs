//! The kind of a card and its side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which of the two generations a card belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// The smart card, mainly English; smart NICOPs count as such.
    Snic,
    /// The old card, mainly Urdu.
    Nic,
}

impl Kind {
    /// The API's name: `SNIC` or `NIC`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Snic => "SNIC",
            Self::Nic => "NIC",
        }
    }
}

/// Which side of a card is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The side with the holder's name.
    Front,
    /// The side with the addresses.
    Back,
}

impl Side {
    /// The API's name: `front` or `back`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}
